//! Limits of sealed texts.

/// Longest plaintext, in bytes.
pub const PLAINTEXT_BYTES_MAX: usize = 64 * 1024;
/// Longest context, in bytes.
pub const CONTEXT_BYTES_MAX: usize = 200;
/// A key, in bytes.
pub const KEY_BYTES: usize = 32;
/// What sealing adds: the text's own public key and the authenticator, in bytes.
const OVERHEAD_BYTES: usize = KEY_BYTES + 16;
/// Longest sealed text, in bytes of base64.
pub const SEALED_BYTES_MAX: usize = (OVERHEAD_BYTES + CONTEXT_BYTES_MAX + 1 + PLAINTEXT_BYTES_MAX).div_ceil(3) * 4;
