//! Classifying one message, as the API's preview does it: warm, and in a component that was made for it.

use super::Effort;
use super::report::{Cell, Report, Section, percentiles};
use super::subject::{Subject, in_turns};
use crate::project::Project;
use anyhow::Result;
use sellerdesk_host::Reuse;
use sellerdesk_host::store::MemoryStore;
use std::sync::Arc;
use std::time::Duration;

/// DESIGN, section 8.
const CLASSIFY_MAX: Duration = Duration::from_micros(100);
const COLD_START_MAX: Duration = Duration::from_millis(3);

/// Fills in the table and both budgets.
pub async fn measure(project: &Project, effort: Effort, report: &mut Report) -> Result<()> {
    let mut section = Section::new("Classifying one message in Wasm", &["request, instances", "p50", "p95", "p99"]);
    for (reuse, name) in [(Reuse::default(), "warm"), (Reuse::never(), "cold")] {
        let subject = Subject::start(project, Arc::new(MemoryStore::default()), reuse).await?;
        let times = if name == "warm" { effort.samples } else { effort.samples_slow };
        let (classify, health) = in_turns(
            times,
            async || subject.time(subject.classify()?).await,
            async || subject.time(subject.health()?).await,
        )
        .await?;
        for (request, samples) in [("preview, classify", &classify), ("health", &health)] {
            let mut row = vec![Cell::Text(format!("{request}, {name}"))];
            row.extend(percentiles(samples));
            section.row(row);
        }
        if name == "warm" {
            let difference = classify.median().saturating_sub(health.median());
            report.judge("classifying a message, warm (preview minus health, p50)", difference, CLASSIFY_MAX);
        } else {
            report.judge("cold start of the linked component (whole request, p50)", classify.median(), COLD_START_MAX);
        }
        subject.stop().await;
    }
    section.note(
        "The warm difference is an upper bound: it contains the token check and the JSON of request and answer as \
         well. A cold request makes an instance of `desk` with classifier, clocks and renderer linked in.",
    );
    report.add(section);
    Ok(())
}
