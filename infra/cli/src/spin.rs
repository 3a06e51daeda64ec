//! The real `spin`, where it is installed and new enough.

use crate::project::Project;
use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use sellerdesk_tests::client::Client;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};

/// The first Spin with the final WASI 0.3.0, which the components need.
const VERSION_MIN: (u64, u64) = (4, 1);
/// Spin compiles every component before it listens.
const START_TIME_MAX: Duration = Duration::from_secs(180);
/// Pause between two looks at whether it listens.
const START_POLL: Duration = Duration::from_millis(200);
/// How long requests in flight may take when it is stopped.
const STOP_TIME_MAX: Duration = Duration::from_secs(15);
/// Spin's own health check, answered without any component.
const HEALTH_PATH: &str = "/.well-known/spin/health";

/// Whether the `spin` on the PATH will do; if not, why, for people.
pub async fn usable() -> Result<(), String> {
    let output = Command::new("spin").arg("--version").stdin(Stdio::null()).kill_on_drop(true).output().await;
    let output = match output {
        Ok(output) if output.status.success() => output,
        Ok(_) => return Err("`spin --version` fails".to_owned()),
        Err(_) => return Err("there is no `spin` on the PATH".to_owned()),
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let (major, minor) = VERSION_MIN;
    match version(&text) {
        Some(found) if found >= VERSION_MIN => Ok(()),
        Some((old_major, old_minor)) => {
            Err(format!("the `spin` on the PATH is {old_major}.{old_minor}, older than {major}.{minor}"))
        }
        None => Err("`spin --version` gives no version".to_owned()),
    }
}

/// Major and minor version in `spin 4.1.0 (abc1234 2026-10-01)`.
fn version(text: &str) -> Option<(u64, u64)> {
    let mut numbers = text.split_whitespace().nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// What `spin up` is told.
#[derive(Debug)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Which store, see [`crate::spin_config`].
    pub runtime_config: PathBuf,
    /// Values of variables.
    pub variables: PathBuf,
    /// Spin's own state: logs, and SQLite unless the configuration says otherwise.
    pub state_folder: PathBuf,
    /// Don't show what components print.
    pub is_quiet: bool,
}

/// A running `spin up`, in a process group of its own so that no part of it is left over.
#[derive(Debug)]
pub struct Spin {
    child: Child,
    group: Option<Pid>,
}

impl Spin {
    /// Starts `spin up` and waits until it answers at `url`.
    pub async fn start(project: &Project, settings: &Settings, url: &str) -> Result<Self> {
        let mut command = Command::new("spin");
        command
            .args(["up", "--from"])
            .arg(project.manifest_file())
            .arg("--runtime-config-file")
            .arg(&settings.runtime_config)
            .arg("--variable")
            .arg(at(&settings.variables))
            .arg("--state-dir")
            .arg(&settings.state_folder)
            .args(["--listen", &settings.listen.to_string()])
            .current_dir(&project.root)
            .stdin(Stdio::null())
            .process_group(0);
        if settings.is_quiet {
            command.arg("--quiet");
        }
        let child = command.spawn().context("`spin` doesn't start")?;
        let group = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        let mut spin = Self { child, group };
        spin.wait_until_ready(url).await?;
        Ok(spin)
    }

    async fn wait_until_ready(&mut self, url: &str) -> Result<()> {
        let client = Client::new(url);
        let began = Instant::now();
        while began.elapsed() < START_TIME_MAX {
            if let Some(status) = self.child.try_wait().context("`spin up` can't be waited for")? {
                bail!("`spin up` ended before it listened: {status}");
            }
            let client = client.clone();
            let asked = tokio::task::spawn_blocking(move || client.send("GET", HEALTH_PATH, &[], None)).await;
            if matches!(asked, Ok(Ok(answer)) if answer.is_success()) {
                return Ok(());
            }
            tokio::time::sleep(START_POLL).await;
        }
        bail!("`spin up` does not listen after {} s", START_TIME_MAX.as_secs())
    }

    /// Resolves when it ends by itself.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        self.child.wait().await.context("`spin up` can't be waited for")
    }

    /// Asks it to stop, as Ctrl-C does, and waits until it has.
    pub async fn stop(mut self) {
        self.signal(Signal::INT);
        if tokio::time::timeout(STOP_TIME_MAX, self.child.wait()).await.is_err() {
            eprintln!("`spin up` does not stop: killing it");
        }
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.group {
            // It fails when nobody is left, and then all is well.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for Spin {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
    }
}

/// Spin's notation for "read it from this file".
fn at(file: &Path) -> std::ffi::OsString {
    let mut text = std::ffi::OsString::from("@");
    text.push(file);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_found_and_compared() {
        assert_eq!(version("spin 4.1.0 (abc1234 2026-10-01)"), Some((4, 1)));
        assert_eq!(version("spin 4.2.0-pre0"), Some((4, 2)));
        assert_eq!(version("spin"), None);
        assert_eq!(version("spin four"), None);
        assert!(version("spin 4.0.9") < Some(VERSION_MIN) && version("spin 10.0.0") > Some(VERSION_MIN));
    }
}
