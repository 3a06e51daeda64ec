//! Where things are stored.

use sellerdesk_accounts::AccountId;
use sellerdesk_journal::EventId;
use sha2::{Digest, Sha256};

/// The journal of accounts; the number is the schema's version.
pub const REGISTRY: &str = "f1";
/// Which account is evaluated next.
pub const TURN: &str = "f1:u";

/// An account's own journal.
pub fn account(id: &AccountId) -> String {
    format!("f1:{}.{}", id.channel(), id.account())
}

/// The journal of a page.
pub fn page(id: &AccountId, page: u16) -> String {
    format!("{}.{page}", account(id))
}

/// A page's rollup.
pub fn rollup(id: &AccountId, page: u16) -> String {
    format!("{}.{page}:r", account(id))
}

/// Pages and options.
pub fn known(id: &AccountId) -> String {
    format!("{}:k", account(id))
}

/// The figures of the last evaluation.
pub fn figures(id: &AccountId) -> String {
    format!("{}:f", account(id))
}

/// A part of an upload.
pub fn part(id: &AccountId, upload: &str, part: usize) -> String {
    format!("{}:p{upload}.{part}", account(id))
}

/// An event's id from what it holds: the same bytes are the same event.
pub fn event_id(domain: &str, bytes: &[u8]) -> EventId {
    let mut hash = Sha256::new();
    hash.update([domain.len().to_le_bytes().first().copied().unwrap_or_default()]);
    hash.update(domain.as_bytes());
    hash.update(bytes);
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    EventId(id)
}

/// Sixteen hexadecimal digits of an event's id.
pub fn short(id: EventId) -> String {
    id.0.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
