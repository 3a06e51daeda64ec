//! `/api/v1/accounts`: accounts added while running. What is written here, sealed, only that channel's own components
//! can read.

use crate::Answer;
use sellerdesk_accounts::{
    AccountError, AccountId, Activity, Keys, PutAccount, Registered, is_silent, list as registered, put as keep,
    read_activity, remove,
};
use sellerdesk_seal::PublicKey;
use sellerdesk_shell::people::Principal;
use sellerdesk_shell::{
    Incoming, Kind, Problem, SpinStore, SystemClock, instant, json, log, optional_instant, variable,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json as object};
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    /// Settings for webhooks, the secret among them.
    #[serde(default)]
    webhook: Option<Box<RawValue>>,
    /// API credentials.
    #[serde(default)]
    api: Option<Box<RawValue>>,
}

/// The public keys of a channel, as the variable has them.
#[derive(Deserialize)]
struct ChannelKeys {
    hook: String,
    #[serde(default)]
    api: Option<String>,
}

/// `GET /api/v1/accounts`: every account that was added or has been heard of.
pub async fn list(who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    let mut accounts = Vec::new();
    let all = registered(&store, &SystemClock).await.map_err(problem)?;
    for (id, entry) in all.into_iter().filter(|(id, _)| who.sees(id.channel(), id.account())) {
        let activity = read_activity(&store, &id).await.map_err(problem)?;
        accounts.push(present(&id, Some(&entry), activity.as_ref()));
    }
    Ok(json(200, &object!({ "accounts": accounts })))
}

/// `GET /api/v1/accounts/{channel}/{account}`: whether it works.
pub async fn get(who: &Principal, channel: &str, account: &str) -> Answer {
    let id = parse(who, channel, account)?;
    let store = SpinStore::open().await?;
    let all = registered(&store, &SystemClock).await.map_err(problem)?;
    let entry = all.into_iter().find(|(known, _)| *known == id).map(|(_, entry)| entry);
    let activity = read_activity(&store, &id).await.map_err(problem)?;
    if entry.is_none() && activity.is_none() {
        return Err(unknown());
    }
    Ok(json(200, &present(&id, entry.as_ref(), activity.as_ref())))
}

/// `PUT /api/v1/accounts/{channel}/{account}`: adds it or changes what is given. The answer says which URL to register.
pub async fn put(who: &Principal, channel: &str, account: &str, request: &Incoming) -> Answer {
    let id = parse(who, channel, account)?;
    let ask: Ask = request.json()?;
    let keys = keys(channel).await?;
    let hook = key("hook", &keys.hook)?;
    let api = keys.api.as_deref().map(|text| key("api", text)).transpose()?;
    let account = PutAccount {
        hook: ask.webhook.map(|settings| settings.get().to_owned()),
        api: ask.api.map(|settings| settings.get().to_owned()),
        by: who.name.clone(),
    };
    let store = SpinStore::open().await?;
    keep(&store, &SystemClock, &id, Keys { hook: &hook, api: api.as_ref() }, &account).await.map_err(problem)?;
    let url = format!("{}/hooks/{}/{}", request.origin, id.channel(), id.account());
    Ok(json(200, &object!({ "channel": id.channel(), "account": id.account(), "webhook_url": url })))
}

/// `DELETE /api/v1/accounts/{channel}/{account}`: its settings are gone; its conversations stay.
pub async fn delete(who: &Principal, channel: &str, account: &str) -> Answer {
    let id = parse(who, channel, account)?;
    let store = SpinStore::open().await?;
    if remove(&store, &SystemClock, &id, &who.name).await.map_err(problem)? {
        return Ok(json(200, &object!({ "removed": true })));
    }
    Err(unknown())
}

/// The account of a path, if whoever asks sees it.
pub fn parse(who: &Principal, channel: &str, account: &str) -> Result<AccountId, Problem> {
    let id = AccountId::parse(channel, account).map_err(|error| problem(AccountError::from(error)))?;
    if who.sees(channel, account) { Ok(id) } else { Err(unknown()) }
}

fn unknown() -> Problem {
    Problem::new(Kind::NotFound, "nothing was heard of this account, and nobody added it")
}

async fn keys(channel: &str) -> Result<ChannelKeys, Problem> {
    let all = variable("account_public_keys").await?;
    let unset = || Problem::field("channel", "the variable account_public_keys has no keys for this channel");
    let mut all: BTreeMap<String, ChannelKeys> = serde_json::from_str(&all).map_err(|_| unset())?;
    all.remove(channel).ok_or_else(unset)
}

fn key(name: &str, text: &str) -> Result<PublicKey, Problem> {
    PublicKey::parse(text)
        .map_err(|_| Problem::new(Kind::Internal, format!("the {name} key in account_public_keys is no public key")))
}

fn present(id: &AccountId, entry: Option<&Registered>, activity: Option<&Activity>) -> Value {
    let silence = activity.and_then(|activity| is_silent(activity, SystemClock::now_ms()));
    object!({
        "channel": id.channel(),
        "account": id.account(),
        "webhook_path": format!("/hooks/{}/{}", id.channel(), id.account()),
        "has_sealed_webhook_settings": entry.is_some_and(|entry| entry.hook),
        "has_sealed_api_credentials": entry.is_some_and(|entry| entry.api),
        "added_at": entry.map(|entry| instant(entry.added_at)),
        "removed": entry.is_some_and(|entry| entry.removed),
        "last_received_at": optional_instant(activity.and_then(|activity| activity.last_received_at)),
        "last_failure_at": optional_instant(activity.and_then(|activity| activity.last_failure_at)),
        "last_failure": activity.and_then(|activity| activity.last_failure.clone()),
        "silent_since": silence.map(|silence| instant(silence.since)),
    })
}

pub fn problem(error: AccountError) -> Problem {
    let field = match &error {
        AccountError::Id(_) => Some("account".to_owned()),
        AccountError::Settings { part, .. } | AccountError::NoKey { part } => Some(part.to_string()),
        AccountError::Nothing => Some("webhook".to_owned()),
        AccountError::Full => Some("accounts".to_owned()),
        _ => None,
    };
    if let Some(field) = field {
        return Problem::field(field, error.to_string());
    }
    log("store-failed", &[("error", &error)]);
    let kind = if error.is_temporary() { Kind::Unavailable } else { Kind::Internal };
    Problem::new(kind, "the accounts can't be read or written just now")
}
