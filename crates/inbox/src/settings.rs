//! What operators set while the desk runs: documents with a version each, kept in one journal.
//!
//! An edit names the version it was made from; of two made from the same one, the first in the journal counts. What
//! every webhook needs stands once more under one key, as a cache of the fold, so that it costs one read.

use crate::limits::SETTINGS_BYTES_MAX;
use crate::{Desk, InboxError, Rules};
use sellerdesk_canonical::Instant;
use sellerdesk_journal::{Clock, Entry, EventId, Fold, Journal, Store, StoreError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The journal's name; the number is the schema's version.
const JOURNAL: &str = "g1";
/// The fold as JSON.
const CURRENT_KEY: &str = "gc1";
/// How often the cache is written again because the journal grew meanwhile.
const CACHE_ATTEMPTS_MAX: u32 = 3;

/// A kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// The operator's own policies, a JSON list.
    Policies,
    /// Calendars and whose they are.
    Calendars,
    /// Rules that override the classifier.
    Rules,
    /// Changes of the marketplaces' rules for outgoing text.
    Compliance,
    /// Own reply templates.
    Templates,
    /// Who is told what.
    Notifications,
    /// How long what buyers wrote is kept.
    Privacy,
    /// The shop's rules and how much they may send.
    Automations,
    /// A request to apply the policies to what is open; the document is a JSON null.
    Apply,
    /// Who gets what nobody has.
    Assignment,
}

impl Section {
    /// Whether webhooks and sweeps need it.
    fn is_cached(self) -> bool {
        matches!(self, Self::Policies | Self::Calendars | Self::Rules | Self::Privacy | Self::Apply)
    }
}

/// A document as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Number of the edit that made it; 0: never set.
    pub version: u64,
    /// JSON.
    pub json: String,
    /// When it was set.
    pub at: Instant,
    /// By whom.
    pub by: String,
}

/// All documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Those that were set.
    pub documents: BTreeMap<Section, Document>,
    /// The newest edit that was seen, a refused one included.
    pub head: u64,
}

/// An edit as it stands in the journal.
#[derive(Debug, Serialize, Deserialize)]
struct Edit {
    section: Section,
    /// The version it was made from.
    base: u64,
    json: String,
    at: Instant,
    by: String,
}

impl Settings {
    /// A document; the empty one with version 0 if it was never set.
    pub fn document(&self, section: Section) -> Document {
        self.documents.get(&section).cloned().unwrap_or_default()
    }

    /// A document's JSON, if it was ever set.
    pub fn json(&self, section: Section) -> Option<&str> {
        self.documents.get(&section).map(|document| document.json.as_str())
    }

    /// Policies and calendars as the clocks read them; `None` while there are none.
    pub fn clocks(&self) -> Option<String> {
        match (self.json(Section::Policies), self.json(Section::Calendars)) {
            (None, None) => None,
            (policies, calendars) => Some(clocks_document(policies, calendars)),
        }
    }

    /// What applying settings to open conversations depends on: it changes whenever there is something to apply.
    pub fn applicable(&self) -> u64 {
        let version = |section| self.documents.get(&section).map_or(0, |document| document.version);
        version(Section::Calendars).max(version(Section::Apply))
    }

    /// Whether what is open gets the policies as they now are, and not only the calendars.
    pub fn applies_policies(&self) -> bool {
        let version = |section| self.documents.get(&section).map_or(0, |document| document.version);
        version(Section::Apply) > 0 && version(Section::Apply) == self.applicable()
    }
}

/// Policies (a JSON list) and calendars as the one document that the clocks read.
pub fn clocks_document(policies: Option<&str>, calendars: Option<&str>) -> String {
    format!(r#"{{"policies":{},"calendars":{}}}"#, policies.unwrap_or("[]"), calendars.unwrap_or("{}"))
}

impl Fold for Settings {
    fn apply(&mut self, sequence: u64, entry: &Entry) {
        self.head = self.head.max(sequence);
        let Ok(edit) = serde_json::from_slice::<Edit>(&entry.payload) else { return };
        // Also an edit that stands here twice: the first has moved the version on.
        if self.document(edit.section).version != edit.base {
            return;
        }
        let Edit { section, json, at, by, .. } = edit;
        self.documents.insert(section, Document { version: sequence, json, at, by });
    }

    fn encode(&self) -> Vec<u8> {
        // Plain data: it can't fail, and an empty snapshot would be refused on reading.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// The settings as every webhook needs them: one read, of a cache that the next edit or sweep mends. Of documents that
/// webhooks don't need it has the version only.
///
/// # Errors
/// The store's.
pub async fn read_settings<S: Store>(store: &S) -> Result<Settings, InboxError> {
    let bytes = store.get(CURRENT_KEY).await?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

/// The settings as the journal has them.
///
/// # Errors
/// The store's.
pub async fn load_settings<S: Store, C: Clock, R: Rules>(desk: Desk<'_, S, C, R>) -> Result<Settings, InboxError> {
    load_documents(desk.store, desk.clock).await
}

/// The same for whoever has no rules to judge by.
///
/// # Errors
/// The store's.
pub async fn load_documents<S: Store, C: Clock>(store: &S, clock: &C) -> Result<Settings, InboxError> {
    Ok(Journal::open(store, clock, JOURNAL)?.load_folded().await?.0)
}

/// Sets a document that was made from `base`, and answers it with its new version.
///
/// # Errors
/// [`InboxError::Conflict`] if somebody else was faster; [`InboxError::Draft`] for one too long; the store's, after
/// which it may have been set.
pub async fn put_settings<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    section: Section,
    base: u64,
    json: String,
    by: &str,
) -> Result<Document, InboxError> {
    if json.len() > SETTINGS_BYTES_MAX {
        return Err(InboxError::draft("document", format!("must not be longer than {SETTINGS_BYTES_MAX} bytes")));
    }
    let journal = Journal::open(desk.store, desk.clock, JOURNAL)?;
    let (mut settings, loaded) = journal.load_folded::<Settings>().await?;
    if settings.document(section).version != base {
        return Err(InboxError::Conflict { version: settings.document(section).version });
    }
    let edit = Edit { section, base, json, at: desk.clock.wall_ms(), by: by.to_owned() };
    let payload = serde_json::to_vec(&edit).map_err(|_| InboxError::Unencodable)?;
    let began_ms = desk.clock.wall_ms();
    let event_id = edit_id(&payload);
    let sequence = journal.append(event_id, &payload).await?;
    if sequence != loaded.head.saturating_add(1) || !loaded.open_holes().is_empty() {
        // Somebody else is at work: the journal says whose edit counts, once it shows ours.
        settings = load_settings(desk).await?;
        if settings.head < sequence {
            return Err(StoreError::TooSlow { operation: "settings" }.into());
        }
    } else {
        // Nothing came in between: a store that is behind must not hide it from its own writer.
        settings.apply(sequence, &Entry { event_id, began_ms, at_ms: desk.clock.wall_ms(), payload });
    }
    let settings = cache(desk, settings).await?;
    let document = settings.document(section);
    if document.version == sequence { Ok(document) } else { Err(InboxError::Conflict { version: document.version }) }
}

/// Writes the cache anew if the journal is ahead of it. A writer that stalled may have put an older one there.
///
/// # Errors
/// The store's.
pub async fn mend_settings<S: Store, C: Clock, R: Rules>(desk: Desk<'_, S, C, R>) -> Result<Settings, InboxError> {
    let journal = Journal::open(desk.store, desk.clock, JOURNAL)?;
    let settings = read_settings(desk.store).await?;
    if journal.head().await? > settings.head { cache(desk, load_settings(desk).await?).await } else { Ok(settings) }
}

/// Writes the part that is cached, anew where the journal is ahead of it; the settings as they then are.
async fn cache<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    mut settings: Settings,
) -> Result<Settings, InboxError> {
    let journal = Journal::open(desk.store, desk.clock, JOURNAL)?;
    for _ in 0..CACHE_ATTEMPTS_MAX {
        let mut cached = settings.clone();
        // Of the others only that they are there.
        let others = cached.documents.iter_mut().filter(|(section, _)| !section.is_cached());
        others.for_each(|(_, document)| document.json = String::new());
        let bytes = serde_json::to_vec(&cached).map_err(|_| InboxError::Unencodable)?;
        desk.store.set(CURRENT_KEY, &bytes).await?;
        if journal.head().await? <= settings.head {
            break;
        }
        let newer = load_settings(desk).await?;
        if newer.head <= settings.head {
            break;
        }
        settings = newer;
    }
    Ok(settings)
}

/// The same edit twice is one.
fn edit_id(payload: &[u8]) -> EventId {
    let text = String::from_utf8_lossy(payload);
    EventId(sellerdesk_canonical::EventId::delivered("settings", "edit", &text).bytes())
}
