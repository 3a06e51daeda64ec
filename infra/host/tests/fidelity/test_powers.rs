//! What a test can do that Spin can't give it: set the clock, break the store, count, listen.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use sellerdesk_host::{Fault, Host, LogSink, Operations, Progress, ProgressSink};

use crate::support::{PROBE, options, start, start_with};

#[tokio::test(flavor = "multi_thread")]
async fn the_wall_clock_can_be_set_for_both_wasi_versions() {
    let running = start(PROBE).await;
    running.host.clock().set(1_767_225_600_123);
    assert_eq!(running.ok("/now").await, "1767225600123 1767225600123");
    running.host.clock().advance(1_000);
    assert_eq!(running.ok("/now").await, "1767225601123 1767225601123");
    running.host.clock().real();
    assert_ne!(running.ok("/now").await, "1767225601123 1767225601123");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_third_operation_fails_and_the_others_dont() {
    let running = start(PROBE).await;
    running.host.faults().arm(Fault::fail(3));
    let (status, body) = running.get("/store/sequence?key=k&n=5").await;
    assert_eq!(status, 400);
    assert!(body.contains("injected fault"), "{body}");
    assert_eq!(running.host.faults().disarm(), 1);
    assert_eq!(running.ok("/store/keys").await, "k-1,k-2");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_is_killed_before_or_after_the_effect() {
    for (fault, left) in [
        (Fault::kill(3), "k-1,k-2"),
        (Fault::kill(3).after_effect(), "k-1,k-2,k-3"),
        (Fault::fail(3).after_effect(), "k-1,k-2,k-3"),
    ] {
        let running = start(PROBE).await;
        running.host.faults().arm(fault);
        let (status, _) = running.get("/store/sequence?key=k&n=5").await;
        assert_ne!(status, 200);
        assert_eq!(running.ok("/store/keys").await, left, "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_synchronous_interface_is_killed_too() {
    let running = start(PROBE).await;
    running.host.faults().arm(Fault::kill(1).after_effect());
    assert_eq!(running.get("/wasi-store/increment?key=n").await.0, 500);
    assert_eq!(running.ok("/wasi-store/increment?key=n").await, "2");
    running.host.faults().arm(Fault::kill(2));
    assert_eq!(running.get("/wasi-store/swap?key=s&value=1").await.0, 500);
    assert_eq!(running.ok("/store/get?key=s").await, "none");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_lasts_until_it_is_disarmed_and_spares_reads_if_told() {
    let running = start(PROBE).await;
    running.host.faults().arm(Fault::fail(1).times(u64::MAX).writes_only());
    for _ in 0..3 {
        assert_eq!(running.get("/store/set?key=a&value=1").await.0, 400);
        assert_eq!(running.get("/wasi-store/increment?key=n").await.0, 400);
        assert_eq!(running.ok("/store/get?key=a").await, "none");
    }
    assert_eq!(running.host.faults().disarm(), 6);
    running.ok("/store/set?key=a&value=1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn operations_are_counted_by_kind() {
    let running = start(PROBE).await;
    running.ok("/store/set?key=a&value=12345").await;
    running.ok("/store/get?key=a").await;
    running.ok("/store/exists?key=a").await;
    running.ok("/wasi-store/increment?key=n").await;
    running.ok("/wasi-store/set-many?key=m&n=3").await;
    let expected = Operations {
        set: 1,
        get: 1,
        exists: 1,
        increment: 1,
        set_many: 1,
        // a12345 and m-11 m-22 m-33.
        written_bytes: 6 + 12,
        read_bytes: 5,
        ..Operations::default()
    };
    assert_eq!(running.host.operations(), expected);
    assert_eq!(expected.writes(), 3);
    assert_eq!(running.host.reset_operations(), expected);
    assert_eq!(running.host.operations(), Operations::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn guests_output_goes_to_the_log_by_component() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let taken = Arc::clone(&lines);
    let running = start_with(PROBE, |options| {
        options.log = LogSink::new(move |line| taken.lock().unwrap().push(line));
    })
    .await;
    running.ok("/print?text=hello").await;
    let lines = lines.lock().unwrap();
    let texts: Vec<String> = lines.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["probe: hello", "probe: hello"]);
    assert_ne!(lines[0].source, lines[1].source);
}

#[tokio::test(flavor = "multi_thread")]
async fn machine_code_is_compiled_once() {
    let cache = tempfile::tempdir().unwrap();
    for expected_cached in [false, true] {
        let (sender, receiver) = std::sync::mpsc::channel();
        let running = start_with(PROBE, |options| {
            options.cache_dir = cache.path().to_owned();
            options.progress = ProgressSink::new(move |progress| {
                let _ = sender.send(progress);
            });
        })
        .await;
        let reports: Vec<Progress> = receiver.try_iter().collect();
        let ready = reports.iter().find_map(|report| match report {
            Progress::Ready { cached, done, total, .. } => Some((*cached, *done, *total)),
            _ => None,
        });
        assert_eq!(ready, Some((expected_cached, 1, 1)), "{reports:?}");
        assert_eq!(reports.last(), Some(&Progress::Listening { url: running.host.url() }));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_cache_is_compiled_anew() {
    let cache = tempfile::tempdir().unwrap();
    let set = |options: &mut sellerdesk_host::Options| options.cache_dir = cache.path().to_owned();
    start_with(PROBE, set).await;
    for file in std::fs::read_dir(cache.path()).unwrap() {
        std::fs::write(file.unwrap().path(), b"not machine code").unwrap();
    }
    let running = start_with(PROBE, set).await;
    assert_eq!(running.ok("/instance").await, "1 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_lets_requests_finish_and_keeps_the_store() {
    let running = start(PROBE).await;
    running.ok("/store/set?key=a&value=kept").await;
    let url = running.host.url();
    let store = running.host.store();
    let request = tokio::spawn({
        let address = url.replace("http://", "");
        async move {
            use tokio::io::{AsyncReadExt, AsyncWriteExt};
            let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
            let text = "GET /wait?ms=500 HTTP/1.1\r\nHost: desk.test\r\n\r\n";
            stream.write_all(text.as_bytes()).await.unwrap();
            let mut response = String::new();
            stream.read_to_string(&mut response).await.unwrap();
            response
        }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    running.host.stop().await;
    let response = request.await.unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK"), "{response}");
    assert!(tokio::net::TcpStream::connect(url.replace("http://", "")).await.is_err());

    let (options, folder) = options(PROBE);
    let host = Host::start_on(options, store).await.unwrap();
    let again = crate::support::Running { host, folder };
    assert_eq!(again.ok("/store/get?key=a").await, "kept");
}
