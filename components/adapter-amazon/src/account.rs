//! An account's settings.
//!
//! ```json
//! {"secret": "<Mailgun HTTP webhook signing key>", "previous_secret": null, "skew_s": 300,
//!  "own_addresses": ["service@shop.example"]}
//! ```

use sellerdesk_adapter::Error;
use sellerdesk_adapter::settings::Settings;

/// How far Mailgun's timestamp may be from the time of arrival where the settings don't say, in seconds.
const SKEW_DEFAULT_S: i64 = 300;
/// The most that `skew_s` may be, in seconds: beyond a day, tokens would have to be remembered for long.
const SKEW_MAX_S: i64 = 86_400;

/// What an account is set to.
pub struct Account {
    /// Signing keys, the current one first.
    pub secrets: Vec<String>,
    /// How far Mailgun's timestamp may be from the time of arrival, in seconds.
    pub skew_s: i64,
    /// The shop's own mailboxes: mail from them is never a buyer's.
    pub own_addresses: Vec<String>,
}

impl Account {
    /// Reads the settings.
    ///
    /// # Errors
    /// [`Error::Settings`], naming the key.
    pub fn parse(settings: &str) -> Result<Self, Error> {
        let settings = Settings::parse(settings)?;
        let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
        Ok(Self {
            secrets: owned(settings.secrets()?),
            skew_s: settings.whole("skew_s", 1, SKEW_MAX_S)?.unwrap_or(SKEW_DEFAULT_S),
            own_addresses: owned(settings.texts("own_addresses")?),
        })
    }
}
