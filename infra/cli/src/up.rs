//! `desk up`: starts the desk and keeps it running until it is told to stop.

use crate::demo;
use crate::local;
use crate::outcome::Outcome;
use crate::project::Project;
use crate::setup::{BUILD_STEPS, build};
use crate::spin::{self, Spin};
use crate::spin_config::runtime_config;
use crate::state::State;
use crate::steps::Steps;
use crate::sweeper;
use crate::variables::Variables;
use anyhow::{Context, Result, anyhow, bail};
use clap::ValueEnum;
use sellerdesk_host::store::Store;
use sellerdesk_host::{Host, LogSink, StoreSpec};
use sellerdesk_tests::client::Client;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

/// What Spin reads besides the manifest, in the state folder.
const RUNTIME_CONFIG_FILE: &str = "runtime-config.toml";
const SPIN_VARIABLES_FILE: &str = "spin-variables.toml";

/// How long a store may take to answer for the first time.
const STORE_OPEN_TIME_MAX: Duration = Duration::from_secs(10);

/// Options of `desk up`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Folder for the database and the secrets.
    #[arg(long, value_name = "DIR", default_value = ".sellerdesk")]
    state: PathBuf,
    /// Where the desk keeps its data: sqlite, sqlite:PATH, memory, or redis://HOST[:PORT].
    #[arg(long, value_name = "STORE", default_value = "sqlite", value_parser = StoreSpec::parse)]
    kv: StoreSpec,
    /// Send a week of realistic webhooks, and show the inbox that comes of them.
    #[arg(long)]
    demo: bool,
    /// What runs the components; by default the real `spin` if it is installed, 4.1 or later.
    #[arg(long, value_enum)]
    host: Option<HostKind>,
    /// Look for late answers every so many seconds; 0 for never.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    sweep_every: u64,
    /// TOML file with the application's variables, instead of DIR/variables.toml.
    #[arg(long, value_name = "FILE")]
    variables: Option<PathBuf>,
    /// Don't show what the components print.
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum HostKind {
    /// The real `spin up`.
    Spin,
    /// The project's own host.
    Local,
}

/// A desk that answers requests.
enum Running {
    Local(Host),
    Spin { spin: Spin, sweeper: Option<JoinHandle<()>> },
}

/// Starts the desk; ends when it is told to (Ctrl-C, SIGTERM) or can't go on.
pub async fn run(arguments: Arguments) -> Result<Outcome> {
    let mut terminated = signal(SignalKind::terminate()).context("signals can't be caught")?;
    let mut interrupted = signal(SignalKind::interrupt()).context("signals can't be caught")?;
    let mut stopped = std::pin::pin!(async {
        tokio::select! {
            _ = terminated.recv() => (),
            _ = interrupted.recv() => (),
        }
    });
    let (mut running, place) = tokio::select! {
        () = &mut stopped => return Ok(Outcome::Done),
        started = start(&arguments) => started?,
    };
    let ended = tokio::select! {
        () = stopped => Ok(()),
        ended = async {
            if arguments.demo {
                place.show_demo().await?;
            }
            place.announce();
            place.show_link(arguments.demo).await;
            running.ended().await
        } => ended,
    };
    eprintln!("stopping");
    running.stop().await;
    ended.map(|()| Outcome::Done)
}

/// What is known of a desk once it runs.
struct Place {
    url: String,
    variables: Variables,
    mute: Arc<AtomicBool>,
}

async fn start(arguments: &Arguments) -> Result<(Running, Place)> {
    let project = Project::find()?;
    let state = State::open(&arguments.state)?;
    let variables = Variables::load(&project.manifest, &state, arguments.variables.as_deref())?;
    let listen = free_address(arguments.listen)?;
    let url = format!("http://{}", reachable(listen));
    let store = state.store(&arguments.kv);
    // Opened before anything is built: who named a wrong one needn't wait to hear of it.
    let opened = open(&store, &state).await.with_context(|| describe(&arguments.kv))?;
    let kind = choose_host(arguments.host).await?;
    let mut steps = Steps::new(BUILD_STEPS + 2);
    build(&project, &mut steps).await?;
    let mute = Arc::new(AtomicBool::new(arguments.quiet || arguments.demo));
    let sweep_every = Some(arguments.sweep_every).filter(|every| *every > 0).map(Duration::from_secs);
    let running = match kind {
        HostKind::Local => {
            steps.begin("Compiling Wasm to machine code");
            let log = log_unless(&mute);
            let settings = local::Settings { listen, variables: variables.values.clone(), sweep_every, log };
            let host = start_local(&project, opened, settings, &mut steps).await?;
            Running::Local(host)
        }
        HostKind::Spin => {
            drop(opened);
            steps.begin("Writing Spin's configuration");
            let settings = spin::Settings {
                listen,
                runtime_config: write(&state, RUNTIME_CONFIG_FILE, &runtime_config(&store)?)?,
                variables: write(&state, SPIN_VARIABLES_FILE, &variables.to_toml()?)?,
                state_folder: state.folder().to_owned(),
                is_quiet: arguments.quiet || arguments.demo,
            };
            steps.begin("Starting spin");
            let spin = Spin::start(&project, &settings, &url).await?;
            let token = variables.get("task_token").to_owned();
            let sweeper = sweep_every.map(|every| sweeper::start(Client::new(&url), token, every));
            Running::Spin { spin, sweeper }
        }
    };
    steps.end(format_args!("listening on {url}"));
    if !arguments.quiet && !arguments.demo {
        mute.store(false, Ordering::Relaxed);
    }
    Ok((running, Place { url, variables, mute }))
}

/// A Redis server that isn't there is asked again and again; here once will do.
async fn open(store: &StoreSpec, state: &State) -> Result<Arc<dyn Store>> {
    match tokio::time::timeout(STORE_OPEN_TIME_MAX, store.open(state.folder())).await {
        Ok(opened) => Ok(opened?),
        Err(_) => bail!("no answer within {} s", STORE_OPEN_TIME_MAX.as_secs()),
    }
}

async fn start_local(
    project: &Project,
    store: Arc<dyn Store>,
    settings: local::Settings,
    steps: &mut Steps,
) -> Result<Host> {
    let host = local::start(project, store, settings).await?;
    steps.end("ready");
    steps.begin("Starting the local host");
    Ok(host)
}

async fn choose_host(wanted: Option<HostKind>) -> Result<HostKind> {
    if wanted == Some(HostKind::Local) {
        return Ok(HostKind::Local);
    }
    match spin::usable().await {
        Ok(()) => Ok(HostKind::Spin),
        Err(why) if wanted.is_some() => bail!("--host spin: {why}"),
        Err(why) => {
            eprintln!("using the local host: {why}");
            Ok(HostKind::Local)
        }
    }
}

impl Running {
    /// Resolves, with an error, when the desk ends by itself.
    async fn ended(&mut self) -> Result<()> {
        match self {
            Self::Local(_) => std::future::pending().await,
            Self::Spin { spin, .. } => Err(anyhow!("`spin up` ended: {}", spin.ended().await?)),
        }
    }

    async fn stop(self) {
        match self {
            Self::Local(host) => host.stop().await,
            Self::Spin { spin, sweeper } => {
                if let Some(sweeper) = sweeper {
                    sweeper.abort();
                }
                spin.stop().await;
            }
        }
    }
}

impl Place {
    async fn show_demo(&self) -> Result<()> {
        let (url, variables) = (self.url.clone(), self.variables.clone());
        let shown = tokio::task::spawn_blocking(move || demo::show(&url, &variables)).await;
        let table = shown.context("the demo broke off")??;
        self.mute.store(false, Ordering::Relaxed);
        println!("{table}");
        Ok(())
    }

    /// Where the desk is and how to ask it something.
    fn announce(&self) {
        let file = self.variables.file.display();
        let origin = if self.variables.is_new { "new secrets are" } else { "the secrets are" };
        println!("SellerDesk listens on {}", self.url);
        println!("{origin} in {file}; the API wants its admin_token");
        println!("try:  {}", self.curl());
        println!("Ctrl-C stops it");
    }

    /// On the first start: a link for the first admin; for a demo one that is in at once. A desk without is none the worse.
    async fn show_link(&self, is_demo: bool) {
        let client = Client::new(&self.url);
        let bearer = format!("Bearer {}", self.variables.get("admin_token"));
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let body = serde_json::json!({ "demo": is_demo }).to_string();
        let asked = tokio::task::spawn_blocking(move || {
            client.send("POST", "/api/v1/agents/bootstrap", &headers, Some(body.as_bytes())).ok()
        });
        let answer = asked.await.ok().flatten().filter(|answer| answer.is_success());
        let answer: Option<serde_json::Value> = answer.and_then(|answer| serde_json::from_slice(&answer.body).ok());
        if let Some(link) = answer.as_ref().and_then(|answer| answer.get("link")?.as_str()) {
            println!("sign in, once, within a day:  {}/sign-in#{link}", self.url);
        }
    }

    /// A line to paste. The token itself stays off the screen.
    fn curl(&self) -> String {
        let url = &self.url;
        let token = if std::env::var_os("SPIN_VARIABLE_ADMIN_TOKEN").is_some() {
            "$SPIN_VARIABLE_ADMIN_TOKEN".to_owned()
        } else {
            format!(r#"$(sed -n 's/^admin_token *= *"\(.*\)"/\1/p' {})"#, shell_word(&self.variables.file))
        };
        format!("curl -s -H \"Authorization: Bearer {token}\" {url}/api/v1/conversations")
    }
}

/// A path as one word for a shell.
fn shell_word(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

fn write(state: &State, name: &str, text: &str) -> Result<PathBuf> {
    let file = state.folder().join(name);
    state.write_private(&file, text)?;
    Ok(file)
}

fn log_unless(mute: &Arc<AtomicBool>) -> LogSink {
    let mute = Arc::clone(mute);
    LogSink::new(move |line| {
        if !mute.load(Ordering::Relaxed) {
            eprintln!("{line}");
        }
    })
}

/// The address with a real port, if nobody listens there yet.
fn free_address(wanted: SocketAddr) -> Result<SocketAddr> {
    let listener = TcpListener::bind(wanted)
        .with_context(|| format!("can't listen on {wanted} (--listen takes another address)"))?;
    listener.local_addr().context("the address can't be told")
}

/// An address that a client can use for one that is listened on.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

/// A store for an error message; a Redis URL may hold a password.
fn describe(store: &StoreSpec) -> &'static str {
    match store {
        StoreSpec::Memory => "the store in memory can't be opened",
        StoreSpec::Sqlite(_) => "the SQLite store can't be opened",
        StoreSpec::Redis(_) => "the Redis server of --kv can't be used",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_address_is_reached_by_loopback() {
        let through = |address: &str| address.parse().map(reachable).map(|address: SocketAddr| address.to_string());
        assert_eq!(through("0.0.0.0:80"), Ok("127.0.0.1:80".to_owned()));
        assert_eq!(through("[::]:80"), Ok("[::1]:80".to_owned()));
        assert_eq!(through("10.0.0.1:80"), Ok("10.0.0.1:80".to_owned()));
    }

    #[test]
    fn a_path_is_one_shell_word() {
        assert_eq!(shell_word(Path::new("a b/it's")), r"'a b/it'\''s'");
    }
}
