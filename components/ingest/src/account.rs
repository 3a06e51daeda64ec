//! Which account a webhook is for, and its settings.

use sellerdesk_shell::{Kind, Problem, variable};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// The variable with this channel's accounts: a JSON object from account name to settings.
const ACCOUNTS_VARIABLE: &str = "accounts";

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
    let name = path
        .strip_prefix("/hooks/")
        .and_then(|rest| rest.strip_prefix(channel))
        .and_then(|rest| rest.strip_prefix('/'))
        .filter(|name| !name.is_empty() && !name.contains('/'))
        .ok_or_else(unknown)?;
    let accounts = variable(ACCOUNTS_VARIABLE).await?;
    if accounts.trim().is_empty() {
        return Err(unknown());
    }
    let mut accounts: BTreeMap<String, Box<RawValue>> = serde_json::from_str(&accounts).map_err(|_| {
        // The message of the parser could quote a secret.
        Problem::new(Kind::Unavailable, format!("the variable channel_{channel} is not a JSON object of accounts"))
    })?;
    let settings = accounts.remove(name).ok_or_else(unknown)?;
    Ok(Account { name: name.to_owned(), settings: settings.get().to_owned() })
}
