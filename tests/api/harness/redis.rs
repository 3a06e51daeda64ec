//! A real Redis server for the whole run, with a database for each desk.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Databases of the server; each desk takes one.
const DATABASES_MAX: u32 = 2_000;
/// How long the server may take to accept connections.
const START_MAX: Duration = Duration::from_secs(10);
/// Pause between two looks.
const POLL: Duration = Duration::from_millis(20);

struct Server {
    process: Mutex<Child>,
    port: u16,
    databases: AtomicU32,
    _folder: TempDir,
}

static SERVER: OnceLock<Option<Server>> = OnceLock::new();

/// The URL of an empty database; `None` when there is no `redis-server` on this machine.
pub fn empty_database() -> Option<String> {
    let server = SERVER.get_or_init(start).as_ref()?;
    let database = server.databases.fetch_add(1, Ordering::Relaxed);
    assert!(database < DATABASES_MAX, "more desks than Redis databases");
    Some(format!("redis://127.0.0.1:{}/{database}", server.port))
}

/// Ends the server, if it was started.
pub fn stop() {
    if let Some(Some(server)) = SERVER.get() {
        let mut process = server.process.lock().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }
}

fn start() -> Option<Server> {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let process = Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--save", "", "--appendonly", "no", "--databases", &DATABASES_MAX.to_string()])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .spawn()
        .ok()?;
    let began = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        assert!(began.elapsed() < START_MAX, "redis-server does not accept connections");
        thread::sleep(POLL);
    }
    Some(Server { process: Mutex::new(process), port, databases: AtomicU32::new(0), _folder: folder })
}
