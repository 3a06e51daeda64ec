//! `cargo desk` builds the host without optimisation, to start quickly. A benchmark of that would measure the
//! wrong thing, so it builds an optimised `desk` and runs that.

use crate::cargo;
use crate::outcome::Outcome;
use crate::project::Project;
use anyhow::{Context, Result};
use std::process::Stdio;
use tokio::process::Command;

/// A profile of its own: `release` is for components, and links for minutes.
const PROFILE: [&str; 6] = [
    "profile.bench-host.inherits=\"release\"",
    "profile.bench-host.lto=\"off\"",
    "profile.bench-host.codegen-units=16",
    "profile.bench-host.panic=\"unwind\"",
    "profile.bench-host.debug=false",
    "profile.bench-host.incremental=false",
];

/// Runs this very command line in an optimised build.
pub async fn run_again(project: &Project) -> Result<Outcome> {
    eprintln!("building an optimised `desk` to measure with; the first time takes some minutes");
    let mut arguments = vec!["--profile", "bench-host", "-p", "sellerdesk-cli", "--bin", "desk"];
    for setting in PROFILE {
        arguments.extend(["--config", setting]);
    }
    let built = cargo::build(&project.root, &arguments).await?;
    let program = built.programs.last().context("cargo built no program")?;
    let status = Command::new(program)
        .args(std::env::args_os().skip(1))
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .status()
        .await
        .context("the optimised `desk` doesn't start")?;
    if status.success() {
        return Ok(Outcome::Done);
    }
    Ok(Outcome::Failed(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}
