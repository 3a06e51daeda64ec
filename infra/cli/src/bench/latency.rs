//! Accepting one webhook after another, beside a bare component that does the same store operations.

use super::Effort;
use super::bare::Bare;
use super::operations;
use super::report::{Cell, Report, Section, percentiles};
use super::samples::Samples;
use super::subject::{Subject, in_turns};
use super::trace::Steps;
use crate::project::Project;
use anyhow::{Context, Result};
use sellerdesk_host::Reuse;
use sellerdesk_host::store::{MemoryStore, SqliteStore, Store};
use std::sync::Arc;
use tempfile::TempDir;

/// DESIGN, section 8: how many times the bare component's time.
const RATIO_MAX: f64 = 1.5;

/// Which store to measure on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// In memory: what remains is the components' and the host's own work.
    Memory,
    /// A SQLite file in the temporary folder, synchronised at every write as Spin does.
    Sqlite,
}

impl Backend {
    /// For a table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Sqlite => "SQLite",
        }
    }

    /// A fresh store in `folder`.
    pub fn open(self, folder: &TempDir, name: &str) -> Result<Arc<dyn Store>> {
        Ok(match self {
            Self::Memory => Arc::new(MemoryStore::default()),
            Self::Sqlite => {
                let file = folder.path().join(name);
                Arc::new(SqliteStore::open(&file).context("a SQLite file to measure on")?)
            }
        })
    }
}

/// Fills in the table and the budget of the ratio.
pub async fn measure(project: &Project, effort: Effort, report: &mut Report) -> Result<()> {
    let steps = operations::of_accepting(project).await?;
    let mut section = Section::new(
        "Accepting a webhook beside a bare component",
        &["store, instances", "p50", "p95", "p99", "bare p50", "bare p95", "bare p99", "ratio of p50"],
    );
    for backend in [Backend::Memory, Backend::Sqlite] {
        for (reuse, name) in [(Reuse::default(), "warm"), (Reuse::never(), "cold")] {
            let is_fast = backend == Backend::Memory && name == "warm";
            let times = if is_fast { effort.samples } else { effort.samples_slow };
            let (desk, bare) = compare(project, backend, &reuse, &steps, times).await?;
            let ratio = Cell::Ratio(desk.ratio_to(&bare));
            let mut row = vec![Cell::Text(format!("{}, {name}", backend.name()))];
            row.extend(percentiles(&desk));
            row.extend(percentiles(&bare));
            row.push(ratio.clone());
            section.row(row);
            let what = format!("accepting a webhook: times a bare component ({}, {name})", backend.name());
            report.judge(what, ratio, Cell::Ratio(RATIO_MAX));
        }
    }
    section.note(format!(
        "Both answer in turns, one request at a time, in process. The bare component reads the body and does \
         `{}` (operations of a step joined by `+`; `g` get, `i` increment, `s` set with its bytes). Warm instances \
         take 128 requests, a cold one takes one.",
        steps.script()
    ));
    report.add(section);
    Ok(())
}

async fn compare(
    project: &Project,
    backend: Backend,
    reuse: &Reuse,
    steps: &Steps,
    times: usize,
) -> Result<(Samples, Samples)> {
    let folder = tempfile::tempdir().context("a temporary folder")?;
    let subject = Subject::start(project, backend.open(&folder, "desk.db")?, reuse.clone()).await?;
    let bare = Bare::start(project, backend.open(&folder, "bare.db")?, reuse.clone(), steps).await?;
    let like = subject.message()?;
    let measured = in_turns(
        times,
        async || subject.deliver(&subject.message()?).await,
        async || bare.deliver(&bare.message(&like)).await,
    )
    .await;
    subject.stop().await;
    bare.stop().await;
    measured
}
