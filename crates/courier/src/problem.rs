//! A use case's error as an answer: the one place where it is decided what a caller is told.

use sellerdesk_inbox::InboxError;
use sellerdesk_shell::{Kind, Problem, log};

/// What went wrong with the store is logged and not told.
pub fn problem(error: InboxError) -> Problem {
    match error {
        InboxError::NotFound => Problem::new(Kind::NotFound, error.to_string()),
        InboxError::Draft { field, problem } => Problem::field(field, problem),
        InboxError::Refused(findings) => {
            let findings = findings.iter().filter_map(|finding| serde_json::to_value(finding).ok()).collect();
            Problem { findings, ..Problem::new(Kind::TextRefused, "see findings: each says what to write instead") }
        }
        InboxError::Conflict { .. } => Problem::new(Kind::Conflict, error.to_string()),
        error => {
            log("store-failed", &[("error", &error)]);
            let kind = if error.is_temporary() { Kind::Unavailable } else { Kind::Internal };
            let detail = if kind == Kind::Unavailable { "the store is not available just now" } else { "see the log" };
            Problem::new(kind, detail)
        }
    }
}
