//! What can be wrong with a request, its JSON or the account's settings, and which refusal each is.

use crate::{Reason, Received};

/// A problem, worded for the sender's operator: names headers and fields, never quotes content or secrets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A header that must be there is absent, or its value is not UTF-8.
    #[error("header {0} is missing")]
    HeaderMissing(&'static str),
    /// A header that may stand only once has several values.
    #[error("header {0} stands more than once with different values")]
    HeaderRepeated(&'static str),
    /// A header's value is not of the documented form.
    #[error("header {name} is not {expected}")]
    HeaderInvalid {
        /// The header, in lower case.
        name: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// No signature matches under any of the account's secrets.
    #[error("the signature in {0} does not match")]
    SignatureWrong(&'static str),
    /// The signed time is too far from the time of arrival.
    #[error("{name} is more than {tolerance_s} s away from the time of arrival")]
    Stale {
        /// The header or field with the signed time.
        name: &'static str,
        /// The tolerance, in seconds.
        tolerance_s: i64,
    },
    /// The account's settings lack a key or have it wrong.
    #[error("setting {key} {problem}")]
    Settings {
        /// The key.
        key: String,
        /// What is wrong with its value.
        problem: &'static str,
    },
    /// The body is longer than the channel allows.
    #[error("the body is longer than {bytes_max} bytes")]
    BodyTooLong {
        /// The limit, in bytes.
        bytes_max: usize,
    },
    /// The body is nested deeper than [`crate::json::DEPTH_MAX`].
    #[error("the body is nested deeper than {depth_max} levels")]
    JsonTooDeep {
        /// The limit, in levels.
        depth_max: usize,
    },
    /// The body is not JSON (not UTF-8, cut off, a number beyond all range, ...).
    #[error("the body is not JSON from line {line}, column {column} on")]
    JsonInvalid {
        /// Line of the first offence, from 1.
        line: usize,
        /// Column of the first offence, from 1; 0 at a line's start.
        column: usize,
    },
    /// A field is missing or not what it should be.
    #[error("{path} {problem}")]
    Field {
        /// Where: names joined by dots, list positions in brackets.
        path: String,
        /// What is wrong with it.
        problem: &'static str,
    },
}

impl Error {
    /// Which refusal a problem is that was found before the request was known to be authentic.
    pub fn reason(&self) -> Reason {
        match self {
            Self::HeaderMissing(_) | Self::HeaderRepeated(_) | Self::HeaderInvalid { .. } => Reason::SignatureMissing,
            Self::SignatureWrong(_) => Reason::SignatureWrong,
            Self::Stale { .. } => Reason::Stale,
            Self::Settings { .. } => Reason::Misconfigured,
            Self::BodyTooLong { .. } | Self::JsonTooDeep { .. } | Self::JsonInvalid { .. } | Self::Field { .. } => {
                Reason::Malformed
            }
        }
    }
}

impl From<Error> for Received {
    fn from(error: Error) -> Self {
        Self::rejected(error.reason(), error.to_string())
    }
}
