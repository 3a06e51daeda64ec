//! `desk eval`: how well the classifier does on labelled text, and how long a message takes it in Wasm.

use crate::bench::{Effort, Report, classify};
use crate::outcome::Outcome;
use crate::project::Project;
use crate::setup::{self, BUILD_STEPS, COMPILE_STEPS};
use crate::steps::Steps;
use anyhow::{Context, Result, anyhow};
use clap::ValueEnum;
use sellerdesk_classify::evaluate::{Half, classify_rows, keep_half, read, report};
use std::path::PathBuf;

/// Options of `desk eval`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Files of JSON lines: `text`, `category` or `label` and, where known, `subject`, `channel`, `lang`, `origin`,
    /// `source`; also corrections as the desk exports them.
    #[arg(required = true, value_name = "FILE.jsonl")]
    files: Vec<PathBuf>,
    /// Only one half of the rows: the one whose mistakes were looked at, or the one whose were not.
    #[arg(long, value_enum)]
    half: Option<HalfName>,
    /// Don't measure the time in Wasm.
    #[arg(long)]
    no_time: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum HalfName {
    Dev,
    HeldOut,
}

/// Classifies every row and prints the report.
pub async fn run(arguments: Arguments) -> Result<Outcome> {
    let mut rows = Vec::new();
    for file in &arguments.files {
        let text = std::fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        rows.extend(read(&name, &text).map_err(|problem| anyhow!(problem))?);
    }
    if let Some(half) = arguments.half {
        keep_half(&mut rows, if half == HalfName::Dev { Half::Dev } else { Half::HeldOut });
    }
    classify_rows(&mut rows);
    println!("{}", report(&rows));
    if !arguments.no_time {
        let project = Project::find()?;
        let mut steps = Steps::new(BUILD_STEPS + COMPILE_STEPS + 1);
        setup::build(&project, &mut steps).await?;
        setup::compile(&project, &mut steps).await?;
        steps.begin("Classifying messages in Wasm");
        let mut timed = Report::new(true);
        classify::measure(&project, Effort::QUICK, &mut timed).await?;
        steps.end("measured");
        println!("{}", timed.markdown());
    }
    Ok(Outcome::Done)
}
