//! An OpenID provider, from its side: OpenID Connect Core 1.0 and Discovery 1.0, RFC 6749, RFC 7636, RFC 9207. It checks
//! what a client sends by its own code, signs with its own keys, and can misbehave in every way that clients fell for.

use crate::crypto::{base64, hmac_sha256};
use crate::{Call, json_response};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use sellerdesk_adapter::HttpResponse;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The client that it knows.
pub const CLIENT_ID: &str = "sellerdesk & co";
/// What it knows the client by.
pub const CLIENT_SECRET: &str = "provider-s3cret:/+%";
/// The RSA key, PKCS #8.
const RSA_PEM: &str = include_str!("../keys/identity-provider.pem");
/// Bytes of an answer that nobody should read to its end.
const HUGE_BYTES: usize = 4 * 1024 * 1024;
/// How long a token holds, in seconds.
const TOKEN_S: i64 = 300;

/// How it behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conduct {
    /// As it should.
    #[default]
    Good,
    /// As it should, signing with ES256.
    Elliptic,
    /// The token is for another attempt.
    WrongNonce,
    /// It names no attempt.
    NoNonce,
    /// It is for another client.
    WrongAudience,
    /// It is for this client and another.
    SharedAudience,
    /// It was for another party to use.
    WrongParty,
    /// It ran out long ago.
    Expired,
    /// It is from long ago, and holds for ever.
    Old,
    /// It names another issuer.
    OtherIssuer,
    /// It is not signed, and says so.
    AlgorithmNone,
    /// It is signed with HMAC, the public key for a secret.
    HmacWithPublicKey,
    /// It is signed with another key than the published one of that name.
    Forged,
    /// It names a key that is not published.
    WrongKey,
    /// It brings its own key along.
    OwnKey,
    /// The e-mail is not verified.
    Unverified,
    /// The e-mail is verified in so many letters.
    VerifiedInLetters,
    /// The answer to the browser names another issuer.
    AnotherName,
    /// The answer to the browser names none, though it is said that it does.
    NoName,
    /// Codes are taken any number of times.
    TakesCodesAgain,
    /// This path answers 500.
    Failing(&'static str),
    /// This path answers without end.
    Huge(&'static str),
    /// This path answers what nobody can read.
    Garbled(&'static str),
    /// The client is unknown by now.
    ForgotClient,
    /// The metadata are another issuer's.
    OtherMetadata,
}

/// Who is at the keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Somebody {
    /// Whom it means, for good.
    pub subject: String,
    /// E-mail.
    pub email: String,
    /// They showed a second factor.
    pub has_second_factor: bool,
}

/// A code that was given.
#[derive(Clone, Debug)]
struct Code {
    code: String,
    redirect_uri: String,
    challenge: String,
    nonce: String,
    somebody: Somebody,
    is_used: bool,
}

/// The provider; its issuer is the address that it is asked at.
#[derive(Debug)]
pub struct IdentityProvider {
    /// How it behaves.
    pub conduct: Conduct,
    /// Who signs in.
    pub somebody: Somebody,
    /// ID tokens that it gave.
    pub tokens: Vec<String>,
    /// Requests so far: method and path.
    pub asked: Vec<String>,
    codes: Vec<Code>,
}

impl IdentityProvider {
    /// One with somebody at the keyboard.
    pub fn new(subject: &str, email: &str) -> Self {
        let (subject, email) = (subject.to_owned(), email.to_owned());
        Self {
            conduct: Conduct::Good,
            somebody: Somebody { subject, email, has_second_factor: false },
            tokens: Vec::new(),
            asked: Vec::new(),
            codes: Vec::new(),
        }
    }

    /// What it answers.
    pub fn answer(&mut self, call: &Call) -> HttpResponse {
        self.asked.push(format!("{} {}", call.method, call.path()));
        let issuer = format!("http://{}", call.header("host").unwrap_or_default());
        match self.conduct {
            Conduct::Failing(path) if path == call.path() => return json_response(500, &json!({})),
            Conduct::Huge(path) if path == call.path() => {
                return json_response(200, &json!({ "padding": "x".repeat(HUGE_BYTES) }));
            }
            Conduct::Garbled(path) if path == call.path() => {
                return HttpResponse { status: 200, headers: Vec::new(), body: b"<html>".to_vec() };
            }
            _ => {}
        }
        match (call.method.as_str(), call.path()) {
            ("GET", "/.well-known/openid-configuration") => json_response(200, &self.metadata(&issuer)),
            ("GET", "/authorize") => self.authorize(&issuer, call),
            ("POST", "/token") => self.token(&issuer, call),
            ("GET", "/keys") => json_response(200, &json!({ "keys": [elliptic_jwk(), rsa_jwk()] })),
            _ => json_response(404, &json!({})),
        }
    }

    fn metadata(&self, issuer: &str) -> Value {
        let named = if self.conduct == Conduct::OtherMetadata { "https://accounts.example" } else { issuer };
        json!({
            "issuer": named,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "authorization_response_iss_parameter_supported": true,
        })
    }

    /// Somebody signs in and agrees: back to the client with a code.
    fn authorize(&mut self, issuer: &str, call: &Call) -> HttpResponse {
        let query = call.query();
        let one = |name: &str| {
            let mut values = query.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone());
            values.next().filter(|_| values.next().is_none())
        };
        let given = ["state", "nonce", "code_challenge", "redirect_uri"].map(|name| one(name).unwrap_or_default());
        let is_right = one("client_id").as_deref() == Some(CLIENT_ID)
            && one("response_type").as_deref() == Some("code")
            && one("code_challenge_method").as_deref() == Some("S256")
            && one("scope").is_some_and(|scope| scope.split(' ').any(|word| word == "openid"))
            && given.iter().all(|value| !value.is_empty());
        if !is_right {
            return json_response(400, &json!({ "error": "invalid_request" }));
        }
        let [state, nonce, challenge, redirect_uri] = given;
        let code = format!("code/{}+{}", self.codes.len(), &challenge[..8]);
        let somebody = self.somebody.clone();
        let mut location = format!("{redirect_uri}?code={}&state={}", escaped(&code), escaped(&state));
        match self.conduct {
            Conduct::NoName => {}
            Conduct::AnotherName => location.push_str("&iss=https%3A%2F%2Faccounts.example"),
            _ => location.push_str(&format!("&iss={}", escaped(issuer))),
        }
        self.codes.push(Code { code, redirect_uri, challenge, nonce, somebody, is_used: false });
        HttpResponse { status: 303, headers: vec![("location".to_owned(), location)], body: Vec::new() }
    }

    /// RFC 6749, section 4.1.3, and RFC 7636, section 4.6.
    fn token(&mut self, issuer: &str, call: &Call) -> HttpResponse {
        let refuse = |status: u16, error: &str| json_response(status, &json!({ "error": error }));
        let known = (CLIENT_ID.to_owned(), CLIENT_SECRET.to_owned());
        if self.conduct == Conduct::ForgotClient || basic(call) != Some(known) {
            return refuse(401, "invalid_client");
        }
        let form = call.form();
        let one = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        if one("grant_type") != Some("authorization_code") {
            return refuse(400, "unsupported_grant_type");
        }
        let takes_again = self.conduct == Conduct::TakesCodesAgain;
        let verifier = one("code_verifier").unwrap_or_default();
        let is_verifier = (43..=128).contains(&verifier.len());
        let found = self.codes.iter_mut().find(|code| {
            Some(code.code.as_str()) == one("code")
                && Some(code.redirect_uri.as_str()) == one("redirect_uri")
                && is_verifier
                && base64url(&Sha256::digest(verifier)) == code.challenge
                && (!code.is_used || takes_again)
        });
        let Some(code) = found else { return refuse(400, "invalid_grant") };
        code.is_used = true;
        let code = code.clone();
        let token = self.id_token(issuer, &code, call.at / 1_000);
        self.tokens.push(token.clone());
        json_response(
            200,
            &json!({ "access_token": "at", "token_type": "Bearer", "expires_in": 300, "id_token": token }),
        )
    }

    fn id_token(&self, issuer: &str, code: &Code, now_s: i64) -> String {
        let mut claims = json!({
            "iss": issuer,
            "sub": code.somebody.subject,
            "aud": CLIENT_ID,
            "exp": now_s + TOKEN_S,
            "iat": now_s,
            "nonce": code.nonce,
            "email": code.somebody.email,
            "email_verified": true,
            "amr": if code.somebody.has_second_factor { json!(["pwd", "mfa"]) } else { json!(["pwd"]) },
        });
        match self.conduct {
            Conduct::WrongNonce => claims["nonce"] = json!(base64url(&[1; 32])),
            Conduct::NoNonce => drop(claims.as_object_mut().and_then(|claims| claims.remove("nonce"))),
            Conduct::WrongAudience => claims["aud"] = json!("another"),
            Conduct::SharedAudience => claims["aud"] = json!([CLIENT_ID, "another"]),
            Conduct::WrongParty => claims["azp"] = json!("another"),
            Conduct::Expired => claims["exp"] = json!(now_s - 3_600),
            Conduct::Old => {
                claims["iat"] = json!(now_s - 86_400);
                claims["exp"] = json!(now_s + 86_400);
            }
            Conduct::OtherIssuer => claims["iss"] = json!("https://accounts.example"),
            Conduct::Unverified => claims["email_verified"] = json!(false),
            Conduct::VerifiedInLetters => claims["email_verified"] = json!("true"),
            _ => {}
        }
        self.signed(&claims)
    }

    fn signed(&self, claims: &Value) -> String {
        let header = match self.conduct {
            Conduct::AlgorithmNone => json!({ "alg": "none" }),
            Conduct::HmacWithPublicKey => json!({ "alg": "HS256", "kid": "rsa-1" }),
            Conduct::WrongKey => json!({ "alg": "RS256", "kid": "rsa-2" }),
            Conduct::Elliptic => json!({ "alg": "ES256", "kid": "ec-1", "typ": "JWT" }),
            Conduct::OwnKey => json!({ "alg": "ES256", "kid": "own", "jwk": elliptic_jwk() }),
            _ => json!({ "alg": "RS256", "kid": "rsa-1", "typ": "JWT" }),
        };
        let text = format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()));
        let elliptic = |secret: u8| -> Vec<u8> {
            let signature: Signature = elliptic_key(secret).sign(text.as_bytes());
            signature.to_vec()
        };
        let signature = match self.conduct {
            Conduct::AlgorithmNone => Vec::new(),
            Conduct::HmacWithPublicKey => {
                // What everybody can fetch: the modulus, in standard base64.
                hmac_sha256(base64(&rsa_key().n().to_bytes_be()).as_bytes(), text.as_bytes())
            }
            Conduct::Elliptic | Conduct::OwnKey => elliptic(7),
            Conduct::Forged => [elliptic(8), vec![0; 192]].concat(),
            _ => rsa_key().sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(&text)).expect("the key is long enough"),
        };
        format!("{text}.{}", base64url(&signature))
    }
}

/// RFC 6749, section 2.3.1: each half is a form's value.
fn basic(call: &Call) -> Option<(String, String)> {
    let encoded = call.header("authorization")?.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decoded =
        |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8().ok().map(|text| text.into_owned());
    Some((decoded(id)?, decoded(secret)?))
}

fn rsa_key() -> RsaPrivateKey {
    let encoded: String = RSA_PEM.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = STANDARD.decode(encoded).expect("the file is PEM");
    RsaPrivateKey::from_pkcs8_der(&der).expect("the file is an RSA key")
}

fn elliptic_key(secret: u8) -> SigningKey {
    SigningKey::from_slice(&[secret; 32]).expect("below the order")
}

fn rsa_jwk() -> Value {
    let key = rsa_key();
    let (n, e) = (base64url(&key.n().to_bytes_be()), base64url(&key.e().to_bytes_be()));
    json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "rsa-1", "n": n, "e": e })
}

fn elliptic_jwk() -> Value {
    let point = elliptic_key(7).verifying_key().to_encoded_point(false);
    let coordinate = |bytes: Option<&[u8]>| base64url(bytes.unwrap_or_default());
    json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "ec-1",
        "x": coordinate(point.x().map(|x| &x[..])), "y": coordinate(point.y().map(|y| &y[..])),
    })
}

fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
