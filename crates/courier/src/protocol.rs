//! One request, one answer, as JSON; paths are `/authorize`, `/send` and `/fetch`.

use sellerdesk_adapter::{Outcome, Reply};
use serde::{Deserialize, Serialize};

/// Longest request and answer, in bytes: a document of [`sellerdesk_adapter::RESPONSE_BYTES_MAX`] in base64.
pub const MESSAGE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// What a courier is asked.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The account's name.
    pub account: String,
    /// Its API settings, sealed for the courier; absent where the courier has them in its variable.
    #[serde(default)]
    pub sealed: Option<String>,
    /// The token as the courier gave it, sealed.
    #[serde(default)]
    pub token: Option<String>,
    /// `/authorize`: whether the token was refused.
    #[serde(default)]
    pub is_token_refused: bool,
    /// `/send`: what to send.
    #[serde(default)]
    pub reply: Option<Reply>,
    /// `/send`: whether an earlier attempt may have arrived.
    #[serde(default)]
    pub is_repeated: bool,
    /// `/fetch`: the document.
    #[serde(default)]
    pub url: Option<String>,
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Say {
    /// `/authorize`: go on, within these limits.
    Ready {
        /// A new token, sealed: to be stored before it is used.
        token: Option<String>,
        /// Replies of the account in a minute.
        per_minute_max: u32,
    },
    /// What came of it, or why nothing can.
    Outcome(Outcome),
    /// The call broke off: it may have arrived.
    Unknown(String),
    /// `/fetch`: the document.
    Document {
        /// HTTP status.
        status: u16,
        /// Standard base64.
        body: String,
    },
}
