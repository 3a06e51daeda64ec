//! From a start to the first request that could be answered.

use super::report::{Report, Section};
use crate::project::Project;
use anyhow::{Context, Result};
use sellerdesk_host::{Host, LogSink, Options};
use std::path::Path;
use std::time::{Duration, Instant};

/// DESIGN, section 8.
const EMPTY_CACHE_MAX: Duration = Duration::from_secs(60);
const FULL_CACHE_MAX: Duration = Duration::from_secs(5);

/// Fills in the table and both budgets.
pub async fn measure(project: &Project, report: &mut Report) -> Result<()> {
    let cache = tempfile::tempdir().context("a temporary folder")?;
    let empty = start(project, cache.path()).await?;
    let full = start(project, cache.path()).await?;
    let mut section = Section::new("Start-up of the whole application", &["compile cache", "time"]);
    section.row(["empty".into(), empty.into()]);
    section.row(["full".into(), full.into()]);
    section.note("Machine code for every component is made or found; building the Wasm itself is not counted.");
    report.add(section);
    report.judge("start-up, compile cache empty", empty, EMPTY_CACHE_MAX);
    report.judge("start-up, compile cache full", full, FULL_CACHE_MAX);
    Ok(())
}

async fn start(project: &Project, cache: &Path) -> Result<Duration> {
    let mut options = Options::new(project.manifest_file(), cache);
    options.log = LogSink::discard();
    let began = Instant::now();
    let host = Host::start(options).await?;
    let elapsed = began.elapsed();
    host.stop().await;
    Ok(elapsed)
}
