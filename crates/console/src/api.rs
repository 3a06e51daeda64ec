//! The JSON APIs behind the pages, as the console needs them.

use serde_json::Value;

/// Which component answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Conversations and the board.
    Desk,
    /// What operators set, and previews.
    Settings,
    /// People and their sessions.
    Identity,
    /// Account health.
    Health,
    /// What stands out, and appeals.
    Evidence,
    /// Sums of what happened.
    Reports,
    /// Views, presence, mentions, taking back.
    Team,
}

impl Service {
    /// The component's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Settings => "settings",
            Self::Identity => "identity",
            Self::Health => "health",
            Self::Evidence => "evidence",
            Self::Reports => "reports",
            Self::Team => "team",
        }
    }
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Who answers.
    pub service: Service,
    /// Upper case.
    pub method: &'static str,
    /// Path and query, from `/api/v1` on.
    pub path: String,
    /// The caller's bearer token.
    pub token: Option<String>,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// JSON.
    pub body: Option<Vec<u8>>,
}

/// What a component answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The document's version, where there is one.
    pub etag: Option<String>,
    /// Where a long answer goes on (RFC 8288).
    pub link: Option<String>,
    /// JSON, mostly.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as JSON; `null` if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// No answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreachable;

/// Asks the components.
pub trait Api {
    /// One call, one answer.
    fn ask(&self, call: Call) -> impl Future<Output = Result<Reply, Unreachable>>;
}
