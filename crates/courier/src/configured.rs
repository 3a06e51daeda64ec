//! An account's settings in a component's variable.

use sellerdesk_shell::{Problem, variable};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// The variable with this channel's accounts: a JSON object from account name to settings.
const ACCOUNTS_VARIABLE: &str = "accounts";

/// The variable is not a JSON object of accounts. The parser's message could quote a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

/// The settings of an account, a JSON object, where the variable has it.
///
/// # Errors
/// The variable can't be read; within, that it is none.
pub async fn configured(account: &str) -> Result<Result<Option<String>, Unreadable>, Problem> {
    let accounts = variable(ACCOUNTS_VARIABLE).await?;
    if accounts.trim().is_empty() {
        return Ok(Ok(None));
    }
    Ok(match serde_json::from_str::<BTreeMap<String, Box<RawValue>>>(&accounts) {
        Ok(mut accounts) => Ok(accounts.remove(account).map(|settings| settings.get().to_owned())),
        Err(_) => Err(Unreadable),
    })
}
