//! The desk's side of OpenID Connect against the fake provider, without a network between them.

use sellerdesk_adapter::{HttpRequest, HttpResponse};
use sellerdesk_fakes::Call;
use sellerdesk_fakes::crypto::totp;
use sellerdesk_fakes::identity_provider::{CLIENT_ID, CLIENT_SECRET, Conduct, IdentityProvider};
use sellerdesk_oidc::{
    Attempt, Callback, Client, Identity, Keys, Metadata, OidcError, authorization_url, identify, read_token,
    token_request,
};

const BASE: &str = "http://127.0.0.1:9000";
const HERE: &str = "https://desk.example/sign-in/oidc";
const NOW_MS: i64 = 1_795_338_000_000;

fn ask(provider: &mut IdentityProvider, request: &HttpRequest) -> HttpResponse {
    let mut call = Call::of(request, BASE, NOW_MS).expect("nobody else is asked");
    call.headers.push(("host".to_owned(), "127.0.0.1:9000".to_owned()));
    provider.answer(&call)
}

fn sign_in(provider: &mut IdentityProvider) -> Result<Identity, OidcError> {
    let client = Client::read(BASE, CLIENT_ID, CLIENT_SECRET, HERE)?.expect("there is an issuer");
    let metadata = Metadata::read(&client, &ask(provider, &client.metadata_request()))?;
    let attempt = Attempt::new([3; 32], NOW_MS);
    let url = authorization_url(&client, &metadata, &attempt);
    let get = HttpRequest { method: "GET".to_owned(), url, headers: Vec::new(), body: Vec::new() };
    let back = ask(provider, &get);
    assert_eq!(back.status, 303);
    let (_, query) = back.headers[0].1.split_once('?').expect("a query");
    let fields: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let callback = Callback {
        state: field("state").unwrap_or_default(),
        code: field("code").unwrap_or_default(),
        issuer: field("iss"),
    };
    callback.check(&client, &metadata, &attempt)?;
    let request = token_request(&client, &metadata, &attempt, callback.code);
    let id_token = read_token(&ask(provider, &request))?;
    let keys = Keys::read(&ask(provider, &metadata.keys_request()))?;
    identify(&client, &attempt, &keys, &id_token, NOW_MS)
}

fn with(conduct: Conduct) -> Result<Identity, OidcError> {
    let mut provider = IdentityProvider::new("subject-1", "ann@shop.example");
    provider.conduct = conduct;
    sign_in(&mut provider)
}

#[test]
fn a_provider_that_keeps_to_the_standard_says_who_it_is() {
    for conduct in [Conduct::Good, Conduct::Elliptic] {
        let identity = with(conduct).expect("all is well");
        assert_eq!((identity.issuer.as_str(), identity.subject.as_str()), (BASE, "subject-1"));
        assert_eq!((identity.email.as_str(), identity.has_second_factor), ("ann@shop.example", false));
    }
    let mut provider = IdentityProvider::new("subject-1", "ann@shop.example");
    provider.somebody.has_second_factor = true;
    assert!(sign_in(&mut provider).expect("all is well").has_second_factor);
}

#[test]
fn every_misconduct_is_found_for_what_it_is() {
    for (conduct, name) in [
        (Conduct::WrongNonce, "token"),
        (Conduct::NoNonce, "token"),
        (Conduct::WrongAudience, "token"),
        (Conduct::SharedAudience, "token"),
        (Conduct::WrongParty, "token"),
        (Conduct::Expired, "token"),
        (Conduct::Old, "token"),
        (Conduct::OtherIssuer, "token"),
        (Conduct::AlgorithmNone, "token"),
        (Conduct::HmacWithPublicKey, "token"),
        (Conduct::Forged, "token"),
        (Conduct::WrongKey, "token"),
        (Conduct::OwnKey, "token"),
        (Conduct::Unverified, "unverified"),
        (Conduct::VerifiedInLetters, "unverified"),
        (Conduct::AnotherName, "attempt"),
        (Conduct::NoName, "attempt"),
        (Conduct::Failing("/.well-known/openid-configuration"), "unavailable"),
        (Conduct::Failing("/token"), "unavailable"),
        (Conduct::Failing("/keys"), "unavailable"),
        (Conduct::Garbled("/.well-known/openid-configuration"), "provider"),
        (Conduct::Garbled("/token"), "provider"),
        (Conduct::Garbled("/keys"), "provider"),
        (Conduct::ForgotClient, "provider"),
        (Conduct::OtherMetadata, "provider"),
    ] {
        let error = with(conduct).expect_err("misconduct");
        assert_eq!(error.name(), name, "{conduct:?}: {error}");
    }
}

/// RFC 6238, appendix B, the first of its lines.
#[test]
fn the_authenticator_is_the_standards() {
    assert_eq!(totp("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59), "287082");
}
