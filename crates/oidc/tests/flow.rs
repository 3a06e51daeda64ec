//! The flow from the first request to the last, and every way in which a provider or a stranger can bend it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use proptest::prelude::*;
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use sellerdesk_adapter::HttpResponse;
use sellerdesk_oidc::limits::{ANSWER_BYTES_MAX, ATTEMPT_MS_MAX, METADATA_KEEP_MS, SKEW_S_MAX, TOKEN_BYTES_MAX};
use sellerdesk_oidc::{
    Attempt, Callback, Client, Identity, Kept, Keys, Metadata, OidcError, authorization_url, challenge, identify,
    read_token, token_request,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::LazyLock;

const ISSUER: &str = "https://id.example/realms/shop";
const HERE: &str = "https://desk.example/sign-in/oidc";
const NOW_MS: i64 = 1_795_338_000_000;
const NOW_S: i64 = NOW_MS / 1_000;

static RSA_KEY: LazyLock<RsaPrivateKey> = LazyLock::new(|| {
    let pem = include_str!("../../../tests/fakes/keys/identity-provider.pem");
    let base64: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    RsaPrivateKey::from_pkcs8_der(&STANDARD.decode(base64).unwrap()).unwrap()
});

fn ec_key() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).unwrap()
}

fn client() -> Client {
    Client::read(ISSUER, "desk & co", "s3cr:t/+", HERE).unwrap().unwrap()
}

fn attempt() -> Attempt {
    Attempt::new([9; 32], NOW_MS)
}

fn answer(status: u16, body: &Value) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: body.to_string().into_bytes() }
}

fn document() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://id.example/authorize",
        "token_endpoint": "https://id.example/token",
        "jwks_uri": "https://id.example/keys",
        "response_types_supported": ["code", "id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "RS256"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "scopes_supported": ["openid", "email"],
    })
}

fn metadata() -> Metadata {
    Metadata::read(&client(), &answer(200, &document())).unwrap()
}

/// The object with some fields otherwise; null takes one out.
fn with(mut object: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(object.as_object_mut().unwrap().remove(name)),
            value => object[name] = value.clone(),
        }
    }
    object
}

fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn rsa_jwk(kid: &str) -> Value {
    let (n, e) = (base64url(&RSA_KEY.n().to_bytes_be()), base64url(&RSA_KEY.e().to_bytes_be()));
    json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": n, "e": e })
}

fn ec_jwk(kid: &str) -> Value {
    let point = ec_key().verifying_key().to_encoded_point(false);
    let (x, y) = (base64url(point.x().unwrap()), base64url(point.y().unwrap()));
    json!({ "kty": "EC", "crv": "P-256", "use": "sig", "kid": kid, "x": x, "y": y })
}

fn keys_of(keys: &[Value]) -> Keys {
    Keys::read(&answer(200, &json!({ "keys": keys }))).unwrap()
}

fn keys() -> Keys {
    keys_of(&[json!({ "kty": "oct", "kid": "o", "k": "AAAA" }), rsa_jwk("r"), ec_jwk("e"), json!({ "kid": 7 })])
}

fn claims() -> Value {
    json!({
        "iss": ISSUER,
        "sub": "248289761001",
        "aud": "desk & co",
        "exp": NOW_S + 300,
        "iat": NOW_S,
        "nonce": attempt().nonce(),
        "email": "Ann@shop.example",
        "email_verified": true,
    })
}

fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()))
}

fn signature_of(algorithm: &str, signed: &str) -> Vec<u8> {
    match algorithm {
        "RS256" => RSA_KEY.sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(signed)).unwrap(),
        _ => {
            let signature: Signature = ec_key().sign(signed.as_bytes());
            signature.to_vec()
        }
    }
}

fn signed(header: &Value, claims: &Value) -> String {
    let signed = unsigned(header, claims);
    let signature = signature_of(header["alg"].as_str().unwrap(), &signed);
    format!("{signed}.{}", base64url(&signature))
}

fn rs256() -> Value {
    json!({ "alg": "RS256", "kid": "r", "typ": "JWT" })
}

fn look(token: &str) -> Result<Identity, OidcError> {
    identify(&client(), &attempt(), &keys(), token, NOW_MS)
}

fn look_at(changes: &Value) -> Result<Identity, OidcError> {
    look(&signed(&rs256(), &with(claims(), changes)))
}

fn pairs(encoded: &str) -> BTreeMap<String, String> {
    form_urlencoded::parse(encoded.as_bytes()).into_owned().collect()
}

#[test]
fn a_browser_is_sent_with_state_nonce_and_challenge_and_without_what_they_are_made_of() {
    let attempt = attempt();
    let url = authorization_url(&client(), &metadata(), &attempt);
    let (endpoint, query) = url.split_once('?').unwrap();
    assert_eq!(endpoint, "https://id.example/authorize");
    let sent = pairs(query);
    let wanted = [
        ("client_id", "desk & co"),
        ("code_challenge", &challenge(&attempt.verifier())),
        ("code_challenge_method", "S256"),
        ("nonce", &attempt.nonce()),
        ("redirect_uri", HERE),
        ("response_type", "code"),
        ("scope", "openid email"),
        ("state", &attempt.state()),
    ];
    assert_eq!(sent, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    assert!(!url.contains(&attempt.verifier()) && !attempt.write().contains(&attempt.state()));
    let tenant = Metadata { authorization_endpoint: "https://id.example/a?tenant=1".to_owned(), ..metadata() };
    assert!(authorization_url(&client(), &tenant, &attempt).starts_with("https://id.example/a?tenant=1&response_type"));
}

#[test]
fn metadata_of_another_issuer_or_of_a_lesser_provider_is_refused() {
    let read = |changes: Value| Metadata::read(&client(), &answer(200, &with(document(), &changes)));
    assert_eq!(read(json!({ "id_token_signing_alg_values_supported": null })), Ok(metadata()), "silence says nothing");
    assert!(read(json!({ "authorization_response_iss_parameter_supported": true })).unwrap().names_itself);
    for changes in [
        json!({ "issuer": "https://id.example/realms/shop/" }),
        json!({ "issuer": "https://ID.example/realms/shop" }),
        json!({ "issuer": "https://id.example" }),
        json!({ "issuer": null }),
        json!({ "token_endpoint": null }),
        json!({ "token_endpoint": "http://id.example/token" }),
        json!({ "jwks_uri": "http://id.example/keys" }),
        json!({ "authorization_endpoint": "javascript:alert(1)" }),
        json!({ "response_types_supported": ["id_token"] }),
        json!({ "code_challenge_methods_supported": ["plain"] }),
        json!({ "token_endpoint_auth_methods_supported": ["private_key_jwt"] }),
        json!({ "id_token_signing_alg_values_supported": ["HS256", "none"] }),
    ] {
        assert!(matches!(read(changes.clone()), Err(OidcError::Provider(_))), "{changes}");
    }
    for status in [429, 500, 503] {
        let error = Metadata::read(&client(), &answer(status, &document())).unwrap_err();
        assert!(error.is_temporary(), "{status}");
    }
    for status in [204, 301, 404] {
        let error = Metadata::read(&client(), &answer(status, &document())).unwrap_err();
        assert!(matches!(error, OidcError::Provider(_)) && !error.is_temporary(), "{status}");
    }
}

#[test]
fn metadata_is_kept_for_its_issuer_and_its_time() {
    let kept = || Kept::new(&client(), &metadata(), NOW_MS);
    assert_eq!(kept().fresh(&client(), NOW_MS + METADATA_KEEP_MS - 1), Some(metadata()));
    assert_eq!(kept().fresh(&client(), NOW_MS + METADATA_KEEP_MS), None);
    assert_eq!(kept().fresh(&client(), NOW_MS - 1), None);
    let other = Client { issuer: "https://other.example".to_owned(), ..client() };
    assert_eq!(kept().fresh(&other, NOW_MS), None);
}

#[test]
fn what_comes_back_belongs_to_this_browser_and_this_provider() {
    let attempt = attempt();
    let state = attempt.state();
    let check = |state: &str, code: &str, issuer: Option<&str>, names_itself: bool| {
        let metadata = Metadata { names_itself, ..metadata() };
        Callback { state, code, issuer }.check(&client(), &metadata, &attempt)
    };
    assert_eq!(check(&state, "c", None, false), Ok(()));
    assert_eq!(check(&state, "c", Some(ISSUER), false), Ok(()));
    assert_eq!(check(&state, "c", Some(ISSUER), true), Ok(()));
    let other = Attempt::new([8; 32], NOW_MS).state();
    let later = Attempt::new([9; 32], NOW_MS + 1).state();
    for (state, code, issuer, names_itself) in [
        ("", "c", None, false),
        (other.as_str(), "c", None, false),
        (later.as_str(), "c", None, false),
        (&attempt.nonce(), "c", None, false),
        (&state, "c", None, true),
        (&state, "c", Some("https://evil.example"), false),
        (&state, "c", Some(""), false),
        (&state, "", None, false),
        (&state, "a\nb", None, false),
        (&state, &"c".repeat(5_000), None, false),
    ] {
        assert!(matches!(check(state, code, issuer, names_itself), Err(OidcError::Attempt(_))), "{state} {issuer:?}");
    }
}

#[test]
fn the_code_goes_to_the_token_endpoint_with_secret_and_verifier() {
    let attempt = attempt();
    let request = token_request(&client(), &metadata(), &attempt, "c&d");
    assert_eq!((request.method.as_str(), request.url.as_str()), ("POST", "https://id.example/token"));
    let headers: BTreeMap<_, _> = request.headers.iter().cloned().collect();
    // RFC 6749, section 2.3.1: encoded as in a form, then joined.
    let basic = STANDARD.encode("desk+%26+co:s3cr%3At%2F%2B");
    assert_eq!(headers["authorization"], format!("Basic {basic}"));
    assert_eq!(headers["content-type"], "application/x-www-form-urlencoded");
    let body = pairs(std::str::from_utf8(&request.body).unwrap());
    let wanted = [
        ("code", "c&d"),
        ("code_verifier", &attempt.verifier()),
        ("grant_type", "authorization_code"),
        ("redirect_uri", HERE),
    ];
    assert_eq!(body, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
}

#[test]
fn the_endpoints_answers_are_told_apart() {
    assert_eq!(
        read_token(&answer(200, &json!({ "id_token": "a.b.c", "token_type": "Bearer" }))),
        Ok("a.b.c".to_owned())
    );
    let failed = |status: u16, body: Value| read_token(&answer(status, &body)).unwrap_err();
    assert_eq!(failed(400, json!({ "error": "invalid_grant" })), OidcError::Code);
    for (status, body) in [
        (401, json!({ "error": "invalid_client" })),
        (400, json!({ "error": "invalid_request" })),
        (400, json!("no")),
        (302, json!({})),
        (200, json!({ "access_token": "x" })),
        (200, json!([])),
    ] {
        assert!(matches!(failed(status, body.clone()), OidcError::Provider(_)), "{status} {body}");
    }
    for status in [429, 500, 502, 503] {
        assert!(failed(status, json!({ "error": "server_error" })).is_temporary(), "{status}");
    }
    let long = json!({ "id_token": "x".repeat(TOKEN_BYTES_MAX + 1) });
    assert_eq!(failed(200, long), OidcError::Token("is too long"));
    const { assert!(ANSWER_BYTES_MAX > TOKEN_BYTES_MAX) };
}

#[test]
fn a_good_token_says_who_it_is_by_either_algorithm() {
    let identity = Identity {
        issuer: ISSUER.to_owned(),
        subject: "248289761001".to_owned(),
        email: "Ann@shop.example".to_owned(),
        has_second_factor: false,
    };
    assert_eq!(look(&signed(&rs256(), &claims())), Ok(identity.clone()));
    assert_eq!(look(&signed(&json!({ "alg": "ES256", "kid": "e" }), &claims())), Ok(identity.clone()));
    // Without a name the only key of that kind will do.
    assert_eq!(look(&signed(&json!({ "alg": "ES256" }), &claims())), Ok(identity.clone()));
    for changes in [
        json!({ "aud": ["desk & co"] }),
        json!({ "azp": "desk & co" }),
        json!({ "exp": NOW_S as f64 + 0.5 }),
        json!({ "exp": NOW_S - SKEW_S_MAX + 1 }),
        json!({ "iat": NOW_S + SKEW_S_MAX }),
        json!({ "nbf": NOW_S }),
        json!({ "amr": ["pwd", "otp"] }),
    ] {
        assert_eq!(look_at(&changes), Ok(identity.clone()), "{changes}");
    }
    assert!(look_at(&json!({ "amr": ["pwd", "mfa"] })).unwrap().has_second_factor);
}

#[test]
fn a_token_that_is_not_for_us_and_now_is_refused() {
    let age_s_max = ATTEMPT_MS_MAX / 1_000 + SKEW_S_MAX;
    for changes in [
        json!({ "iss": "https://id.example/realms/other" }),
        json!({ "iss": format!("{ISSUER}/") }),
        json!({ "iss": null }),
        json!({ "aud": "another" }),
        json!({ "aud": ["desk & co", "another"] }),
        json!({ "aud": [] }),
        json!({ "aud": null }),
        json!({ "azp": "another" }),
        json!({ "exp": NOW_S - SKEW_S_MAX }),
        json!({ "exp": null }),
        json!({ "exp": "4000000000" }),
        json!({ "iat": NOW_S + SKEW_S_MAX + 1 }),
        json!({ "iat": NOW_S - age_s_max - 1 }),
        json!({ "iat": null }),
        json!({ "nbf": NOW_S + SKEW_S_MAX + 1 }),
        json!({ "nonce": Attempt::new([8; 32], NOW_MS).nonce() }),
        json!({ "nonce": "" }),
        json!({ "nonce": null }),
        json!({ "sub": "" }),
        json!({ "sub": "x".repeat(256) }),
        json!({ "sub": 7 }),
        json!({ "sub": null }),
    ] {
        assert!(matches!(look_at(&changes), Err(OidcError::Token(_))), "{changes}");
    }
    for changes in [
        json!({ "email_verified": false }),
        json!({ "email_verified": "true" }),
        json!({ "email_verified": 1 }),
        json!({ "email_verified": null }),
        json!({ "email": null }),
    ] {
        assert_eq!(look_at(&changes), Err(OidcError::Unverified), "{changes}");
    }
}

/// RFC 8725, section 2.1, and what else libraries fell for.
#[test]
fn a_token_that_nobody_signed_is_refused() {
    for name in ["none", "None", "NONE", "nOnE", "", "HS256", "RS512", "PS256", "ES384", "EdDSA", "rs256"] {
        let header = json!({ "alg": name, "kid": "r" });
        let text = unsigned(&header, &claims());
        let refused = Err(OidcError::Token("is not signed with RS256 or ES256"));
        assert_eq!(look(&format!("{text}.")), refused, "{name}");
        let signature = base64url(&signature_of("RS256", &text));
        assert_eq!(look(&format!("{text}.{signature}")), refused, "{name}");
    }
    // HMAC with what everybody knows: the public key, as the document has it and as numbers.
    let jwk = rsa_jwk("r");
    for secret in [jwk.to_string(), jwk["n"].as_str().unwrap().to_owned()] {
        let text = unsigned(&json!({ "alg": "HS256", "kid": "r" }), &claims());
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(text.as_bytes());
        let token = format!("{text}.{}", base64url(&mac.finalize().into_bytes()));
        assert!(matches!(look(&token), Err(OidcError::Token(_))));
    }
    let wrong = |header: Value| look(&signed(&header, &claims())).unwrap_err();
    // The name of a key that isn't there, of another kind, and of one for other things.
    assert_eq!(wrong(json!({ "alg": "RS256", "kid": "x" })), OidcError::Token("names no key of the provider"));
    assert_eq!(wrong(json!({ "alg": "RS256", "kid": "e" })), OidcError::Token("names no key of the provider"));
    assert_eq!(wrong(json!({ "alg": "ES256", "kid": "r" })), OidcError::Token("names no key of the provider"));
    assert_eq!(wrong(json!({ "alg": "RS256", "kid": 7 })), OidcError::Token("can't be read"));
    let critical = json!({ "alg": "RS256", "kid": "r", "crit": ["exp"] });
    assert_eq!(wrong(critical), OidcError::Token("has extensions that nobody here knows"));
    // A key that the token brings along is nobody's.
    let brought = json!({ "alg": "ES256", "kid": "mine", "jwk": ec_jwk("mine"), "jku": "https://evil.example/keys" });
    assert_eq!(wrong(brought), OidcError::Token("names no key of the provider"));
    // Signed by one key, in the name of another.
    let text = unsigned(&rs256(), &claims());
    let token = format!("{text}.{}", base64url(&signature_of("ES256", &text)));
    assert_eq!(look(&token), Err(OidcError::Token("has a wrong signature")));
    for token in ["", ".", "..", "...", "a.b.c", &format!("{text}.AA=="), &text, &format!("{text}.A.B")] {
        assert!(matches!(look(token), Err(OidcError::Token(_))), "{token}");
    }
}

#[test]
fn keys_for_other_things_are_passed_over() {
    let token = signed(&rs256(), &claims());
    let with_keys = |keys: &[Value]| identify(&client(), &attempt(), &keys_of(keys), &token, NOW_MS);
    assert!(with_keys(&[with(rsa_jwk("r"), &json!({ "use": null, "alg": null }))]).is_ok());
    for changes in [
        json!({ "use": "enc" }),
        json!({ "alg": "RS512" }),
        json!({ "alg": "HS256" }),
        json!({ "kty": "oct" }),
        json!({ "n": "AQAB" }),
        json!({ "n": null }),
        json!({ "e": "AQ" }),
        json!({ "kid": null }),
    ] {
        let refused = with_keys(&[with(rsa_jwk("r"), &changes)]);
        assert_eq!(refused, Err(OidcError::Token("names no key of the provider")), "{changes}");
    }
    // Two of one name: which is meant nobody can say.
    assert!(with_keys(&[rsa_jwk("r"), rsa_jwk("r")]).is_err());
    let nameless = signed(&json!({ "alg": "RS256" }), &claims());
    let two = keys_of(&[rsa_jwk("r"), rsa_jwk("s")]);
    assert!(identify(&client(), &attempt(), &two, &nameless, NOW_MS).is_err());
    // A point that is not on the curve, and coordinates that are too short.
    let ec = signed(&json!({ "alg": "ES256", "kid": "e" }), &claims());
    for changes in [json!({ "x": base64url(&[1; 32]) }), json!({ "y": base64url(&[1; 31]) }), json!({ "crv": "P-384" })]
    {
        let keys = keys_of(&[with(ec_jwk("e"), &changes)]);
        assert!(identify(&client(), &attempt(), &keys, &ec, NOW_MS).is_err(), "{changes}");
    }
    assert!(Keys::read(&answer(200, &json!({}))).is_err_and(|error| matches!(error, OidcError::Provider(_))));
    assert!(Keys::read(&answer(503, &json!({ "keys": [] }))).is_err_and(|error| error.is_temporary()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// One letter otherwise anywhere in a token, and nobody is signed in; nor does anything break.
    #[test]
    fn a_changed_token_is_refused(place: prop::sample::Index, letter in "[A-Za-z0-9_.=-]", is_rsa: bool) {
        let header = if is_rsa { rs256() } else { json!({ "alg": "ES256", "kid": "e" }) };
        let token = signed(&header, &claims());
        let place = place.index(token.len());
        let changed = format!("{}{letter}{}", &token[..place], &token[place + 1..]);
        prop_assert_eq!(look(&changed).is_ok(), changed == token);
    }

    #[test]
    fn no_answer_is_too_odd(status: u16, body in "\\PC{0,200}", token in "\\PC{0,80}|[A-Za-z0-9_-]{0,40}(\\.[A-Za-z0-9_-]{0,40}){0,4}") {
        let odd = HttpResponse { status, headers: Vec::new(), body: body.into_bytes() };
        prop_assert!(Metadata::read(&client(), &odd).is_err());
        prop_assert!(read_token(&odd).is_err());
        prop_assert!(Keys::read(&odd).is_err());
        prop_assert!(look(&token).is_err());
    }
}
