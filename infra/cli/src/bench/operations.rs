//! Store operations of each kind of request, and how many of them it waits for in turn.

use super::report::{Cell, Report, Section};
use super::subject::{Subject, to_request};
use super::trace::{Kind, Steps, TracedStore};
use crate::project::Project;
use anyhow::Result;
use bytes::Bytes;
use http::Request;
use sellerdesk_host::Reuse;
use sellerdesk_host::store::{MemoryStore, Store};
use std::sync::Arc;

/// DESIGN, section 8.
const ACCEPT_WRITES_MAX: usize = 4;
const ACCEPT_READ_STEPS_MAX: usize = 3;
/// Messages in the desk before anything is counted: an empty one is cheaper.
const MESSAGES_BEFORE: u64 = 20;

/// A desk whose store operations are watched one by one.
struct Watched {
    subject: Subject,
    store: Arc<TracedStore>,
}

impl Watched {
    async fn start(project: &Project) -> Result<Self> {
        let store = Arc::new(TracedStore::new(Arc::new(MemoryStore::default())));
        let subject = Subject::start(project, Arc::clone(&store) as Arc<dyn Store>, Reuse::default()).await?;
        for _ in 0..MESSAGES_BEFORE {
            subject.deliver(&subject.message()?).await?;
        }
        Ok(Self { subject, store })
    }

    async fn steps(&self, request: Request<Bytes>) -> Result<Steps> {
        self.store.take();
        self.subject.time(request).await?;
        Ok(self.store.take())
    }
}

/// What accepting a buyer's first message takes.
pub async fn of_accepting(project: &Project) -> Result<Steps> {
    let watched = Watched::start(project).await?;
    let steps = watched.steps(to_request(&watched.subject.message()?)?).await?;
    watched.subject.stop().await;
    Ok(steps)
}

/// Fills in the table and the budget of accepting.
pub async fn measure(project: &Project, report: &mut Report) -> Result<()> {
    let watched = Watched::start(project).await?;
    let subject = &watched.subject;
    subject.settle().await?;
    let first = to_request(&subject.message()?)?;
    let further = to_request(&subject.message_of(0, 1)?)?;
    let mut section = Section::new(
        "Store operations of each request",
        &["request", "get", "exists", "set", "increment", "delete", "steps", "read steps", "written", "read"],
    );
    let mut count = async |name: &str, request: Request<Bytes>| -> Result<Steps> {
        let steps = watched.steps(request).await?;
        section.row(line(name, &steps));
        Ok(steps)
    };
    let accepting = count("webhook, a new thread", first.clone()).await?;
    count("webhook, a known thread", further).await?;
    count("webhook, redelivered", first).await?;
    count("inbox, first page", subject.list()?).await?;
    count("inbox, as a web page", subject.page()?).await?;
    count("one conversation", subject.read().await?).await?;
    // What was just accepted is followed first: that is due.
    subject.settle().await?;
    count("sweep, nothing due", subject.sweep()?).await?;
    count("health", subject.health()?).await?;
    count("preview, classify", subject.classify_usual()?).await?;
    section.note(
        "Operations that a request starts at once are one step; a read step is a step with a read in it. Written \
         and read are bytes of values. The desk holds some twenty conversations; \"few against many\" below shows \
         that the number doesn't matter.",
    );
    report.add(section);
    report.judge("accepting a webhook: writes", accepting.count(|kind| !kind.is_read()), ACCEPT_WRITES_MAX);
    report.judge("accepting a webhook: read steps in turn", accepting.reads_in_turn(), ACCEPT_READ_STEPS_MAX);
    watched.subject.stop().await;
    Ok(())
}

fn line(name: &str, steps: &Steps) -> Vec<Cell> {
    let bytes = |of: fn(Kind) -> usize| Cell::Bytes(steps.0.iter().flatten().map(|kind| of(*kind) as u64).sum());
    vec![
        name.into(),
        steps.count(|kind| matches!(kind, Kind::Get(_))).into(),
        steps.count(|kind| kind == Kind::Exists).into(),
        steps.count(|kind| matches!(kind, Kind::Set(_))).into(),
        steps.count(|kind| kind == Kind::Increment).into(),
        steps.count(|kind| kind == Kind::Delete).into(),
        steps.0.len().into(),
        steps.reads_in_turn().into(),
        bytes(|kind| if let Kind::Set(bytes) = kind { bytes } else { 0 }),
        bytes(|kind| if let Kind::Get(Some(bytes)) = kind { bytes } else { 0 }),
    ]
}
