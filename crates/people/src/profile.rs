//! What is known of an agent, and what of it is acceptable.

use crate::limits::{
    ACCOUNT_BYTES_MAX, ACCOUNTS_COUNT_MAX, CAPACITY_MAX, EMAIL_BYTES_MAX, LANGUAGE_BYTES_MAX, LANGUAGES_COUNT_MAX,
    NAME_BYTES_MAX,
};
use crate::principal::ADMIN_NAME;
use crate::{PeopleError, Role};
use serde::{Deserialize, Serialize};

/// What is known of an agent besides secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Profile {
    /// As it stands in records.
    pub name: String,
    /// In lower case.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// The only accounts they see, as `channel/account`; `None`: all.
    pub accounts: Option<Vec<String>>,
    /// The language of their screen, BCP 47.
    pub language: String,
    /// The languages that they answer in.
    pub languages: Vec<String>,
    /// Conversations that they can have at once.
    pub capacity: Option<u32>,
}

impl Profile {
    /// Checks it, and writes the e-mail in lower case.
    ///
    /// # Errors
    /// [`PeopleError::Invalid`], naming the field.
    pub fn checked(mut self) -> Result<Self, PeopleError> {
        self.email = email(&self.email)?;
        check_name(&self.name)?;
        if self.name == ADMIN_NAME {
            return Err(PeopleError::invalid("name", "is the operator's"));
        }
        check_accounts(self.accounts.as_deref())?;
        if self.role == Role::Admin && self.accounts.is_some() {
            return Err(PeopleError::invalid("accounts", "null: an admin sees all accounts"));
        }
        let is_language = |tag: &str| {
            (2..=LANGUAGE_BYTES_MAX).contains(&tag.len())
                && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if !is_language(&self.language) {
            return Err(PeopleError::invalid("language", "a BCP 47 tag such as en or zh-Hans"));
        }
        if self.languages.len() > LANGUAGES_COUNT_MAX || !self.languages.iter().all(|tag| is_language(tag)) {
            return Err(PeopleError::invalid("languages", format!("at most {LANGUAGES_COUNT_MAX} BCP 47 tags")));
        }
        if self.capacity.is_some_and(|capacity| capacity > CAPACITY_MAX) {
            return Err(PeopleError::invalid("capacity", format!("0 to {CAPACITY_MAX}")));
        }
        Ok(self)
    }
}

/// An e-mail address in lower case, as far as it can be told without sending to it.
///
/// # Errors
/// [`PeopleError::Invalid`].
pub fn email(text: &str) -> Result<String, PeopleError> {
    let email = text.trim().to_lowercase();
    let is_plain = |char: char| !char.is_control() && !char.is_whitespace() && !"<>\"(),;:\\".contains(char);
    let has_parts = email
        .split_once('@')
        .is_some_and(|(person, host)| !person.is_empty() && !host.is_empty() && !host.contains('@'));
    if email.len() > EMAIL_BYTES_MAX || !has_parts || !email.chars().all(is_plain) {
        return Err(PeopleError::invalid("email", "an e-mail address"));
    }
    Ok(email)
}

/// A person's or a token's name.
pub fn check_name(name: &str) -> Result<(), PeopleError> {
    let is_plain = name.trim() == name && !name.chars().any(char::is_control);
    if (1..=NAME_BYTES_MAX).contains(&name.len()) && is_plain {
        return Ok(());
    }
    Err(PeopleError::invalid("name", format!("1 to {NAME_BYTES_MAX} bytes, without blanks at its ends")))
}

/// The accounts that somebody is limited to.
pub fn check_accounts(accounts: Option<&[String]>) -> Result<(), PeopleError> {
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    let is_account = |text: &String| {
        text.len() <= ACCOUNT_BYTES_MAX
            && text.split_once('/').is_some_and(|(channel, account)| is_name(channel) && is_name(account))
    };
    match accounts {
        Some(accounts) if accounts.len() > ACCOUNTS_COUNT_MAX || !accounts.iter().all(is_account) => {
            let detail = format!("null, or at most {ACCOUNTS_COUNT_MAX} such as amazon/main");
            Err(PeopleError::invalid("accounts", detail))
        }
        _ => Ok(()),
    }
}
