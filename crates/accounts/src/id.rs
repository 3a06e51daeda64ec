//! Which account: names so plain that they go into paths and keys as they are.

use crate::Part;
use crate::limits::{ACCOUNT_BYTES_MAX, CHANNEL_BYTES_MAX};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// Shortest channel name, in bytes.
const CHANNEL_BYTES_MIN: usize = 2;

/// An account of a channel. Printed as `channel/account`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Names")]
pub struct AccountId {
    channel: String,
    account: String,
}

/// Which name is none.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum AccountIdError {
    /// The channel's.
    #[error("channel: 2 to 31 of a-z, 0-9 and -, the first a letter")]
    Channel,
    /// The account's.
    #[error("account: 1 to 40 of a-z, 0-9 and -, the first no -")]
    Account,
}

impl AccountId {
    /// Checks both names.
    ///
    /// # Errors
    /// Which of them is none.
    pub fn parse(channel: &str, account: &str) -> Result<Self, AccountIdError> {
        let is_plain = |name: &str| name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if !(CHANNEL_BYTES_MIN..=CHANNEL_BYTES_MAX).contains(&channel.len())
            || !channel.starts_with(|first: char| first.is_ascii_lowercase())
            || !is_plain(channel)
        {
            return Err(AccountIdError::Channel);
        }
        if !(1..=ACCOUNT_BYTES_MAX).contains(&account.len()) || account.starts_with('-') || !is_plain(account) {
            return Err(AccountIdError::Account);
        }
        Ok(Self { channel: channel.to_owned(), account: account.to_owned() })
    }

    /// The channel's name.
    pub fn channel(&self) -> &str {
        &self.channel
    }

    /// The account's name on its channel.
    pub fn account(&self) -> &str {
        &self.account
    }

    pub(crate) fn part_key(&self, part: Part) -> String {
        format!("a1:{}:{}:{part}", self.channel, self.account)
    }

    pub(crate) fn token_key(&self) -> String {
        format!("a1:{}:{}:token", self.channel, self.account)
    }

    pub(crate) fn activity_key(&self) -> String {
        format!("h1:{}:{}", self.channel, self.account)
    }

    /// What a part is sealed for: no other account's and no other part's text opens in its place.
    pub(crate) fn context(&self, part: Part) -> String {
        format!("sellerdesk:v1:{part}:{}:{}", self.channel, self.account)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.channel, self.account)
    }
}

/// Both names as stored, unchecked.
#[derive(Deserialize)]
struct Names {
    channel: String,
    account: String,
}

impl TryFrom<Names> for AccountId {
    type Error = AccountIdError;
    fn try_from(names: Names) -> Result<Self, AccountIdError> {
        Self::parse(&names.channel, &names.account)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_are_plain_and_bounded_and_the_error_tells_which() {
        let (channel, account) = ("c".repeat(CHANNEL_BYTES_MAX), "9".repeat(ACCOUNT_BYTES_MAX));
        for (channel, account) in [("ebay", "main"), ("e2", "0"), ("a-", "0-"), (&channel, &account)] {
            assert_eq!(AccountId::parse(channel, account).unwrap().to_string(), format!("{channel}/{account}"));
        }
        let long = "a".repeat(ACCOUNT_BYTES_MAX + 1);
        for channel in ["", "e", "2e", "-e", "eBay", "e_bay", "e bay", "e:bay", "ébay", &"c".repeat(32)] {
            assert_eq!(AccountId::parse(channel, "main"), Err(AccountIdError::Channel), "{channel}");
        }
        for account in ["", "-a", "Main", "a.b", "a/b", "a:b", "\u{df}", &long] {
            assert_eq!(AccountId::parse("ebay", account), Err(AccountIdError::Account), "{account}");
        }
        assert!(AccountIdError::Channel.to_string().starts_with("channel"));
        assert!(AccountIdError::Account.to_string().starts_with("account"));
    }

    #[test]
    fn a_stored_name_is_checked_again() {
        let id = AccountId::parse("ebay", "main").unwrap();
        let stored = serde_json::to_string(&id).unwrap();
        assert_eq!(stored, r#"{"channel":"ebay","account":"main"}"#);
        assert_eq!(serde_json::from_str::<AccountId>(&stored).unwrap(), id);
        assert!(serde_json::from_str::<AccountId>(r#"{"channel":"ebay","account":"../x"}"#).is_err());
    }

    #[test]
    fn no_two_accounts_share_a_key() {
        let id = AccountId::parse("ebay", "main").unwrap();
        assert_eq!(id.part_key(Part::Hook), "a1:ebay:main:hook");
        assert_eq!(id.part_key(Part::Api), "a1:ebay:main:api");
        assert_eq!(id.context(Part::Hook), "sellerdesk:v1:hook:ebay:main");
        let long = AccountId::parse(&"c".repeat(CHANNEL_BYTES_MAX), &"a".repeat(ACCOUNT_BYTES_MAX)).unwrap();
        assert!(long.token_key().len() <= sellerdesk_journal::KEY_BYTES_MAX);
        assert!(long.context(Part::Hook).len() <= sellerdesk_seal::limits::CONTEXT_BYTES_MAX);
    }
}
