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
use sellerdesk_host::Reuse;
use sellerdesk_tests::Delivery;
use sellerdesk_tests::client::Client;
use std::time::{Duration, Instant};

/// Senders at once.
const SENDERS: usize = 16;
/// DESIGN, section 8: slower receivers are dropped by Lazada and Mercado Libre.
const ACKNOWLEDGE_MAX: Duration = Duration::from_millis(500);
/// Requests of each sender that are not counted: they open the connection.
const WARM_UP_EACH: usize = 5;

/// Fills in the table and the budget of the acknowledgement.
pub async fn measure(project: &Project, effort: Effort, report: &mut Report) -> Result<()> {
    let steps = operations::of_accepting(project).await?;
    let mut section = Section::new(
        "Accepting webhooks from 16 senders at once",
        &["store", "component", "requests", "per second", "p50", "p95", "p99"],
    );
    for backend in [Backend::Memory, Backend::Sqlite] {
        let folder = tempfile::tempdir().context("a temporary folder")?;
        let subject = Subject::start(project, backend.open(&folder, "desk.db")?, Reuse::default()).await?;
        let bare = Bare::start(project, backend.open(&folder, "bare.db")?, Reuse::default(), &steps).await?;
        subject.warm_up().await?;
        let (desk, desk_time) = send(&subject.url(), effort, || subject.message()).await?;
        let like = subject.message()?;
        let (floor, floor_time) = send(&bare.url(), effort, || Ok(bare.message(&like))).await?;
        for (name, samples, time) in [("ingest", &desk, desk_time), ("bare", &floor, floor_time)] {
            let rate = samples.len() as f64 / time.as_secs_f64();
            let mut row = vec![backend.name().into(), name.into(), samples.len().into(), Cell::Count(rate as u64)];
            row.extend(percentiles(samples));
            section.row(row);
        }
        let what = format!("acknowledgement at p99, {SENDERS} senders at once ({})", backend.name());
        report.judge(what, desk.percentile(99), ACKNOWLEDGE_MAX);
        subject.stop().await;
        bare.stop().await;
    }
    section.note("Over kept-alive connections; the senders run on the same cores as the host.");
    report.add(section);
    Ok(())
}

/// Sends from every sender at once; all durations, and how long it took altogether.
async fn send(url: &str, effort: Effort, mut message: impl FnMut() -> Result<Delivery>) -> Result<(Samples, Duration)> {
    let mut senders = Vec::with_capacity(SENDERS);
    for _ in 0..SENDERS {
        // Signed beforehand: signing is the sender's work.
        let messages: Result<Vec<Delivery>> = (0..effort.samples_each + WARM_UP_EACH).map(|_| message()).collect();
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
    for (place, message) in messages.iter().enumerate() {
        let began = Instant::now();
        let answer = client.deliver(message)?;
        let elapsed = began.elapsed();
        if !answer.is_success() {
            bail!("{} answers {}", message.path, answer.status);
        }
        if place >= WARM_UP_EACH {
            samples.push(elapsed);
        }
    }
    Ok(samples)
}
