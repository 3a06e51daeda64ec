//! `/api/v1/tokens`.

use crate::own::nothing;
use crate::{Answer, present};
use sellerdesk_people::limits::TOKEN_DAYS_DEFAULT;
use sellerdesk_people::{NewToken, Principal, Scope, issue_token, open, revoke_token};
use sellerdesk_shell::{Incoming, SpinStore, SystemClock, json};
use serde::Deserialize;
use serde_json::json as object;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    name: String,
    scopes: Vec<Scope>,
    #[serde(default)]
    accounts: Option<Vec<String>>,
    #[serde(default)]
    expires_in_days: Option<u32>,
}

/// `GET /api/v1/tokens`: those that have not ended.
pub async fn list() -> Answer {
    let store = SpinStore::open().await?;
    let opened = open(&store, &SystemClock).await?;
    let now = SystemClock::now_ms();
    let live = opened.people.tokens.iter().filter(|(_, token)| now < token.expires_at);
    let tokens: Vec<_> = live.map(|(id, token)| present::token(id, token)).collect();
    Ok(json(200, &object!({ "tokens": tokens })))
}

/// `POST /api/v1/tokens`: 201 with the token, this once.
pub async fn issue(request: &Incoming, who: &Principal) -> Answer {
    let Ask { name, scopes, accounts, expires_in_days } = request.json()?;
    let days = expires_in_days.unwrap_or(TOKEN_DAYS_DEFAULT);
    let store = SpinStore::open().await?;
    let new = NewToken { name, scopes, accounts, days };
    let (id, known, token) = issue_token(&store, &SystemClock, new, &who.name).await?;
    Ok(json(201, &present::with(present::token(&id, &known), object!({ "token": token }))))
}

/// `DELETE /api/v1/tokens/{id}`.
pub async fn revoke(id: &str, who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    revoke_token(&store, &SystemClock, id, &who.name).await?;
    Ok(nothing())
}
