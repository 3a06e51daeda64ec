//! Taking a marketplace's own report: its bytes are kept, its rows become facts, its figures stand beside ours.

use crate::account::{Record, append, load};
use crate::limits::{OFFICIAL_MAX, PART_BYTES_MAX, PROBLEMS_KEPT, READ_CONCURRENCY_MAX, UNREAD_MAX};
use crate::{LedgerError, Upload, keys, record_facts};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use sellerdesk_accounts::AccountId;
use sellerdesk_health::{
    Fact, HealthError, Imported, ReportContext, read_feedback, read_messages, read_orders, read_performance,
    read_returns,
};
use sellerdesk_journal::{Clock, Store};

/// A kind of report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportKind {
    /// The seller performance report, JSON.
    Performance,
    /// The feedback report.
    Feedback,
    /// The returns report, flat or XML.
    Returns,
    /// Order reports, flat or XML.
    Orders,
    /// An export of messages, CSV.
    Messages,
}

impl ReportKind {
    /// All of them by name.
    pub const ALL: [(&'static str, Self); 5] = [
        ("performance", Self::Performance),
        ("feedback", Self::Feedback),
        ("returns", Self::Returns),
        ("orders", Self::Orders),
        ("messages", Self::Messages),
    ];

    /// By its name in paths.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(of, _)| *of == name).map(|(_, kind)| *kind)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

/// Keeps an uploaded report and takes what it says; the same bytes again are the same upload. `site` is where the
/// report is from, such as `de`, where its rows don't say.
///
/// # Errors
/// [`LedgerError::Health`] if it is no such report at all; the store's: put it again then.
pub async fn put_report<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    kind: ReportKind,
    site: &str,
    bytes: &[u8],
) -> Result<Upload, LedgerError> {
    let received_at = clock.wall_ms();
    let (mut upload, facts) = read(kind, site, bytes, received_at)?;
    upload.id = keys::short(keys::event_id(kind.name(), bytes));
    upload.parts = bytes.len().div_ceil(PART_BYTES_MAX);
    stream::iter(bytes.chunks(PART_BYTES_MAX).enumerate())
        .map(|(number, part)| {
            let key = keys::part(id, &upload.id, number);
            async move { store.set(&key, part).await }
        })
        .buffer_unordered(READ_CONCURRENCY_MAX)
        .try_collect::<()>()
        .await?;
    record_facts(store, clock, id, facts, received_at).await?;
    let (journal, _, mut loaded) = load(store, clock, id).await?;
    append(&journal, &Record::Uploaded(Box::new(upload.clone()))).await?;
    journal.catch_up(&mut loaded).await?;
    let account = loaded.fold::<crate::Account>()?.state;
    // Again each time until newer ones take their place in the list: a crash leaves nothing behind for good.
    for (replaced, parts) in &account.replaced {
        for number in 0..*parts {
            store.delete(&keys::part(id, replaced, number)).await?;
        }
    }
    Ok(upload)
}

/// The bytes of an upload as they came.
///
/// # Errors
/// [`LedgerError::NotFound`]; the store's.
pub async fn read_report<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    upload: &str,
) -> Result<Vec<u8>, LedgerError> {
    let (_, account, _) = load(store, clock, id).await?;
    let is_it = |known: &Upload| known.id == upload && known.parts > 0;
    let upload = account.uploads.into_iter().find(is_it).ok_or(LedgerError::NotFound)?;
    let parts: Vec<Option<Vec<u8>>> = stream::iter(0..upload.parts)
        .map(|number| {
            let key = keys::part(id, &upload.id, number);
            async move { store.get(&key).await }
        })
        .buffered(READ_CONCURRENCY_MAX)
        .try_collect()
        .await?;
    let parts: Option<Vec<Vec<u8>>> = parts.into_iter().collect();
    Ok(parts.ok_or(LedgerError::NotFound)?.concat())
}

fn read(kind: ReportKind, site: &str, bytes: &[u8], received_at: i64) -> Result<(Upload, Vec<Fact>), HealthError> {
    let context = ReportContext { site, received_at };
    let mut upload = Upload {
        kind: kind.name().to_owned(),
        site: site.to_owned(),
        at: received_at,
        bytes: bytes.len() as u64,
        ..Upload::default()
    };
    let rows = match kind {
        ReportKind::Performance => {
            let mut report = read_performance(bytes)?;
            upload.rows = report.figures.len();
            report.figures.truncate(OFFICIAL_MAX);
            report.unread.truncate(UNREAD_MAX);
            report.warnings.truncate(UNREAD_MAX);
            upload.statuses = report.statuses.into_iter().chain(report.ratings).take(UNREAD_MAX).collect();
            (upload.figures, upload.unread, upload.warnings) = (report.figures, report.unread, report.warnings);
            return Ok((upload, Vec::new()));
        }
        ReportKind::Feedback => read_feedback(bytes, &context),
        ReportKind::Returns => read_returns(bytes, &context),
        ReportKind::Orders => read_orders(bytes, &context),
        ReportKind::Messages => read_messages(bytes, &context),
    };
    let Imported { facts, rows, mut problems, refused } = rows?;
    problems.truncate(PROBLEMS_KEPT);
    (upload.rows, upload.facts, upload.refused, upload.problems) = (rows, facts.len(), refused, problems);
    Ok((upload, facts))
}
