//! Limits of signing in at a provider.

use sellerdesk_canonical::Instant;

/// How long somebody may be away at the provider, in milliseconds.
pub const ATTEMPT_MS_MAX: Instant = 10 * 60_000;
/// How far the provider's clock may be from ours, in seconds.
pub const SKEW_S_MAX: i64 = 60;
/// How long the provider's endpoints are known without asking again, in milliseconds. Its keys are always asked for.
pub const METADATA_KEEP_MS: Instant = 5 * 60_000;
/// Largest answer of a provider, in bytes.
pub const ANSWER_BYTES_MAX: usize = 128 * 1024;
/// Longest ID token, in bytes.
pub const TOKEN_BYTES_MAX: usize = 16 * 1024;
/// Longest authorization code, in bytes.
pub const CODE_BYTES_MAX: usize = 4_096;
/// Longest URL of a provider, in bytes.
pub const URL_BYTES_MAX: usize = 1_024;
/// Longest subject, in bytes (OpenID Connect Core 1.0, section 2).
pub const SUBJECT_BYTES_MAX: usize = 255;
/// Most keys of a provider that are looked at.
pub const KEYS_COUNT_MAX: usize = 64;
/// Random bytes of an attempt: 256 bits.
pub const SECRET_BYTES: usize = 32;
