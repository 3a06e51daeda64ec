//! `desk up` as a process.

use sellerdesk_tests::client::Client;
use serde_json::Value;
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a start may take; the first one may have to build and compile everything.
const START_MAX: Duration = Duration::from_secs(300);
/// Pause between two looks.
const POLL: Duration = Duration::from_millis(10);
/// Set to `1` by whoever has built the components already.
const SKIP_BUILD_VARIABLE: &str = "SELLERDESK_SKIP_BUILD";

/// The `desk` program with a state folder that all starts share.
pub struct Program {
    file: PathBuf,
    state: TempDir,
    was_started: std::cell::Cell<bool>,
}

/// A running desk; dropping it kills it.
pub struct Desk {
    process: Child,
    client: Client,
}

/// The variables of the tests.
pub fn variables_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("variables.toml")
}

impl Program {
    /// The program beside this one, if it was built.
    pub fn find() -> Option<Self> {
        // target/<profile>/deps/<this program>
        let file = std::env::current_exe().unwrap().ancestors().nth(2)?.join("desk");
        let state = tempfile::tempdir().unwrap();
        file.is_file().then_some(Self { file, state, was_started: false.into() })
    }

    /// Starts it on a free port and waits until it answers.
    pub fn start(&self) -> Desk {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let log = self.state.path().join("output.log");
        let output = File::options().create(true).append(true).open(&log).unwrap();
        let mut command = Command::new(&self.file);
        command
            .args(["up", "--host", "local", "--kv", "sqlite", "--sweep-every", "1"])
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .arg("--state")
            .arg(self.state.path().join("state"))
            .arg("--variables")
            .arg(variables_file())
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap())
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output);
        if self.was_started.replace(true) {
            command.env(SKIP_BUILD_VARIABLE, "1");
        }
        let mut process = command.spawn().unwrap();
        let client = Client::new(&format!("http://127.0.0.1:{port}"));
        let began = Instant::now();
        loop {
            if client.send("GET", "/health", &[], None).is_ok_and(|answer| answer.is_success()) {
                return Desk { process, client };
            }
            if let Some(status) = process.try_wait().unwrap() {
                let said = std::fs::read_to_string(&log).unwrap();
                panic!("desk up ended with {status}: {said}");
            }
            assert!(began.elapsed() < START_MAX, "desk up does not answer");
            thread::sleep(POLL);
        }
    }
}

impl Desk {
    /// Its base URL.
    pub fn url(&self) -> &str {
        self.client.base()
    }

    /// SIGKILL: nothing in the process gets to finish anything.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// What the API answers, as the administrator.
    pub fn get(&self, path: &str, token: &str) -> Value {
        let headers = [("authorization".to_owned(), format!("Bearer {token}"))];
        let answer = self.client.send("GET", path, &headers, None).unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
        serde_json::from_slice(&answer.body).unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
