//! Ids cut to eight bytes: what a page remembers an order, a message or a SKU by.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// 64 bits of SHA-256: with 100,000 orders on an account two of them meet with a chance of 3 in 10 billion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key([u8; 8]);

impl Key {
    /// Of an id within a domain, such as `order`.
    pub fn of(domain: &str, id: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update((domain.len() as u64).to_be_bytes());
        hash.update(domain.as_bytes());
        hash.update(id.as_bytes());
        let digest = hash.finalize();
        let mut key = [0; 8];
        for (to, from) in key.iter_mut().zip(digest) {
            *to = from;
        }
        Self(key)
    }

    /// The page it belongs to, of `pages`.
    pub fn page(self, pages: u16) -> u16 {
        let [first, second, ..] = self.0;
        u16::from_be_bytes([first, second]) % pages.max(1)
    }
}
