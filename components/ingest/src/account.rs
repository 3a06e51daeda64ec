//! Which account a webhook is for, and its settings.

use sellerdesk_accounts::{AccountError, AccountId, Part, open_settings, read_sealed};
use sellerdesk_courier::{Unreadable, configured};
use sellerdesk_seal::SecretKey;
use sellerdesk_shell::{Kind, Problem, SpinStore, log, variable};

/// The variable with the private key for accounts added while running; empty: there are none.
const KEY_VARIABLE: &str = "account_key";

/// An account of this channel.
pub struct Account {
    /// From the path.
    pub name: String,
    /// A JSON object, secrets among them; for the adapter only.
    pub settings: String,
}

/// The account that a path names.
pub async fn find(path: &str, channel: &str) -> Result<Account, Problem> {
    let unknown = || Problem::new(Kind::NotFound, "there is no such account on this channel");
    // What comes after the name is the adapter's: a secret in the path, a second kind of webhook.
    let name = path
        .strip_prefix("/hooks/")
        .and_then(|rest| rest.strip_prefix(channel))
        .and_then(|rest| rest.strip_prefix('/'))
        .map(|rest| rest.split('/').next().unwrap_or_default())
        .filter(|name| !name.is_empty())
        .ok_or_else(unknown)?;
    let settings = configured(name).await?.map_err(|Unreadable| {
        Problem::new(Kind::Unavailable, format!("the variable channel_{channel} is not a JSON object of accounts"))
    })?;
    match settings {
        Some(settings) => Ok(Account { name: name.to_owned(), settings }),
        None => sealed(channel, name).await?.ok_or_else(unknown),
    }
}

/// An account that was added while running: its settings are sealed, and only this channel's components have the key.
async fn sealed(channel: &str, name: &str) -> Result<Option<Account>, Problem> {
    let key = variable(KEY_VARIABLE).await?;
    let (Ok(key), Ok(id)) = (SecretKey::parse(&key), AccountId::parse(channel, name)) else { return Ok(None) };
    let store = SpinStore::open().await?;
    let Some(sealed) = read_sealed(&store, &id, Part::Hook).await.map_err(unavailable)? else { return Ok(None) };
    let settings = open_settings(&key, &id, Part::Hook, &sealed)
        .map_err(|_| Problem::new(Kind::Unavailable, "the account's settings can't be opened: put them anew"))?;
    Ok(Some(Account { name: name.to_owned(), settings }))
}

fn unavailable(error: AccountError) -> Problem {
    log("store-failed", &[("error", &error)]);
    Problem::new(Kind::Unavailable, "the account's settings can't be read just now")
}
