//! Sorted pages: a two-level tree of immutable values.
//!
//! A tree is a list of references to pages in key order; a change rewrites the pages it touches under new ids
//! and gives a new list. Old lists stay readable until they are trimmed, so readers need no lock.

use super::IndexError;
use crate::limits::PAGE_BYTES_MAX;
use futures_util::future::try_join_all;
use sellerdesk_journal::Store;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Sort key: compared as bytes.
pub type Key = Vec<u8>;

/// How full the pages of a tree are.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Distinguishes the trees of one index in page ids.
    pub tree: u8,
    /// A page with more entries is split.
    pub entries_max: usize,
    /// A page with fewer is joined with the next one, if there is one.
    pub entries_min: usize,
}

/// One page, by reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRef {
    /// The smallest key in it.
    pub first: Key,
    /// Names the stored value.
    pub id: [u8; 16],
    /// Entries in it.
    pub entries: u32,
}

/// Pages in key order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tree(pub Vec<PageRef>);

/// Entries of one page in key order.
pub type Page = Vec<(Key, Vec<u8>)>;

/// New values by key; `None` removes.
pub type Changes = BTreeMap<Key, Option<Vec<u8>>>;

impl Tree {
    /// Entries in all pages.
    pub fn entries(&self) -> u64 {
        self.0.iter().map(|page| u64::from(page.entries)).sum()
    }

    /// The position of the page that a key belongs to; 0 for an empty tree.
    pub fn position(&self, key: &[u8]) -> usize {
        self.0.partition_point(|page| page.first.as_slice() <= key).saturating_sub(1)
    }
}

/// The key of a page in the store.
pub fn store_key(journal: &str, id: &[u8; 16]) -> String {
    let hex: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{journal}:p{hex}")
}

/// Reads pages at once.
pub async fn read<S: Store>(store: &S, journal: &str, pages: &[PageRef]) -> Result<Vec<Page>, IndexError> {
    try_join_all(pages.iter().map(|page| async move {
        let key = store_key(journal, &page.id);
        let bytes = store.get(&key).await?.ok_or(IndexError::PageMissing)?;
        postcard::from_bytes(&bytes).map_err(|_| IndexError::Corrupt { key })
    }))
    .await
}

/// Pages to write and the tree that refers to them.
pub struct Rewritten {
    /// The new tree.
    pub tree: Tree,
    /// Store keys and values of the new pages.
    pub pages: Vec<(String, Vec<u8>)>,
}

/// Applies changes to a tree; the pages it touches get ids that hold for `boundary` only, and lose the entries
/// whose values `retain` does not want.
pub async fn rewrite<S: Store>(
    store: &S,
    journal: &str,
    shape: Shape,
    boundary: u64,
    tree: &Tree,
    changes: Changes,
    retain: impl Fn(&[u8]) -> bool,
) -> Result<Rewritten, IndexError> {
    let mut by_page: BTreeMap<usize, Changes> = BTreeMap::new();
    for (key, value) in changes {
        by_page.entry(tree.position(&key)).or_default().insert(key, value);
    }
    let touched: Vec<PageRef> = by_page.keys().filter_map(|at| tree.0.get(*at).cloned()).collect();
    let mut loaded = read(store, journal, &touched).await?.into_iter();

    let mut out = Rewritten { tree: Tree::default(), pages: Vec::new() };
    let mut carried: Option<Page> = None;
    for position in 0..tree.0.len().max(1) {
        let change = by_page.remove(&position);
        let page = tree.0.get(position);
        if change.is_none() && carried.is_none() {
            out.tree.0.extend(page.cloned());
            continue;
        }
        let mut entries = carried.take().unwrap_or_default();
        match (page, &change) {
            (Some(_), Some(_)) => entries.extend(loaded.next().unwrap_or_default()),
            (Some(page), None) => {
                let neighbour = read(store, journal, std::slice::from_ref(page)).await?;
                entries.extend(neighbour.into_iter().flatten());
            }
            (None, _) => {}
        }
        let mut entries = merge(entries, change.unwrap_or_default());
        entries.retain(|(_, value)| retain(value));
        let last = position + 1 >= tree.0.len();
        if entries.len() < shape.entries_min && !last {
            carried = Some(entries);
        } else {
            write_pages(journal, shape, boundary, &entries, &mut out)?;
        }
    }
    Ok(out)
}

fn merge(entries: Page, changes: Changes) -> Page {
    let mut merged: BTreeMap<Key, Vec<u8>> = entries.into_iter().collect();
    for (key, value) in changes {
        match value {
            Some(value) => merged.insert(key, value),
            None => merged.remove(&key),
        };
    }
    merged.into_iter().collect()
}

/// Halves entries until no page is over a maximum, of entries or of bytes.
fn split<'e>(shape: Shape, entries: &'e [(Key, Vec<u8>)], parts: &mut Vec<&'e [(Key, Vec<u8>)]>) {
    let bytes: usize = entries.iter().map(|(key, value)| key.len() + value.len()).sum();
    let fits = entries.len() <= shape.entries_max && bytes <= PAGE_BYTES_MAX;
    if fits || entries.len() < 2 {
        parts.extend((!entries.is_empty()).then_some(entries));
        return;
    }
    let (left, right) = entries.split_at(entries.len() / 2);
    split(shape, left, parts);
    split(shape, right, parts);
}

fn write_pages(
    journal: &str,
    shape: Shape,
    boundary: u64,
    entries: &[(Key, Vec<u8>)],
    out: &mut Rewritten,
) -> Result<(), IndexError> {
    let mut parts = Vec::new();
    split(shape, entries, &mut parts);
    for part in parts {
        let Some((first, _)) = part.first() else { continue };
        let bytes = postcard::to_allocvec(part).map_err(|_| IndexError::Unencodable)?;
        let id = page_id(shape.tree, boundary, &bytes);
        out.tree.0.push(PageRef { first: first.clone(), id, entries: u32::try_from(part.len()).unwrap_or(u32::MAX) });
        out.pages.push((store_key(journal, &id), bytes));
    }
    Ok(())
}

/// Content-addressed within a boundary, so that two writers of one boundary agree and no later boundary ever
/// brings a trimmed id back to life.
fn page_id(tree: u8, boundary: u64, bytes: &[u8]) -> [u8; 16] {
    let digest = Sha256::new().chain_update([tree]).chain_update(boundary.to_be_bytes()).chain_update(bytes).finalize();
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(digest) {
        *to = from;
    }
    id
}
