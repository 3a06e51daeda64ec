//! Caches of any size: a first value that says how many follow, each with the count of changes it was made from.

use crate::LedgerError;
use sellerdesk_journal::Store;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Bytes of one value; the store takes values of 256 KiB.
const PART_BYTES_MAX: usize = 192 * 1024;
/// Parts of one cache; what would be larger is made anew with each look.
const PARTS_MAX: usize = 64;

#[derive(Debug, Serialize, Deserialize)]
struct Part<'a> {
    changes: u64,
    parts: u16,
    #[serde(borrow)]
    bytes: &'a [u8],
}

/// What was kept for this count of changes. One read, and one for each further part.
pub async fn read<S: Store, T: DeserializeOwned>(store: &S, key: &str, changes: u64) -> Result<Option<T>, LedgerError> {
    let (mut bytes, mut parts) = (Vec::new(), 1);
    let mut number = 0;
    while number < parts {
        let Some(stored) = store.get(&part_key(key, number)).await? else { return Ok(None) };
        let Ok(part) = postcard::from_bytes::<Part<'_>>(&stored) else { return Ok(None) };
        if part.changes != changes {
            return Ok(None);
        }
        parts = usize::from(part.parts);
        bytes.extend_from_slice(part.bytes);
        number += 1;
    }
    Ok(postcard::from_bytes(&bytes).ok())
}

/// Keeps it. A cache: failing is no error, the next look makes it anew.
pub async fn write<S: Store, T: Serialize>(store: &S, key: &str, changes: u64, value: &T) {
    let Ok(bytes) = postcard::to_allocvec(value) else { return };
    let chunks = bytes.chunks(PART_BYTES_MAX);
    let Some(parts) = u16::try_from(chunks.len()).ok().filter(|parts| (1..=PARTS_MAX).contains(&usize::from(*parts)))
    else {
        return;
    };
    // The first last: whoever finds it finds the others.
    for (number, bytes) in chunks.enumerate().rev() {
        let Ok(part) = postcard::to_allocvec(&Part { changes, parts, bytes }) else { return };
        if store.set(&part_key(key, number), &part).await.is_err() {
            return;
        }
    }
}

fn part_key(key: &str, number: usize) -> String {
    if number == 0 { key.to_owned() } else { format!("{key}{number}") }
}
