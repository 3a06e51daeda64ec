//! Running cargo and learning what it built.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

/// A line of `--message-format=json`, as far as it matters here.
#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    filenames: Vec<PathBuf>,
    executable: Option<PathBuf>,
}

/// What a build made.
#[derive(Debug, Default)]
pub struct Built {
    /// Files of every kind.
    pub files: Vec<PathBuf>,
    /// Programs among them.
    pub programs: Vec<PathBuf>,
}

/// A cargo command line, to be run in `folder`. It dies with this process's wish to have it.
pub fn command(folder: &std::path::Path) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.current_dir(folder).kill_on_drop(true);
    command
}

/// Runs `cargo build` with these arguments; its own progress and errors go to the terminal.
pub async fn build(folder: &std::path::Path, arguments: &[&str]) -> Result<Built> {
    let mut child = command(folder)
        .args(["build", "--message-format=json-render-diagnostics"])
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo doesn't start")?;
    let stdout = child.stdout.take().context("cargo's output is missing")?;
    let mut lines = BufReader::new(stdout).lines();
    let mut built = Built::default();
    while let Some(line) = lines.next_line().await.context("cargo's output breaks off")? {
        // Build scripts and future cargos may print other lines.
        let Ok(message) = serde_json::from_str::<Message>(&line) else { continue };
        if message.reason == "compiler-artifact" {
            built.files.extend(message.filenames);
            built.programs.extend(message.executable);
        }
    }
    let status = child.wait().await.context("cargo can't be waited for")?;
    if !status.success() {
        bail!("cargo build {} failed", arguments.join(" "));
    }
    Ok(built)
}
