//! Who the webhooks are for: one account of each channel, out of the application's variables.

use crate::webhook::{chats, mail, shopify};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use thiserror::Error;

/// An account of a channel and the secret its webhooks are signed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name in the path, `/hooks/{channel}/{account}`.
    pub name: String,
    /// The webhook signing secret, in the channel's own form.
    pub secret: String,
}

/// One account for each channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accounts {
    /// Of the channel `standard`; a `whsec_` secret.
    pub standard: Account,
    /// Of the channel `shopify`.
    pub shopify: Account,
    /// Of the channel `amazon`; Mailgun's HTTP webhook signing key.
    pub amazon: Account,
    /// Of further channels, by their names in paths: those of [`FURTHER`] that the variables have the account for.
    pub further: BTreeMap<String, Account>,
}

/// Channels besides the three that every desk's example account is on.
pub const FURTHER: [&str; 5] = ["lazada", "mail", "meta", "tiktok-shop", "woocommerce"];

/// What an example account's settings say besides its secret: the shop that this crate's webhooks are of.
pub fn example_settings(channel: &str, secret: &str) -> Value {
    let mut settings = match channel {
        "lazada" => json!({"app_key": chats::APP_KEY, "seller_ids": [chats::LAZADA_SELLER]}),
        "mail" => json!({"transport": "mailgun", "own_addresses": [mail::SHOP]}),
        "meta" => json!({"verify_token": format!("verify-{channel}")}),
        "shopify" => json!({"shop": shopify::SHOP}),
        "tiktok-shop" => json!({"app_key": chats::APP_KEY, "shop_id": chats::TIKTOK_SHOP}),
        _ => json!({}),
    };
    if let Some(fields) = settings.as_object_mut() {
        fields.insert("secret".to_owned(), json!(secret));
    }
    settings
}

/// Why a variable gives no account. Names the variable and never its value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("variable {variable}: {problem}")]
pub struct AccountsError {
    /// The variable, `channel_<name>`.
    pub variable: String,
    /// What is wrong with it.
    pub problem: String,
}

impl Accounts {
    /// The account called `name` of every channel.
    ///
    /// `variables` are the application's; `channel_<name>` holds a JSON object from account name to settings,
    /// with the webhook's secret under `secret` (DESIGN section 6).
    ///
    /// # Errors
    /// [`AccountsError`] for the first variable that lacks the account or its secret.
    pub fn named(variables: &BTreeMap<String, String>, name: &str) -> Result<Self, AccountsError> {
        Ok(Self {
            standard: account(variables, "channel_standard", name)?,
            shopify: account(variables, "channel_shopify", name)?,
            amazon: account(variables, "channel_amazon", name)?,
            further: FURTHER
                .into_iter()
                .filter_map(|channel| {
                    let variable = format!("channel_{}", channel.replace('-', "_"));
                    Some((channel.to_owned(), account(variables, &variable, name).ok()?))
                })
                .collect(),
        })
    }
}

fn account(variables: &BTreeMap<String, String>, variable: &str, name: &str) -> Result<Account, AccountsError> {
    let problem = |problem: String| AccountsError { variable: variable.to_owned(), problem };
    let text = variables.get(variable).ok_or_else(|| problem("is not set".to_owned()))?;
    // serde's message could quote a piece of the secret.
    let channel: Value = serde_json::from_str(text).map_err(|_| problem("is not JSON".to_owned()))?;
    let settings = channel.get(name).ok_or_else(|| problem(format!("has no account {name}")))?;
    let secret = settings.get("secret").and_then(Value::as_str);
    let secret = secret.ok_or_else(|| problem(format!("account {name} has no secret")))?;
    Ok(Account { name: name.to_owned(), secret: secret.to_owned() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn variables(standard: &str) -> BTreeMap<String, String> {
        let other = r#"{"main": {"secret": "s"}}"#;
        [("channel_standard", standard), ("channel_shopify", other), ("channel_amazon", other)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    }

    #[test]
    fn secrets_are_found_by_channel_and_account() {
        let accounts = Accounts::named(&variables(r#"{"main": {"secret": "whsec_x"}}"#), "main").unwrap();
        assert_eq!(accounts.standard, Account { name: "main".into(), secret: "whsec_x".into() });
        assert_eq!(accounts.amazon.secret, "s");
    }

    #[test]
    fn errors_name_the_variable_and_quote_no_secret() {
        for standard in
            ["whsec_secret", r#"{"other": {"secret": "whsec_secret"}}"#, r#"{"main": {"key": "whsec_secret"}}"#]
        {
            let error = Accounts::named(&variables(standard), "main").unwrap_err();
            assert_eq!(error.variable, "channel_standard");
            assert!(!error.to_string().contains("whsec_secret"), "{error}");
        }
    }
}
