//! A thousand open conversations against many times as many: nothing may get dearer.

use super::Effort;
use super::report::{Cell, Report, Section};
use super::seed::seed;
use super::subject::{Subject, in_turns, to_request};
use crate::project::Project;
use crate::steps::{note, seconds};
use anyhow::Result;
use bytes::Bytes;
use http::Request;
use sellerdesk_host::{Operations, Reuse};
use std::time::Instant;

/// Open conversations in the smaller desk.
const OPEN_FEW: usize = 1_000;
/// DESIGN, section 8.
const TIME_RATIO_MAX: f64 = 1.2;

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    List,
    Page,
    Read,
    Sweep,
    Accept,
}

impl Kind {
    /// Accepting comes last: it leaves rows behind that the others would have to read.
    const ALL: [Self; 5] = [Self::List, Self::Page, Self::Read, Self::Sweep, Self::Accept];

    fn name(self) -> &'static str {
        match self {
            Self::List => "inbox, first page",
            Self::Page => "inbox, as a web page",
            Self::Read => "one conversation",
            Self::Sweep => "sweep, nothing due",
            Self::Accept => "webhook, a new thread",
        }
    }

    async fn request(self, subject: &Subject) -> Result<Request<Bytes>> {
        match self {
            Self::List => subject.list(),
            Self::Page => subject.page(),
            Self::Read => subject.read().await,
            Self::Sweep => subject.sweep(),
            Self::Accept => to_request(&subject.message()?),
        }
    }
}

/// Fills in the table and the two budgets.
pub async fn measure(project: &Project, effort: Effort, report: &mut Report) -> Result<()> {
    let few = start(project, OPEN_FEW, effort.closed_per_open).await?;
    let many = start(project, effort.open_many, effort.closed_per_open).await?;
    let title = format!("Few against many: {OPEN_FEW} and {} open conversations", effort.open_many);
    let columns =
        ["request", "operations, few", "operations, many", "read, few", "read, many", "p50, few", "p50, many", "ratio"];
    let mut section = Section::new(&title, &columns);
    for kind in Kind::ALL {
        let (operations_few, operations_many) = (operations(kind, &few).await?, operations(kind, &many).await?);
        let (time_few, time_many) = in_turns(
            effort.samples_slow,
            async || few.time(kind.request(&few).await?).await,
            async || many.time(kind.request(&many).await?).await,
        )
        .await?;
        let ratio = Cell::Ratio(time_many.ratio_to(&time_few));
        section.row([
            kind.name().into(),
            Cell::Count(operations_few.total()),
            Cell::Count(operations_many.total()),
            Cell::Bytes(operations_few.read_bytes),
            Cell::Bytes(operations_many.read_bytes),
            time_few.median().into(),
            time_many.median().into(),
            ratio.clone(),
        ]);
        let name = kind.name();
        report.judge(
            format!("{name}: operations with {} open conversations", effort.open_many),
            operations_many.total(),
            operations_few.total(),
        );
        report.judge(format!("{name}: time, many against few"), ratio, Cell::Ratio(TIME_RATIO_MAX));
    }
    section.note(format!(
        "Each desk also holds {} closed conversations for each open one: claims that came and went \
         through the index. Both were filled natively, through `sellerdesk_inbox::accept` on the very store (in \
         memory) that the host then runs on; they answer in turns.",
        effort.closed_per_open
    ));
    report.add(section);
    few.stop().await;
    many.stop().await;
    Ok(())
}

async fn start(project: &Project, open: usize, closed_per_open: usize) -> Result<Subject> {
    let began = Instant::now();
    let store = seed(open, closed_per_open).await?;
    note(format_args!(
        "{open} open conversations and {} closed made in {}",
        open * closed_per_open,
        seconds(began.elapsed())
    ));
    let subject = Subject::start(project, store, Reuse::default()).await?;
    subject.settle().await?;
    Ok(subject)
}

async fn operations(kind: Kind, subject: &Subject) -> Result<Operations> {
    subject.operations(kind.request(subject).await?).await
}
