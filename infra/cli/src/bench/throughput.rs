//! Many senders at once, over connections: how many webhooks a second, and how long the slowest waits.

use super::Effort;
use super::bare::Bare;
use super::latency::Backend;
use super::operations;
use super::report::{Cell, Report, Section, percentiles};
use super::samples::Samples;
use super::subject::Subject;
use crate::project::Project;
use anyhow::{Context, Result, bail};
use sellerdesk_host::{Host, Reuse};
use sellerdesk_tests::Delivery;
use sellerdesk_tests::client::Client;
use std::time::{Duration, Instant};

/// Senders at once.
const SENDERS: usize = 16;
/// DESIGN, section 8: slower receivers are dropped by Lazada and Mercado Libre.
const ACKNOWLEDGE_MAX: Duration = Duration::from_millis(500);
/// Turns that each component gets.
const ROUNDS: usize = 5;

/// Fills in the table and the budget of the acknowledgement.
pub async fn measure(project: &Project, effort: Effort, report: &mut Report) -> Result<()> {
    let steps = operations::of_accepting(project).await?;
    let mut section = Section::new(
        &format!("Accepting webhooks from {SENDERS} senders at once"),
        &["store", "component", "requests", "operations each", "per second", "p50", "p95", "p99"],
    );
    for backend in [Backend::Memory, Backend::Sqlite] {
        let folder = tempfile::tempdir().context("a temporary folder")?;
        let subject = Subject::start(project, backend.open(&folder, "desk.db")?, Reuse::default()).await?;
        let bare = Bare::start(project, backend.open(&folder, "bare.db")?, Reuse::default(), &steps).await?;
        let like = subject.message()?;
        let (mut desk, mut floor) = (Burst::default(), Burst::default());
        for _ in 0..ROUNDS {
            let each = effort.samples_each / ROUNDS;
            desk.add(subject.host(), send(&subject.url(), each, || subject.message()).await?);
            floor.add(bare.host(), send(&bare.url(), each, || Ok(bare.message(&like))).await?);
        }
        for (name, burst) in [("ingest", &desk), ("bare", &floor)] {
            section.row(burst.row(backend, name));
        }
        let what = format!("acknowledgement at p99, {SENDERS} senders at once ({})", backend.name());
        report.judge(what, desk.samples.percentile(99), ACKNOWLEDGE_MAX);
        subject.stop().await;
        bare.stop().await;
    }
    section.note(
        "Over kept-alive connections; the senders run on the same cores as the host, and take turns: some requests to \
         the one, some to the other.",
    );
    report.add(section);
    Ok(())
}

/// What one component answered to all senders.
#[derive(Default)]
struct Burst {
    samples: Samples,
    elapsed: Duration,
    operations: u64,
}

impl Burst {
    fn add(&mut self, host: &Host, (samples, elapsed): (Samples, Duration)) {
        self.samples.merge(samples);
        self.elapsed += elapsed;
        self.operations += host.reset_operations().total();
    }

    fn row(&self, backend: Backend, name: &str) -> Vec<Cell> {
        let requests = self.samples.len() as f64;
        let mut row = vec![
            backend.name().into(),
            name.into(),
            self.samples.len().into(),
            Cell::Ratio(self.operations as f64 / requests.max(1.0)),
            Cell::Count((requests / self.elapsed.as_secs_f64().max(f64::MIN_POSITIVE)) as u64),
        ];
        row.extend(percentiles(&self.samples));
        row
    }
}

/// Sends from every sender at once; all durations, and how long it took altogether.
async fn send(url: &str, each: usize, mut message: impl FnMut() -> Result<Delivery>) -> Result<(Samples, Duration)> {
    let mut senders = Vec::with_capacity(SENDERS);
    for _ in 0..SENDERS {
        // Signed beforehand: signing is the sender's work.
        let messages: Result<Vec<Delivery>> = (0..each).map(|_| message()).collect();
        senders.push((Client::new(url), messages?));
    }
    let began = Instant::now();
    let running: Vec<_> = senders
        .into_iter()
        .map(|(client, messages)| tokio::task::spawn_blocking(move || send_all(&client, &messages)))
        .collect();
    let mut samples = Samples::default();
    for sender in running {
        samples.merge(sender.await.context("a sender broke off")??);
    }
    Ok((samples, began.elapsed()))
}

fn send_all(client: &Client, messages: &[Delivery]) -> Result<Samples> {
    let mut samples = Samples::default();
    for message in messages {
        let began = Instant::now();
        let answer = client.deliver(message)?;
        let elapsed = began.elapsed();
        if !answer.is_success() {
            bail!("{} answers {}", message.path, answer.status);
        }
        samples.push(elapsed);
    }
    Ok(samples)
}
