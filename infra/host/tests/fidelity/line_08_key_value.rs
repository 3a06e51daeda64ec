//! Line 8: the store's interfaces, and every backend's oddities.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sellerdesk_host::{CosmosQuirks, DynamoQuirks, Quirks, StoreSpec};

use crate::support::{PROBE, Running, start, start_with, try_start_with};

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_may_have_256_stores_open() {
    let running = start(PROBE).await;
    // The probe opens one for every request, besides those it is asked for.
    assert_eq!(running.ok("/store/open-many?n=255").await, "255 fine");
    // The first request's handles went with it; it was the same instance.
    let answer = running.ok("/store/open-many?n=300").await;
    assert_eq!(answer, "255 Error::StoreTableFull");
}

/// What every store must do, whatever its quirks.
async fn portable_operations(running: &Running) {
    assert_eq!(running.ok("/store/get?key=a").await, "none");
    assert_eq!(running.ok("/store/exists?key=a").await, "false");
    running.ok("/store/set?key=a&value=1").await;
    assert_eq!(running.ok("/store/get?key=a").await, "1");
    assert_eq!(running.ok("/store/exists?key=a").await, "true");
    running.ok("/store/delete?key=a").await;
    assert_eq!(running.ok("/store/get?key=a").await, "none");
    running.ok("/store/delete?key=a").await;
    for expected in 1..=3 {
        let value = running.ok("/wasi-store/increment?key=n").await;
        assert_eq!(value, expected.to_string());
    }
    running.ok("/wasi-store/set-many?key=m&n=25").await;
    assert_eq!(running.ok("/store/get?key=m-25").await, "25");
    running.ok("/wasi-store/delete-many?key=m&n=24").await;
    assert_eq!(running.ok("/wasi-store/exists?key=m-24").await, "false");
}

/// What SQLite and memory do beyond that.
async fn spin_default_store(running: &Running) {
    portable_operations(running).await;
    assert_eq!(running.ok("/store/keys").await, "m-25,n");
    assert_eq!(running.ok("/wasi-store/keys").await, "m-25,n");
    assert_eq!(running.ok("/wasi-store/get-many?key=m&n=30").await, "1");
    assert_eq!(running.ok("/wasi-store/get?key=n").await, "Some([3, 0, 0, 0, 0, 0, 0, 0])");
    assert_eq!(running.ok("/wasi-store/swap?key=s&value=first").await, "None swapped");
    assert_eq!(running.ok("/wasi-store/swap?key=s&value=second").await, "Some(\"first\") swapped");
    assert_eq!(
        running.ok("/wasi-store/swap?key=s&between=x&value=third").await,
        "Some(\"second\") failed, now Some(\"x\")"
    );
    // On a missing key the swap is an upsert: the second creator wins too.
    assert_eq!(running.ok("/wasi-store/swap?key=t&between=x&value=y").await, "None swapped");
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_behaves_like_spins_default_store() {
    spin_default_store(&start(PROBE).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_behaves_like_spins_default_store_and_lasts() {
    let running = start_with(PROBE, |options| options.store = StoreSpec::Sqlite(None)).await;
    spin_default_store(&running).await;
    let file = running.folder.path().join(".spin/sqlite_key_value.db");
    let connection = rusqlite::Connection::open(&file).unwrap();
    let stored: (String, Vec<u8>) = connection
        .query_row("SELECT store, value FROM spin_key_value WHERE key = 'n'", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(stored, ("default".into(), 3_i64.to_le_bytes().to_vec()));
    // Another process may write meanwhile; a second host sees what the first left.
    running.host.stop().await;
    let again = start_with(PROBE, |options| options.store = StoreSpec::Sqlite(Some(file))).await;
    assert_eq!(again.ok("/wasi-store/increment?key=n").await, "4");
}

#[tokio::test(flavor = "multi_thread")]
async fn incrementing_what_is_no_counter_poisons_a_sqlite_store() {
    let running = start_with(PROBE, |options| options.store = StoreSpec::Sqlite(None)).await;
    running.ok("/store/set?key=a&value=text").await;
    assert_eq!(running.get("/wasi-store/increment?key=a").await.0, 500);
    assert_eq!(running.get("/store/get?key=a").await.0, 500);
}

/// What Redis does beyond the portable operations, real or imitated.
async fn redis_oddities(running: &Running) {
    assert_eq!(running.ok("/store/get?key=n").await, "3");
    let (_, body) = running.get("/wasi-store/get-many?key=m&n=2").await;
    assert!(body.contains("Other"), "{body}");
    assert_eq!(running.ok("/wasi-store/swap?key=s&value=first").await, "None failed, now Some(\"first\")");
    running.ok("/store/set?key=a&value=text").await;
    let (status, body) = running.get("/wasi-store/increment?key=a").await;
    assert_eq!(status, 400, "{body}");
    running.ok("/store/delete?key=a").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_quirks() {
    let running = start_with(PROBE, |options| options.quirks = Quirks::Redis).await;
    portable_operations(&running).await;
    redis_oddities(&running).await;
    let keys = running.ok("/store/keys").await;
    assert!(keys.split(',').count() > 3, "no key is repeated: {keys}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_redis_server() {
    let Some(server) = RedisServer::start() else {
        println!("SKIPPED: no redis-server on the PATH");
        return;
    };
    let spec = StoreSpec::parse(&server.url).unwrap();
    let running = start_with_patience(&spec).await;
    portable_operations(&running).await;
    redis_oddities(&running).await;
    assert_eq!(running.ok("/store/keys").await, "m-25,n,s");
}

/// A server of the test's own, without persistence; it ends with the test.
struct RedisServer {
    process: Child,
    url: String,
}

impl RedisServer {
    fn start() -> Option<Self> {
        // Another process could take the port in between; the connection then fails the test.
        let probe = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = probe.local_addr().unwrap().port();
        drop(probe);
        let process = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--port", &port.to_string()])
            .args(["--save", "", "--appendonly", "no"])
            .stdout(Stdio::null())
            .spawn()
            .ok()?;
        let url = format!("redis://127.0.0.1:{port}");
        Some(Self { process, url })
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts a host on a store whose server may still be starting.
async fn start_with_patience(spec: &StoreSpec) -> Running {
    const ATTEMPTS_MAX: usize = 100;
    for _ in 0..ATTEMPTS_MAX {
        let attempt = try_start_with(PROBE, |options| options.store = spec.clone()).await;
        match attempt {
            Ok(running) => return running,
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    panic!("{spec:?} does not answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn dynamo_quirks() {
    let consistent = DynamoQuirks { stale_reads_max: 0, ..DynamoQuirks::default() };
    let running = start_with(PROBE, |options| options.quirks = Quirks::Dynamo(consistent)).await;
    portable_operations(&running).await;
    assert_eq!(running.get("/wasi-store/set-many?key=m&n=26").await.0, 400);
    assert_eq!(running.ok("/store/get?key=n").await, "3");
}

#[tokio::test(flavor = "multi_thread")]
async fn dynamo_reads_may_be_stale_but_not_for_long() {
    let stale = DynamoQuirks { stale_window_ms: 60_000, stale_reads_max: 4, seed: 7 };
    let running = start_with(PROBE, |options| options.quirks = Quirks::Dynamo(stale)).await;
    let mut seen_stale = false;
    for number in 0..8 {
        running.ok(&format!("/store/set?key=k{number}&value=new")).await;
        for _ in 0..4 {
            seen_stale |= running.ok(&format!("/store/get?key=k{number}")).await == "none";
        }
        assert_eq!(running.ok(&format!("/store/get?key=k{number}")).await, "new");
    }
    assert!(seen_stale);
}

#[tokio::test(flavor = "multi_thread")]
async fn cosmos_quirks() {
    let quirks = Quirks::Cosmos(CosmosQuirks::default());
    let running = start_with(PROBE, |options| options.quirks = quirks).await;
    portable_operations(&running).await;
    assert_eq!(running.get("/store/get?key=n").await.0, 400);
    assert_eq!(running.ok("/store/exists?key=n").await, "true");
    assert_eq!(running.get("/store/set?key=a/b&value=1").await.0, 400);
    running.ok("/store/set?key=a&value=1").await;
    assert_eq!(running.get("/wasi-store/increment?key=a").await.0, 400);
}
