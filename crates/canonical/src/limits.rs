//! Limits on what an adapter may hand on. Longer fields are cut (and say so) or refused by name.

/// Text of one message, in bytes of UTF-8; longer text is cut and marked `truncated`.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;
/// Subject, reason, status and other one-line fields, in bytes.
pub const LINE_BYTES_MAX: usize = 1_000;
/// Ids given by a marketplace, in bytes.
pub const ID_BYTES_MAX: usize = 500;
/// Attachments listed for one message.
pub const ATTACHMENTS_MAX: usize = 50;
/// A link kept with an attachment, in bytes.
pub const LINK_BYTES_MAX: usize = 2_000;
/// Events taken from one webhook delivery.
pub const EVENTS_MAX: usize = 100;
