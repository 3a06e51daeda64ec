//! Classifying a message and scanning a reply, as the API's previews do it: warm, and in a component that was made for it.

use super::Effort;
use super::report::{Cell, Report, Section, percentiles};
use super::samples::Samples;
use super::subject::{Subject, in_turns};
use crate::project::Project;
use anyhow::Result;
use sellerdesk_host::Reuse;
use sellerdesk_host::store::MemoryStore;
use std::sync::Arc;
use std::time::Duration;

/// DESIGN, section 8, and what the issues of the classifier and of the scan ask for.
const CLASSIFY_MAX: Duration = Duration::from_micros(100);
const COLD_START_MAX: Duration = Duration::from_millis(3);
const HOSTILE_MAX: Duration = Duration::from_millis(20);
const SCAN_MAX: Duration = Duration::from_micros(200);

/// 64 KB of hostile text: nothing repeats so often by itself.
const HOSTILE_BYTES: usize = 64 * 1024 - 64;
/// The length of the reply that is scanned.
const REPLY_CHARS: usize = 2_000;
/// Ordinary sentences to make a reply of.
const SENTENCES: &str = "Thank you for your message. We are sorry that the parcel 00340434161094042557 has not reached you \
    yet. We have asked the carrier and will write here again by Friday. If it does not arrive, we refund 19.90 EUR. ";

/// Fills in the table and the budgets.
pub async fn measure(project: &Project, effort: Effort, report: &mut Report) -> Result<()> {
    let mut section = Section::new("Classifying and scanning in Wasm", &["request, instances", "p50", "p95", "p99"]);
    let subject = Subject::start(project, Arc::new(MemoryStore::default()), Reuse::default()).await?;
    let reply: String = SENTENCES.chars().cycle().take(REPLY_CHARS).collect();
    let zero_width: String = "\u{200b}refund\u{200d}".chars().cycle().take(HOSTILE_BYTES / 6).collect();
    let hostile = [("words", "refund not ".repeat(HOSTILE_BYTES / 11)), ("zero-width", zero_width)];

    let usual = async || subject.time(subject.classify_usual()?).await;
    let (classified, nothing) =
        in_turns(effort.samples, usual, async || subject.time(subject.classify("")?).await).await?;
    let scan = async || subject.time(subject.scan(&reply)?).await;
    let (scanned, unscanned) = in_turns(effort.samples, scan, async || subject.time(subject.scan("")?).await).await?;
    let mut add = |name: &str, samples: &Samples| {
        let mut row = vec![Cell::Text(name.to_owned())];
        row.extend(percentiles(samples));
        section.row(row);
    };
    add("classify, usual message, warm", &classified);
    add("classify, no text, warm", &nothing);
    add("scan, 2,000 characters, warm", &scanned);
    add("scan, no text, warm", &unscanned);
    let difference = classified.median().saturating_sub(nothing.median());
    report.judge("classifying a message, warm (preview minus one of no text, p50)", difference, CLASSIFY_MAX);
    let difference = scanned.median().saturating_sub(unscanned.median());
    report.judge("scanning 2,000 characters, warm (preview minus one of no text, p50)", difference, SCAN_MAX);
    for (name, text) in &hostile {
        let hostile = async || subject.time(subject.classify(text)?).await;
        let (hostile, _) =
            in_turns(effort.samples_slow, hostile, async || subject.time(subject.classify("")?).await).await?;
        add(&format!("classify, 64 KB of {name}, warm"), &hostile);
        report.judge(format!("64 KB of hostile {name} (whole request, p50)"), hostile.median(), HOSTILE_MAX);
    }
    subject.stop().await;

    let subject = Subject::start(project, Arc::new(MemoryStore::default()), Reuse::never()).await?;
    let usual = async || subject.time(subject.classify_usual()?).await;
    let (cold, health) = in_turns(effort.samples_slow, usual, async || subject.time(subject.health()?).await).await?;
    add("classify, usual message, cold", &cold);
    add("health, cold", &health);
    report.judge("cold start of the linked component (whole request, p50)", cold.median(), COLD_START_MAX);
    subject.stop().await;
    section.note(
        "A cold request makes an instance of `settings` with classifier, clocks, compliance and renderer linked in. The \
         differences leave out the token check and the JSON around the text, not that of the answer.",
    );
    report.add(section);
    Ok(())
}
