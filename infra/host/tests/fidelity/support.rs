//! Building the guests, starting a host, talking to it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use bytes::Bytes;
use http::{Request, Response};
use sellerdesk_host::{Host, HostError, LogSink, Options};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A manifest with one trigger for everything, on the probe, which may use the store.
pub const PROBE: &str = r#"
[[trigger.http]]
route = "/..."
component = "probe"
[component.probe]
source = "PROBE"
key_value_stores = ["default"]
"#;

const HEADER: &str = r#"
spin_manifest_version = 2
[application]
name = "fidelity"
"#;

/// The folder of the built guests; the first call builds them.
fn guests() -> &'static Path {
    static GUESTS: OnceLock<PathBuf> = OnceLock::new();
    GUESTS.get_or_init(|| {
        let target = target_folder().join("guests");
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--release", "--locked"])
            .args(["--target", "wasm32-wasip2"])
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guests"))
            .env("CARGO_TARGET_DIR", &target)
            // Flags and wrappers for the host's build are not for the guests'.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("RUSTC_WORKSPACE_WRAPPER")
            .status()
            .expect("cargo starts");
        assert!(status.success(), "the guests don't build");
        target.join("wasm32-wasip2/release")
    })
}

/// The workspace's target folder: where this very test binary is, three levels up.
fn target_folder() -> PathBuf {
    let binary = std::env::current_exe().expect("a test binary has a path");
    let target = binary.ancestors().nth(3).expect("target/<profile>/deps/<binary>");
    target.to_owned()
}

/// A host with the folder its manifest is in.
pub struct Running {
    pub host: Host,
    pub folder: TempDir,
}

/// Options for a manifest; `PROBE`, `CONSUMER`, `GREETER` and `GREEDY` in it are the guests.
pub fn options(manifest: &str) -> (Options, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut text = format!("{HEADER}{manifest}");
    for guest in ["probe", "consumer", "greeter", "greedy"] {
        let path = guests().join(format!("guest_{guest}.wasm"));
        text = text.replace(&guest.to_uppercase(), path.to_str().unwrap());
    }
    let file = folder.path().join("spin.toml");
    std::fs::write(&file, text).unwrap();
    let mut options = Options::new(file, guests().join("compiled"));
    options.log = LogSink::discard();
    (options, folder)
}

/// Starts a host on a manifest.
pub async fn start(manifest: &str) -> Running {
    start_with(manifest, |_| ()).await
}

/// Starts a host on a manifest with other options.
pub async fn start_with(manifest: &str, change: impl FnOnce(&mut Options)) -> Running {
    try_start_with(manifest, change).await.expect("the host starts")
}

/// Starts a host that may refuse to.
pub async fn try_start_with(manifest: &str, change: impl FnOnce(&mut Options)) -> Result<Running, HostError> {
    let (mut options, folder) = options(manifest);
    change(&mut options);
    let host = Host::start(options).await?;
    Ok(Running { host, folder })
}

/// The error of a host that refuses to start.
pub async fn refusal(manifest: &str) -> String {
    match try_start_with(manifest, |_| ()).await {
        Ok(_) => panic!("the host starts"),
        Err(error) => error.to_string(),
    }
}

impl Running {
    /// GETs a path in process; status and body.
    pub async fn get(&self, path: &str) -> (u16, String) {
        let request = Request::get(path).header("host", "desk.test").body(Bytes::new()).unwrap();
        read(self.host.handle(request).await.unwrap())
    }

    /// GETs a path that must answer 200; the body.
    pub async fn ok(&self, path: &str) -> String {
        let (status, body) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// Sends bytes over a connection and returns all that comes back until it is closed.
    pub async fn raw(&self, request: &str) -> String {
        let address = self.host.url().replace("http://", "");
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut response = Vec::new();
        // A reset is an end as well.
        let _ = stream.read_to_end(&mut response).await;
        String::from_utf8_lossy(&response).into_owned()
    }
}

fn read(response: Response<Bytes>) -> (u16, String) {
    let status = response.status().as_u16();
    (status, String::from_utf8_lossy(response.body()).into_owned())
}

/// The values a described request has for a header, in order.
pub fn header_values<'d>(description: &'d str, name: &str) -> Vec<&'d str> {
    let prefix = format!("{name}: ");
    description.lines().filter_map(|line| line.strip_prefix(&prefix)).collect()
}
