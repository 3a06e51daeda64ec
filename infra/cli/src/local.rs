//! The local host as a place for the desk to run.

use crate::project::Project;
use crate::setup;
use crate::sweeper::SWEEP_PATH;
use anyhow::Result;
use bytes::Bytes;
use sellerdesk_host::store::Store;
use sellerdesk_host::{Host, LogSink, Options, Schedule};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// How the local host is to run.
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Values of variables.
    pub variables: BTreeMap<String, String>,
    /// The interval of the sweep; `None` for none.
    pub sweep_every: Option<Duration>,
    /// Where the components' output goes.
    pub log: LogSink,
}

/// Compiles what isn't compiled yet, and starts to listen.
pub async fn start(project: &Project, store: Arc<dyn Store>, settings: Settings) -> Result<Host> {
    let mut options = Options::new(project.manifest_file(), project.compiled());
    options.listen = settings.listen;
    options.progress = setup::progress();
    options.log = settings.log;
    options.schedules.extend(settings.sweep_every.map(|every| Schedule {
        path: SWEEP_PATH.to_owned(),
        every,
        bearer_token: settings.variables.get("task_token").cloned(),
        body: Bytes::new(),
        copies: 1,
    }));
    options.variables = settings.variables;
    Ok(Host::start_on(options, store).await?)
}
