//! What happened to people: the entries of the journal, which are also the audit trail. No entry holds a secret or a
//! hash of a password.

use crate::{Profile, Scope};
use sellerdesk_canonical::Instant;
use serde::{Deserialize, Serialize};

/// The schema's version.
const VERSION: u8 = 1;

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    version: u8,
    /// When.
    pub at: Instant,
    /// Who did it: a person's, a token's or the operator's name.
    pub by: String,
    /// What.
    pub what: What,
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "LinkPurpose"))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A first or a new password: whoever comes in by it sets one.
    Password,
    /// Being in at once.
    SignIn,
}

/// How somebody signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "SignInMethod"))]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// With a password alone.
    Password,
    /// And a code of an authenticator.
    Totp,
    /// And a recovery code.
    RecoveryCode,
    /// With a one-time link.
    Link,
    /// At the team's identity provider.
    Oidc,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AuditAction"))]
#[serde(rename_all = "snake_case", tag = "action")]
pub enum What {
    /// An agent was added or changed; `base` is the version that it was made from, 0 for a new one.
    AgentPut {
        /// Agent.
        agent: String,
        /// Version.
        base: u64,
        /// All of it.
        profile: Profile,
    },
    /// An agent was disabled, whatever others change at the same time: all sessions end.
    AgentDisabled {
        /// Agent.
        agent: String,
    },
    /// An agent was enabled again.
    AgentEnabled {
        /// Agent.
        agent: String,
    },
    /// An agent was removed.
    AgentRemoved {
        /// Agent.
        agent: String,
    },
    /// Password or second factor changed: the credential at `to` counts instead of the one at `from`. All sessions end.
    CredentialSet {
        /// Agent.
        agent: String,
        /// The one that this was made from.
        from: Option<String>,
        /// The new one's id.
        to: String,
        /// It has a password.
        password: bool,
        /// It has a second factor.
        totp: bool,
    },
    /// A one-time link was made.
    LinkIssued {
        /// Agent.
        agent: String,
        /// SHA-256 of the link.
        hash: String,
        /// What for.
        purpose: Purpose,
        /// Until when, in milliseconds since the epoch.
        expires_at: Instant,
    },
    /// It was used.
    LinkUsed {
        /// Agent.
        agent: String,
        /// SHA-256 of the link.
        hash: String,
    },
    /// Who an agent is at the identity provider: nobody else of the same e-mail comes in from there. A later
    /// `link_issued` for a password takes it off.
    IdentityLinked {
        /// Agent.
        agent: String,
        /// The provider.
        issuer: String,
        /// SHA-256 of provider and subject.
        hash: String,
    },
    /// An API token was made.
    TokenIssued {
        /// Its id.
        token: String,
        /// Its name.
        name: String,
        /// SHA-256 of the token.
        hash: String,
        /// What it is for.
        scopes: Vec<Scope>,
        /// The only accounts it sees.
        accounts: Option<Vec<String>>,
        /// Until when.
        expires_at: Instant,
    },
    /// An API token was revoked.
    TokenRevoked {
        /// Its id.
        token: String,
    },
    /// Somebody signed in.
    SignedIn {
        /// Agent.
        agent: String,
        /// How.
        how: How,
        /// Failed attempts with this e-mail since the last time.
        failures: u32,
    },
    /// Somebody signed out.
    SignedOut {
        /// Agent.
        agent: String,
    },
}

impl Record {
    /// An entry of this version.
    pub fn new(at: Instant, by: &str, what: What) -> Self {
        Self { version: VERSION, at, by: by.to_owned(), what }
    }

    /// The stored form.
    pub fn encode(&self) -> Vec<u8> {
        // Plain data: it can't fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads the stored form; `None` for a later version's.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|record: &Self| record.version == VERSION)
    }
}

impl What {
    /// Whether it changes who may do what.
    pub fn changes_directory(&self) -> bool {
        !matches!(
            self,
            Self::SignedIn { .. }
                | Self::SignedOut { .. }
                | Self::LinkIssued { .. }
                | Self::LinkUsed { .. }
                | Self::IdentityLinked { .. }
        )
    }
}
