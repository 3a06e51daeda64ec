//! `desk bench`: the budgets of the design, measured on the local host in this process.
//!
//! | section | file | what |
//! |---|---|---|
//! | sizes | `sizes.rs` | bytes of every component |
//! | startup | `startup.rs` | from nothing compiled, and from the cache |
//! | operations | `operations.rs` | store operations and sequential steps of each kind of request |
//! | latency | `latency.rs` | accepting a webhook beside a bare component doing the same store operations |
//! | throughput | `throughput.rs` | the same with many senders at once, over connections |
//! | classify | `classify.rs` | a message classified, a reply scanned, warm and cold |
//! | scale | `scale.rs` | few conversations against many |
//! | reports | `reports.rs` | reports over a year, of few conversations and of many |
//!
//! The dev profile optimises the host and everything beneath it (`Cargo.toml`), so this very build is measured.
//! Whatever is compared is measured in turns within one run, so that the figures survive another machine.

mod bare;
pub mod classify;
mod latency;
mod native;
mod operations;
mod report;
mod reports;
mod samples;
mod scale;
mod seed;
mod sizes;
mod startup;
mod subject;
mod throughput;
mod trace;

use crate::outcome::Outcome;
use crate::project::Project;
use crate::setup::{self, BUILD_STEPS, COMPILE_STEPS};
use crate::steps::Steps;
use anyhow::{Context, Result};
use clap::ValueEnum;
pub use report::Report;
use std::path::PathBuf;

/// Options of `desk bench`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Fewer repetitions, 10,000 open conversations instead of 100,000, and a year of 8,000 instead of 200,000.
    #[arg(long)]
    quick: bool,
    /// Also write the figures to this file, as JSON; durations in microseconds.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Closed conversations for each open one in the desks of `scale`; making them takes most of its time.
    #[arg(long, value_name = "COUNT", default_value_t = seed::CLOSED_PER_OPEN)]
    closed: usize,
    /// Measure only these.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "SECTION")]
    only: Vec<SectionName>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SectionName {
    Sizes,
    Startup,
    Operations,
    Latency,
    Throughput,
    Classify,
    Scale,
    Reports,
}

/// How long to measure.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Requests for each figure on the store in memory.
    pub samples: usize,
    /// Requests for each figure where a disk is waited for, or an instance is made for each.
    pub samples_slow: usize,
    /// Requests of each sender when there are many.
    pub samples_each: usize,
    /// Open conversations in the larger desk.
    pub open_many: usize,
    /// Closed conversations for each open one.
    pub closed_per_open: usize,
    /// Conversations of the year that reports are over.
    pub year: usize,
}

impl Effort {
    /// For a first look.
    pub const QUICK: Self = Self {
        samples: 1_000,
        samples_slow: 200,
        samples_each: 100,
        open_many: 10_000,
        year: 8_000,
        closed_per_open: seed::CLOSED_PER_OPEN,
    };
    const FULL: Self = Self {
        samples: 5_000,
        samples_slow: 1_000,
        samples_each: 500,
        open_many: 100_000,
        year: 200_000,
        closed_per_open: seed::CLOSED_PER_OPEN,
    };
}

/// Measures and prints; the exit code doesn't depend on the figures.
pub async fn run(arguments: Arguments) -> Result<Outcome> {
    let project = Project::find()?;
    let sections: Vec<_> = SectionName::value_variants()
        .iter()
        .filter(|section| arguments.only.is_empty() || arguments.only.contains(section))
        .collect();
    let mut steps = Steps::new(BUILD_STEPS + COMPILE_STEPS + 1 + sections.len());
    setup::build(&project, &mut steps).await?;
    setup::compile(&project, &mut steps).await?;
    steps.begin("Building the bare component");
    bare::build(&project).await?;
    let effort = if arguments.quick { Effort::QUICK } else { Effort::FULL };
    let effort = Effort { closed_per_open: arguments.closed, ..effort };
    let mut report = Report::new(arguments.quick);
    for section in sections {
        match section {
            SectionName::Sizes => {
                steps.begin("Weighing the components");
                sizes::measure(&project, &mut report)?;
            }
            SectionName::Startup => {
                steps.begin("Starting from nothing, and from the cache");
                startup::measure(&project, &mut report).await?;
            }
            SectionName::Operations => {
                steps.begin("Counting store operations");
                operations::measure(&project, &mut report).await?;
            }
            SectionName::Latency => {
                steps.begin("Accepting webhooks beside the bare component");
                latency::measure(&project, effort, &mut report).await?;
            }
            SectionName::Throughput => {
                steps.begin("Accepting webhooks from many senders");
                throughput::measure(&project, effort, &mut report).await?;
            }
            SectionName::Classify => {
                steps.begin("Classifying messages and scanning replies");
                classify::measure(&project, effort, &mut report).await?;
            }
            SectionName::Scale => {
                steps.begin("Few conversations against many");
                scale::measure(&project, effort, &mut report).await?;
            }
            SectionName::Reports => {
                steps.begin("Reporting over a year");
                reports::measure(&project, effort, &mut report).await?;
            }
        }
        steps.end("measured");
    }
    println!("{}", report.markdown());
    if let Some(file) = &arguments.json {
        let text = serde_json::to_string_pretty(&report).context("the report as JSON")?;
        std::fs::write(file, text).with_context(|| format!("{} can't be written", file.display()))?;
    }
    Ok(Outcome::Done)
}
