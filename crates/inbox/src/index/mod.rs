//! The open inbox: an index over conversations, derived from their journals and cheap to read in order.
//!
//! Every change of a conversation appends its new [`Row`] to one journal. The journal's snapshots are manifests
//! of three trees of immutable pages: by order of the list, by the time a sweep has to look, and by conversation
//! (to find what a newer row replaces). So opening the list costs the manifest, the rows since, and a page or
//! two, however many conversations there are (`docs/decisions/0003-inbox-index.md`).
//!
//! A row is only a summary: the conversation's own journal is the truth, and a row that was made while another
//! writer was at work says so (`complete`), whereupon the next sweep makes it anew.

mod compact;
pub mod page;
mod scan;

pub use scan::Scan;

use crate::limits::FORGET_MS;
use crate::row::Row;
use page::{Key, Shape, Tree};
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use sellerdesk_journal::{Clock, Journal, Loaded, Store, StoreError};
use serde::{Deserialize, Serialize};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use thiserror::Error;

/// The journal's name; the number is the schema's version.
pub const INDEX_JOURNAL: &str = "i1";
/// First byte of a manifest.
const MANIFEST_VERSION: u8 = 1;

/// Rows in the order of the list.
pub const ORDER: Shape = Shape { tree: 0, entries_max: 200, entries_min: 60 };
/// Conversations by the time a sweep has to look at them.
pub const TIMER: Shape = Shape { tree: 1, entries_max: 1_000, entries_min: 250 };
/// Sort keys by conversation.
pub const PLACE: Shape = Shape { tree: 2, entries_max: 1_000, entries_min: 250 };

/// What can go wrong with the index.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum IndexError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A page that the manifest names is gone: the manifest was replaced while it was read. Temporary.
    #[error("a page of the inbox was replaced while it was read")]
    PageMissing,
    /// A stored value isn't what the index writes there.
    #[error("the value of {key} is corrupt")]
    Corrupt {
        /// Where.
        key: String,
    },
    /// A value can't be encoded.
    #[error("a row can't be encoded")]
    Unencodable,
}

/// The value of a snapshot: three trees, and the versions of the rows that went into them last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    order: Tree,
    timer: Tree,
    place: Tree,
    /// The newest first. A row that was overtaken by the snapshot must not hide what is in it: looking its place
    /// up would cost every reader a page.
    settled: Vec<Settled>,
}

/// A row in the trees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Settled {
    conversation: [u8; 16],
    version: u64,
    complete: bool,
}

impl Manifest {
    fn encode(&self) -> Result<Vec<u8>, IndexError> {
        let mut bytes = vec![MANIFEST_VERSION];
        bytes.extend(postcard::to_allocvec(self).map_err(|_| IndexError::Unencodable)?);
        Ok(bytes)
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (&MANIFEST_VERSION, rest) = bytes.split_first()? else { return None };
        postcard::from_bytes(rest).ok()
    }
}

/// What the place tree keeps of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    version: u64,
    complete: bool,
    order: Option<Key>,
    timer: Option<Key>,
    /// Set once the conversation is in neither of the other trees: the wall clock of the newest entry then, in
    /// milliseconds. Its version is remembered for [`FORGET_MS`], so that an older row which arrives later does not
    /// bring it back.
    left_ms: Option<i64>,
}

impl Place {
    fn of(row: &Row, now_ms: i64) -> Self {
        let order = row.is_listed().then(|| order_key(row));
        let timer = attention_at(row).map(|at| timer_key(at, row.conversation));
        let left_ms = (order.is_none() && timer.is_none()).then_some(now_ms);
        Self { version: row.version, complete: row.complete, order, timer, left_ms }
    }

    fn is_remembered(&self, now_ms: i64) -> bool {
        self.left_ms.is_none_or(|left_ms| now_ms.saturating_sub(left_ms) <= FORGET_MS)
    }
}

/// Sort key of the list: risk first, then the nearest deadline, then the oldest.
pub fn order_key(row: &Row) -> Key {
    let mut key = vec![u8::from(!row.is_at_risk())];
    key.extend(ordered(row.nearest_deadline().unwrap_or(Instant::MAX)));
    key.extend(row.conversation.bytes());
    key
}

/// When a sweep has to look at a conversation: at once where its row may lack something.
fn attention_at(row: &Row) -> Option<Instant> {
    if row.complete { row.next_point_at } else { Some(Instant::MIN) }
}

fn timer_key(at: Instant, conversation: ConversationId) -> Key {
    let mut key = ordered(at).to_vec();
    key.extend(conversation.bytes());
    key
}

/// Signed numbers as bytes that compare like the numbers.
fn ordered(value: i64) -> [u8; 8] {
    (value ^ i64::MIN).to_be_bytes()
}

/// Of two rows of one conversation, whether the one appended later replaces the other.
fn replaces(later: (u64, bool), earlier: (u64, bool)) -> bool {
    later >= earlier
}

/// The index as one load saw it.
pub struct Index<'a, S, C> {
    journal: Journal<'a, S, C>,
    store: &'a S,
    loaded: Loaded,
    manifest: Manifest,
    /// The newest row of each conversation that changed after the snapshot.
    recent: HashMap<ConversationId, Row>,
}

/// Appends rows: one increment and a write each, no read.
///
/// # Errors
/// The store's; [`IndexError::Unencodable`].
pub async fn append<S: Store, C: Clock>(store: &S, clock: &C, rows: &[Row]) -> Result<(), IndexError> {
    append_to(&Journal::open(store, clock, INDEX_JOURNAL)?, rows).await
}

/// As [`append`], to a journal that the caller has opened.
///
/// # Errors
/// As [`append`].
pub async fn append_to<S: Store, C: Clock>(journal: &Journal<'_, S, C>, rows: &[Row]) -> Result<(), IndexError> {
    if rows.is_empty() {
        return Ok(());
    }
    let encoded: Result<Vec<_>, _> = rows.iter().map(postcard::to_allocvec).collect();
    let encoded = encoded.map_err(|_| IndexError::Unencodable)?;
    let ids = rows.iter().map(|row| {
        let what = format!("row:{}:{}:{:?}", row.version, row.complete, row.next_point_at);
        sellerdesk_journal::EventId(EventId::recorded(row.conversation, &what).bytes())
    });
    let events: Vec<_> = ids.zip(encoded.iter().map(Vec::as_slice)).collect();
    journal.append_all(&events).await?;
    Ok(())
}

impl<'a, S: Store, C: Clock> Index<'a, S, C> {
    /// Reads the manifest and the rows since: two sequential steps.
    ///
    /// # Errors
    /// The store's; [`IndexError::Corrupt`] for values that aren't the index's.
    pub async fn load(store: &'a S, clock: &'a C) -> Result<Self, IndexError> {
        Self::load_from(store, Journal::open(store, clock, INDEX_JOURNAL)?).await
    }

    /// As [`load`](Self::load), from a journal that the caller has opened on the same store.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub async fn load_from(store: &'a S, journal: Journal<'a, S, C>) -> Result<Self, IndexError> {
        let loaded = journal.load().await?;
        let manifest = match &loaded.snapshot {
            None => Manifest::default(),
            Some(snapshot) => Manifest::decode(&snapshot.bytes)
                .ok_or_else(|| IndexError::Corrupt { key: format!("{INDEX_JOURNAL}:s{}", snapshot.boundary) })?,
        };
        let newest = newest_rows(loaded.entries.iter())?;
        let mut recent: HashMap<_, _> = newest.into_iter().map(|(id, Numbered { row, .. })| (id, row)).collect();
        for settled in &manifest.settled {
            if let Entry::Occupied(row) = recent.entry(ConversationId::from_bytes(settled.conversation))
                && !replaces((row.get().version, row.get().complete), (settled.version, settled.complete))
            {
                row.remove();
            }
        }
        Ok(Self { journal, store, loaded, manifest, recent })
    }

    /// Rows after the snapshot: a long tail makes every load dearer.
    pub fn tail_entries(&self) -> usize {
        self.loaded.entries.len()
    }

    /// The snapshot's trees with their shapes: by order, by time, by conversation.
    pub fn trees(&self) -> [(Shape, &Tree); 3] {
        [(ORDER, &self.manifest.order), (TIMER, &self.manifest.timer), (PLACE, &self.manifest.place)]
    }

    /// The version and completeness of the row that the index holds of a conversation, or held until lately.
    ///
    /// # Errors
    /// The store's; [`IndexError::PageMissing`].
    pub async fn version(&self, conversation: ConversationId) -> Result<Option<(u64, bool)>, IndexError> {
        if let Some(row) = self.recent.get(&conversation) {
            return Ok(Some((row.version, row.complete)));
        }
        let places = self.places(&HashSet::from([conversation])).await?;
        Ok(places.get(&conversation).map(|place| (place.version, place.complete)))
    }

    /// Conversations in the snapshot's list, before what changed since.
    pub fn listed_in_snapshot(&self) -> u64 {
        self.manifest.order.entries()
    }

    async fn places(
        &self,
        conversations: &HashSet<ConversationId>,
    ) -> Result<HashMap<ConversationId, Place>, IndexError> {
        let mut positions: Vec<usize> =
            conversations.iter().map(|conversation| self.manifest.place.position(&conversation.bytes())).collect();
        positions.sort_unstable();
        positions.dedup();
        let pages: Vec<_> = positions.iter().filter_map(|at| self.manifest.place.0.get(*at).cloned()).collect();
        let mut places = HashMap::new();
        for (key, value) in page::read(self.store, INDEX_JOURNAL, &pages).await?.into_iter().flatten() {
            let Ok(bytes) = <[u8; 16]>::try_from(key.as_slice()) else { continue };
            let conversation = ConversationId::from_bytes(bytes);
            if conversations.contains(&conversation) {
                let place = postcard::from_bytes(&value)
                    .map_err(|_| IndexError::Corrupt { key: format!("{INDEX_JOURNAL}: a place") })?;
                places.insert(conversation, place);
            }
        }
        Ok(places)
    }
}

/// A row and the number of its entry.
struct Numbered {
    sequence: u64,
    row: Row,
}

/// The newest row of each conversation among entries.
fn newest_rows<'e>(
    entries: impl Iterator<Item = &'e (u64, sellerdesk_journal::Entry)>,
) -> Result<HashMap<ConversationId, Numbered>, IndexError> {
    let mut rows: HashMap<ConversationId, Numbered> = HashMap::new();
    for (sequence, entry) in entries {
        let row: Row = postcard::from_bytes(&entry.payload)
            .map_err(|_| IndexError::Corrupt { key: format!("{INDEX_JOURNAL}:{sequence}") })?;
        let is_newer = rows.get(&row.conversation).is_none_or(|Numbered { row: known, .. }| {
            replaces((row.version, row.complete), (known.version, known.complete))
        });
        if is_newer {
            rows.insert(row.conversation, Numbered { sequence: *sequence, row });
        }
    }
    Ok(rows)
}
