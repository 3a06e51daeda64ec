//! An account's webhook settings that are not the transport's (those stand in `sellerdesk_relay_mail`).
//!
//! ```json
//! {"transport": "mailgun", "secret": "<Mailgun HTTP webhook signing key>", "previous_secret": null, "skew_s": 300,
//!  "own_addresses": ["service@shop.example"],
//!  "events_secret": "<API destination's key>", "events_header": "x-api-key"}
//! ```

use sellerdesk_adapter::Error;
use sellerdesk_adapter::settings::Settings;

/// What an account is set to.
pub struct Account {
    /// The shop's own mailboxes: mail from them is never a buyer's.
    pub own_addresses: Vec<String>,
}

impl Account {
    /// Reads the settings.
    ///
    /// # Errors
    /// [`Error::Settings`], naming the key.
    pub fn read(settings: &Settings) -> Result<Self, Error> {
        Ok(Self { own_addresses: settings.texts("own_addresses")?.into_iter().map(str::to_owned).collect() })
    }
}
