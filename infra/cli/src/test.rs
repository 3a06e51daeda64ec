//! `desk test`: every test of the workspace, after the set-up that they share.

use crate::cargo;
use crate::outcome::Outcome;
use crate::project::Project;
use crate::setup::{self, BUILD_STEPS, COMPILE_STEPS, SKIP_BUILD_VARIABLE};
use crate::steps::{Steps, seconds};
use anyhow::{Context, Result};
use std::time::Instant;

/// Options of `desk test`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Passed on to `cargo test`, such as `-- -p sellerdesk-journal trim`; without a package, all are tested.
    #[arg(last = true)]
    cargo_arguments: Vec<String>,
}

/// Runs the tests; the exit code is cargo's.
pub async fn run(arguments: Arguments) -> Result<Outcome> {
    let project = Project::find()?;
    let mut steps = Steps::new(BUILD_STEPS + COMPILE_STEPS + 1);
    setup::build(&project, &mut steps).await?;
    setup::compile(&project, &mut steps).await?;
    steps.begin("Running the tests");
    let began = Instant::now();
    let names_package = |argument: &String| argument.starts_with("-p") || argument.starts_with("--package");
    let scope = if arguments.cargo_arguments.iter().any(names_package) { None } else { Some("--workspace") };
    let status = cargo::command(&project.root)
        .arg("test")
        .args(scope)
        .args(&arguments.cargo_arguments)
        .env(SKIP_BUILD_VARIABLE, "1")
        .status()
        .await
        .context("cargo doesn't start")?;
    let verdict = if status.success() { "all tests passed" } else { "TESTS FAILED" };
    println!("{verdict} after {}", seconds(began.elapsed()));
    if status.success() {
        return Ok(Outcome::Done);
    }
    Ok(Outcome::Failed(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}
