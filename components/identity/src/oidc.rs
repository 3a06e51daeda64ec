//! `/api/v1/session/oidc`: signing in at the team's identity provider. What is asked and what is believed stands in
//! `sellerdesk_oidc`, who comes in by it in `sellerdesk_people`; here are the requests.

use crate::Answer;
use crate::session::{client_address, opened};
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use sellerdesk_oidc::limits::{ANSWER_BYTES_MAX, SECRET_BYTES};
use sellerdesk_oidc::{
    Attempt, Callback, Client, Kept, Keys, Metadata, OidcError, authorization_url, identify, read_token, token_request,
};
use sellerdesk_people::{Store, Unvouched, Vouched, random, sign_in_vouched};
use sellerdesk_shell::{Incoming, Kind, Problem, SpinStore, SystemClock, call, instant, json, log, variable};
use serde::Deserialize;
use serde_json::json as object;
use std::time::Duration;

/// How long the provider may take for one answer; a sign-in asks it three times at most.
const PATIENCE: Duration = Duration::from_secs(5);
/// Where the provider's endpoints are kept.
const METADATA_KEY: &str = "po1";

/// `GET /api/v1/session/oidc`: what the provider is called, null where there is none.
pub async fn provider() -> Answer {
    let name = match client().await? {
        Some(client) => {
            let name = variable("oidc_name").await?;
            Some(if name.is_empty() { client.host().to_owned() } else { name })
        }
        None => None,
    };
    Ok(json(200, &object!({ "provider": name })))
}

/// `POST /api/v1/session/oidc`: where to send the browser, and what it has to keep until it comes back.
pub async fn begin() -> Answer {
    let client = client().await?.ok_or_else(nowhere)?;
    let store = SpinStore::open().await?;
    let metadata = metadata(&store, &client).await.map_err(problem)?;
    let attempt = Attempt::new(random::<SECRET_BYTES>()?, SystemClock::now_ms());
    let answer = object!({
        "attempt": attempt.write(),
        "authorization_url": authorization_url(&client, &metadata, &attempt),
        "redirect_uri": client.redirect_uri,
        "expires_at": instant(attempt.expires_at()),
    });
    Ok(json(200, &answer))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Returned {
    attempt: String,
    state: String,
    code: String,
    #[serde(default)]
    iss: Option<String>,
}

/// `POST /api/v1/session/oidc/code`: with what the browser kept and what it brings back.
pub async fn finish(request: &Incoming) -> Answer {
    let returned: Returned = request.json()?;
    let client = client().await?.ok_or_else(nowhere)?;
    let store = SpinStore::open().await?;
    let address = client_address(request).await?;
    let ask = async || match vouch(&store, &client, &returned).await {
        Ok(vouched) => Ok(vouched),
        Err(error) if error.is_temporary() => Err(Unvouched::Temporary(problem(error))),
        Err(error) => Err(Unvouched::Permanent(problem(error))),
    };
    let session = sign_in_vouched(&store, &SystemClock, address.as_deref(), ask).await;
    let session = session.map_err(|problem: Problem| match problem.kind {
        // It is not the desk's code that helps here.
        Kind::SecondFactorRequired => Problem { detail: NO_SECOND_FACTOR.to_owned(), ..problem },
        _ => problem,
    })?;
    Ok(json(200, &opened(&session)))
}

/// Said to whoever has a second factor here.
const NO_SECOND_FACTOR: &str =
    "the identity provider does not say that it asked for a second factor; sign in with password and code";

async fn vouch(store: &SpinStore, client: &Client, returned: &Returned) -> Result<Vouched, OidcError> {
    let attempt = Attempt::read(&returned.attempt, SystemClock::now_ms())?;
    let metadata = metadata(store, client).await?;
    let callback = Callback { state: &returned.state, code: &returned.code, issuer: returned.iss.as_deref() };
    callback.check(client, &metadata, &attempt)?;
    let id_token = read_token(&ask(token_request(client, &metadata, &attempt, &returned.code)).await?)?;
    let keys = Keys::read(&ask(metadata.keys_request()).await?)?;
    let identity = identify(client, &attempt, &keys, &id_token, SystemClock::now_ms())?;
    Ok(Vouched {
        issuer: identity.issuer,
        subject: identity.subject,
        email: identity.email,
        has_second_factor: identity.has_second_factor,
        attempt: attempt.mark(),
    })
}

/// The provider's endpoints: as they are kept, or asked for.
async fn metadata(store: &SpinStore, client: &Client) -> Result<Metadata, OidcError> {
    let now = SystemClock::now_ms();
    // Only to spare the provider: what can't be read or written is asked for the next time.
    let kept = store.get(METADATA_KEY).await.ok().flatten();
    let kept: Option<Kept> = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    if let Some(metadata) = kept.and_then(|kept| kept.fresh(client, now)) {
        return Ok(metadata);
    }
    let metadata = Metadata::read(client, &ask(client.metadata_request()).await?)?;
    if let Ok(bytes) = serde_json::to_vec(&Kept::new(client, &metadata, now)) {
        let _ = store.set(METADATA_KEY, &bytes).await;
    }
    Ok(metadata)
}

async fn ask(request: HttpRequest) -> Result<HttpResponse, OidcError> {
    call(request, PATIENCE, ANSWER_BYTES_MAX).await.map_err(|error| OidcError::Unavailable(error.to_string()))
}

/// This desk as its provider knows it.
async fn client() -> Result<Option<Client>, Problem> {
    let issuer = variable("oidc_issuer").await?;
    if issuer.is_empty() {
        return Ok(None);
    }
    let (id, secret) = (variable("oidc_client_id").await?, variable("oidc_client_secret").await?);
    let redirect_uri = variable("oidc_redirect_uri").await?;
    Client::read(&issuer, &id, &secret, &redirect_uri).map_err(problem)
}

fn nowhere() -> Problem {
    Problem::new(Kind::NotFound, "this desk has no identity provider")
}

/// The one table from this error to a kind. The reason goes into the log: all of it is our own words.
fn problem(error: OidcError) -> Problem {
    let kind = match &error {
        OidcError::Misconfigured(_) => Kind::Internal,
        OidcError::Unavailable(_) => Kind::Unavailable,
        OidcError::Provider(_) => Kind::Provider,
        OidcError::Attempt(_) | OidcError::Code | OidcError::Token(_) | OidcError::Unverified => Kind::Unauthorized,
    };
    let detail = error.to_string();
    log("oidc", &[("refused", &error.name()), ("reason", &format_args!("{detail:?}"))]);
    Problem::new(kind, detail)
}
