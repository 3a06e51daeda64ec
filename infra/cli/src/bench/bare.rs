//! The floor: `tests/bare`, a component that does the same store operations and nothing else.

use super::subject::{time, to_request};
use super::trace::Steps;
use crate::cargo;
use crate::project::Project;
use crate::setup::{WASM_TARGET, place};
use anyhow::Result;
use sellerdesk_host::store::Store;
use sellerdesk_host::{Host, LogSink, Manifest, Options, Reuse};
use sellerdesk_tests::Delivery;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

fn manifest_file(project: &Project) -> PathBuf {
    project.root.join("tests/bare/spin.toml")
}

/// Builds the component.
pub async fn build(project: &Project) -> Result<()> {
    let manifest = Manifest::read(&manifest_file(project))?;
    let target = project.target().join("bare").display().to_string();
    let arguments = ["--release", "--locked", "--target", WASM_TARGET, "--target-dir", &target];
    let built = cargo::build(&manifest.folder, &arguments).await?;
    place(&manifest, &built.files)
}

/// A running bare component.
pub struct Bare {
    host: Host,
    script: String,
    sent: AtomicU64,
}

impl Bare {
    /// Starts one that does `steps` for every request.
    pub async fn start(project: &Project, store: Arc<dyn Store>, reuse: Reuse, steps: &Steps) -> Result<Self> {
        let mut options = Options::new(manifest_file(project), project.compiled());
        options.reuse = reuse;
        options.log = LogSink::discard();
        let host = Host::start_on(options, store).await?;
        Ok(Self { host, script: steps.script(), sent: AtomicU64::new(0) })
    }

    /// The host it runs on.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        self.host.url()
    }

    /// Stops it.
    pub async fn stop(self) {
        self.host.stop().await;
    }

    /// A webhook for it, as long as the desk's.
    pub fn message(&self, like: &Delivery) -> Delivery {
        let number = self.sent.fetch_add(1, Ordering::Relaxed);
        Delivery { path: format!("/bare/{number}?{}", self.script), ..like.clone() }
    }

    /// Sends a webhook in process; how long it took.
    pub async fn deliver(&self, delivery: &Delivery) -> Result<Duration> {
        time(&self.host, to_request(delivery)?).await
    }
}
