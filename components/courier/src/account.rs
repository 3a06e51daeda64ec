//! The account as the adapter wants it: settings from the variable or out of their seal.

use sellerdesk_accounts::{AccountId, Part, open_settings};
use sellerdesk_adapter::{ApiAccount, Outcome};
use sellerdesk_contract::wit::adapter;
use sellerdesk_courier::{Unreadable, api_base, configured, protocol::Ask};
use sellerdesk_seal::{SecretKey, open, seal};
use sellerdesk_shell::{Problem, SystemClock, variable};

/// An account, and the key that its token is sealed with.
pub struct Account {
    /// For the adapter.
    pub api: ApiAccount,
    key: Option<SecretKey>,
    context: String,
}

/// The account that is asked for.
pub async fn find(ask: &Ask) -> Result<Result<Account, Outcome>, Problem> {
    let channel = adapter::describe().channel;
    let key = variable("account_key").await?;
    let key = if key.is_empty() { None } else { SecretKey::parse(&key).ok() };
    let context = format!("sellerdesk:token:{channel}:{}\n", ask.account);
    let settings = match settings(&channel, ask, key.as_ref()).await? {
        Ok(settings) => settings,
        Err(reason) => return Ok(Err(Outcome::permanent(reason))),
    };
    let token = match (&ask.token, &key) {
        (Some(sealed), Some(key)) => open(key, &context, sealed).ok().and_then(|token| String::from_utf8(token).ok()),
        _ => None,
    };
    let api =
        ApiAccount { name: ask.account.clone(), settings, api: api_base().await?, token, now: SystemClock::now_ms() };
    Ok(Ok(Account { api, key, context }))
}

impl Account {
    /// Whether a token can be handed out to be kept.
    pub fn can_keep_token(&self) -> bool {
        self.key.is_some()
    }

    /// The token, sealed.
    pub fn sealed(&self, token: &str) -> Option<String> {
        let key = self.key.as_ref()?.public_key();
        seal(&key, &self.context, token.as_bytes()).ok()
    }
}

/// The variable's settings come first: what an operator sets there holds.
async fn settings(channel: &str, ask: &Ask, key: Option<&SecretKey>) -> Result<Result<String, String>, Problem> {
    match configured(&ask.account).await? {
        Ok(Some(settings)) => return Ok(Ok(settings)),
        Ok(None) => {}
        Err(Unreadable) => return Ok(Err(format!("the variable courier_{channel} is not a JSON object of accounts"))),
    }
    let (Some(sealed), Some(key)) = (&ask.sealed, key) else {
        return Ok(Err(format!("the account {} of {channel} has no API credentials", ask.account)));
    };
    let opened =
        AccountId::parse(channel, &ask.account).ok().and_then(|id| open_settings(key, &id, Part::Api, sealed).ok());
    Ok(opened.ok_or_else(|| "the account's API credentials can't be opened: put them anew".to_owned()))
}
