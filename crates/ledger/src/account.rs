//! What an account's own journal folds into.

use crate::find_outliers::StoodOut;
use crate::limits::{RAISED_MAX, UPLOADS_KEPT};
use crate::{LedgerError, keys};
use sellerdesk_accounts::AccountId;
use sellerdesk_health::{
    AlertSettings, AlertState, Count, Level, OfficialFigure, Options, RowProblem,
    limits::{PAGES, PAGES_LARGE},
};
use sellerdesk_journal::{Clock, Entry, Fold, Journal, Loaded, Store};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One record of the journal, in JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// The account gets its first facts.
    Began {
        /// For ever: facts are divided by it.
        pages: u16,
    },
    /// Somebody set thresholds or options.
    Put {
        /// The version that it was made from; of two made from one the first holds.
        base: u64,
        settings: Box<Settings>,
        at: i64,
        by: String,
    },
    /// Alerts were raised or ended.
    Stepped { at: i64, state: AlertState, raised: Vec<Raised> },
    /// Somebody looked for what stands out.
    Looked { day: i32, stood_out: StoodOut, raised: Vec<Raised> },
    /// People were told of them.
    Told { ids: Vec<String> },
    /// A report was uploaded.
    Uploaded(Box<Upload>),
    /// The bytes of reports were deleted.
    Forgotten { ids: Vec<String>, at: i64 },
}

/// What operators set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "HealthSettings"))]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Thresholds.
    pub alerts: AlertSettings,
    /// How disputed rules are read, and the account's own zone.
    pub options: Options,
    /// An account with more than about 350 orders a day; can't be changed once it has facts.
    pub large: bool,
}

/// One alert as it is kept and told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// The same for the same change.
    pub id: String,
    /// The metric.
    pub metric: String,
    /// The marketplace within the channel.
    pub site: String,
    /// Which window.
    pub view: String,
    /// The level reached; `None`: it is over.
    pub level: Option<Level>,
    /// The figure that did it.
    pub count: Count,
    /// In one line, for people.
    pub text: String,
    /// As of when.
    pub at: i64,
    /// Whether people were told.
    #[serde(default)]
    pub told: bool,
}

/// An uploaded report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// From its bytes.
    pub id: String,
    /// Such as `performance`.
    pub kind: String,
    /// The site it was said to be for.
    pub site: String,
    /// When.
    pub at: i64,
    /// Bytes, and parts they are stored in.
    pub bytes: u64,
    /// Parts they are stored in.
    pub parts: usize,
    /// Rows read.
    pub rows: usize,
    /// Facts taken from it.
    pub facts: usize,
    /// Rows refused.
    pub refused: usize,
    /// The first of them.
    pub problems: Vec<RowProblem>,
    /// What wasn't understood, by path.
    pub unread: Vec<String>,
    /// The marketplace's own figures.
    pub figures: Vec<OfficialFigure>,
    /// Site and account status or rating.
    pub statuses: Vec<(String, String)>,
    /// Site, warning, its status.
    pub warnings: Vec<(String, String, String)>,
}

/// An account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Pages that its facts lie on, once it has any.
    pub pages: Option<u16>,
    /// What was set.
    pub settings: Settings,
    /// Number of the entry that set it; 0: never.
    pub version: u64,
    /// When it was set, and by whom.
    pub set: Option<(i64, String)>,
    /// Alerts as they stand, and as of when.
    pub alerts: AlertState,
    /// As of when.
    pub alerts_at: i64,
    /// The last day, UTC, on which somebody looked for what stands out; 0: never.
    #[serde(default)]
    pub looked: i32,
    /// What stood out then.
    #[serde(default)]
    pub stood_out: StoodOut,
    /// The newest alerts, oldest first.
    pub raised: Vec<Raised>,
    /// Uploads, oldest first, the newest few of each kind.
    pub uploads: Vec<Upload>,
    /// Uploads whose bytes are to be deleted, with their number of parts.
    pub replaced: Vec<(String, usize)>,
}

impl Account {
    /// The marketplace's own figures, from the newest report that had any.
    pub fn official(&self) -> Option<&Upload> {
        self.uploads.iter().rev().find(|upload| !upload.figures.is_empty())
    }

    /// How many pages it has or will have.
    pub fn pages_or_default(&self) -> u16 {
        self.pages.unwrap_or(if self.settings.large { PAGES_LARGE } else { PAGES })
    }

    fn take(&mut self, sequence: u64, record: Record) {
        match record {
            Record::Began { pages } => {
                self.pages.get_or_insert(pages);
            }
            Record::Put { base, settings, at, by } if base == self.version => {
                self.settings = *settings;
                self.version = sequence;
                self.set = Some((at, by));
            }
            Record::Put { .. } => {}
            Record::Stepped { at, state, raised } => {
                if at >= self.alerts_at {
                    (self.alerts, self.alerts_at) = (state, at);
                }
                self.raise(raised);
            }
            Record::Looked { day, stood_out, raised } => {
                if day > self.looked {
                    (self.looked, self.stood_out) = (day, stood_out);
                    self.raise(raised);
                }
            }
            Record::Told { ids } => {
                let ids: BTreeSet<String> = ids.into_iter().collect();
                self.raised.iter_mut().filter(|alert| ids.contains(&alert.id)).for_each(|alert| alert.told = true);
            }
            Record::Uploaded(upload) => self.take_upload(*upload),
            Record::Forgotten { ids, at } => {
                let of = |upload: &&mut Upload| upload.at <= at && ids.contains(&upload.id);
                self.uploads.iter_mut().filter(of).for_each(|upload| upload.parts = 0);
            }
        }
    }

    fn raise(&mut self, raised: Vec<Raised>) {
        for alert in raised {
            if self.raised.iter().all(|known| known.id != alert.id) {
                self.raised.push(alert);
            }
        }
        let surplus = self.raised.len().saturating_sub(RAISED_MAX);
        self.raised.drain(..surplus);
    }

    fn take_upload(&mut self, mut upload: Upload) {
        // Only the newest figures are ever compared with.
        if !upload.figures.is_empty() {
            self.uploads.iter_mut().for_each(|older| older.figures = Vec::new());
        }
        self.replaced.retain(|(id, _)| *id != upload.id);
        if let Some(known) = self.uploads.iter().position(|known| known.id == upload.id && known.kind == upload.kind) {
            let known = self.uploads.remove(known);
            upload.at = upload.at.max(known.at);
        }
        let kind = upload.kind.clone();
        self.uploads.push(upload);
        let of_kind = self.uploads.iter().filter(|upload| upload.kind == kind).count();
        if of_kind > UPLOADS_KEPT
            && let Some(oldest) = self.uploads.iter().position(|upload| upload.kind == kind)
        {
            let oldest = self.uploads.remove(oldest);
            self.replaced.push((oldest.id, oldest.parts));
            let surplus = self.replaced.len().saturating_sub(UPLOADS_KEPT);
            self.replaced.drain(..surplus);
        }
    }
}

impl Fold for Account {
    fn apply(&mut self, sequence: u64, entry: &Entry) {
        if let Ok(record) = serde_json::from_slice(&entry.payload) {
            self.take(sequence, record);
        }
    }

    fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// An account as its journal has it; empty for one that nothing is known of.
///
/// # Errors
/// The store's.
pub async fn read_account<S: Store, C: Clock>(store: &S, clock: &C, id: &AccountId) -> Result<Account, LedgerError> {
    Ok(load(store, clock, id).await?.1)
}

pub async fn load<'a, S: Store, C: Clock>(
    store: &'a S,
    clock: &'a C,
    id: &AccountId,
) -> Result<(Journal<'a, S, C>, Account, Loaded), LedgerError> {
    let journal = Journal::open(store, clock, &keys::account(id))?;
    let (account, loaded) = journal.load_folded::<Account>().await?;
    Ok((journal, account, loaded))
}

/// Appends a record; its number.
pub async fn append<S: Store, C: Clock>(journal: &Journal<'_, S, C>, record: &Record) -> Result<u64, LedgerError> {
    let bytes = serde_json::to_vec(record).map_err(|_| LedgerError::Unencodable)?;
    Ok(journal.append(keys::event_id("record", &bytes), &bytes).await?)
}
