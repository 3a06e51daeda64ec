//! Reports over a year: few conversations against many. What they cost may not grow.

use super::Effort;
use super::native::{NativeClock, NativeStore};
use super::report::{Cell, Report, Section};
use super::subject::{Subject, in_turns};
use crate::demo::now_ms;
use crate::project::Project;
use crate::steps::{note, seconds};
use anyhow::{Context, Result};
use sellerdesk_canonical::{Author, Event, EventId, Happening, Message};
use sellerdesk_host::Reuse;
use sellerdesk_host::store::{MemoryStore, Store};
use sellerdesk_inbox::conversation::Conversation;
use sellerdesk_inbox::record::{Delivered, Origin, Record, Source, What};
use sellerdesk_inbox::rules::Standing;
use sellerdesk_journal::{Entry, Fold};
use sellerdesk_ledger::tally::record_tally;
use std::sync::Arc;
use std::time::{Duration, Instant};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// The year, with a month for the present one.
const DAYS: i64 = 355;
/// The smaller year has so many times fewer conversations.
const FEWER: usize = 8;
/// Products that buyers ask about.
const PRODUCTS: usize = 500;
/// Issue: a report over the year, all in.
const TIME_MAX: Duration = Duration::from_millis(100);
const REPORTS: [&str; 6] = ["responses", "agents", "categories", "sla", "templates", "automations"];

/// Fills in the table and the budgets.
pub async fn measure(project: &Project, effort: Effort, report: &mut Report) -> Result<()> {
    let many = effort.year;
    let (few_desk, many_desk) = (start(project, many / FEWER).await?, start(project, many).await?);
    let title = format!("Reports over a year: {} and {many} conversations", many / FEWER);
    let columns =
        ["report", "operations, few", "operations, many", "read, many", "first look", "p50, few", "p50, many"];
    let mut section = Section::new(&title, &columns);
    for name in REPORTS {
        let path = path(name)?;
        // The first look makes the caches: each month's, once.
        let first = many_desk.time(many_desk.get(&path)?).await?;
        few_desk.time(few_desk.get(&path)?).await?;
        let few = few_desk.operations(few_desk.get(&path)?).await?;
        let operations = many_desk.operations(many_desk.get(&path)?).await?;
        let (time_few, time_many) = in_turns(
            effort.samples_slow / 4,
            async || few_desk.time(few_desk.get(&path)?).await,
            async || many_desk.time(many_desk.get(&path)?).await,
        )
        .await?;
        section.row([
            name.into(),
            Cell::Count(few.total()),
            Cell::Count(operations.total()),
            Cell::Bytes(operations.read_bytes),
            first.into(),
            time_few.median().into(),
            time_many.median().into(),
        ]);
        report.judge(format!("{name}: operations with {many} conversations"), operations.total(), few.total());
        report.judge(format!("{name}: time with {many} conversations"), time_many.median(), TIME_MAX);
    }
    section.note(format!(
        "One account, {DAYS} days, an answer to each conversation, {PRODUCTS} products; filled natively through \
         `sellerdesk_ledger::tally` on the store in memory that the host then runs on. The first look makes the caches."
    ));
    report.add(section);
    few_desk.stop().await;
    many_desk.stop().await;
    Ok(())
}

fn path(report: &str) -> Result<String> {
    let now = now_ms()?;
    let day = |ms: i64| chrono::DateTime::from_timestamp_millis(ms).map(|at| at.format("%Y-%m-%d").to_string());
    let from = day(now - 364 * DAY_MS).context("a year ago")?;
    Ok(format!("/api/v1/reports/{report}?from={from}&by=day"))
}

async fn start(project: &Project, conversations: usize) -> Result<Subject> {
    let began = Instant::now();
    let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
    let native = NativeStore(Arc::clone(&store));
    let now = now_ms()?;
    let clock = NativeClock::at(now);
    for number in 0..conversations {
        let share = i64::try_from(number)? * (DAYS * DAY_MS) / i64::try_from(conversations.max(1))?;
        let conversation = conversation(number, now - DAYS * DAY_MS + share)?;
        record_tally(&native, &clock, &conversation, &Standing::default(), 2).await?;
    }
    note(format_args!("{conversations} conversations of a year counted in {}", seconds(began.elapsed())));
    Subject::start(project, store, Reuse::default()).await
}

/// A question and its answer, some hours later.
fn conversation(number: usize, began: i64) -> Result<Conversation> {
    let mut conversation = Conversation::default();
    let answered = began + HOUR_MS * i64::try_from(number % 30)?;
    for (sequence, (author, at)) in (1..).zip([(Author::Buyer, began), (Author::Seller, answered)]) {
        let record = record(number, author, at);
        let event_id = sellerdesk_journal::EventId(record.id.bytes());
        let entry = Entry { event_id, began_ms: at, at_ms: at, payload: record.encode()? };
        conversation.apply(sequence, &entry);
    }
    Ok(conversation)
}

fn record(number: usize, author: Author, at: i64) -> Record {
    let message = Message {
        author,
        text: "Where is it?".to_owned(),
        subject: None,
        attachments: Vec::new(),
        language: None,
        machine: None,
        truncated: false,
    };
    let event = Event {
        id: format!("year-{number}-{author:?}"),
        thread: format!("year-{number}"),
        at,
        buyer: None,
        order_id: Some(format!("year-{number}")),
        product_id: Some(format!("product-{}", number % PRODUCTS)),
        site: None,
        happening: Happening::Message(message),
    };
    let source = Source { channel: "standard".to_owned(), account: "year".to_owned(), thread: event.thread.clone() };
    let id = EventId::delivered("standard", "year", &event.id);
    let delivered = Delivered { source, event, judgement: None, policy: String::new(), origin: Origin::Live };
    Record { id, recorded_at: at, what: What::Delivered(Box::new(delivered)) }
}
