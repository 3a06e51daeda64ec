//! The component `cron` as the trigger's plugin runs it: a new instance for each tick, nothing but WASI 0.2.

mod desk;
mod plugin;

use desk::{Desk, nobody};
use plugin::Plugin;

const TOKEN: &str = "token-of-the-task";
const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";

#[tokio::test]
async fn nothing_of_wasi_0_3_is_imported() -> wasmtime::Result<()> {
    let imports = Plugin::new()?.imports();
    assert!(imports.iter().any(|name| name.starts_with("wasi:http/outgoing-handler@0.2.")), "{imports:?}");
    for name in imports {
        let is_known = ["spin:cron/cron-types@3.0.0", "spin:variables/variables@3.0.0"].contains(&name.as_str())
            || (name.starts_with("wasi:") && name.contains("@0.2."));
        assert!(is_known, "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn two_ticks_at_once_are_two_requests() -> wasmtime::Result<()> {
    let (plugin, desk) = (Plugin::new()?, Desk::start(OK).await?);
    let (first, second) = tokio::try_join!(plugin.tick(&desk.url, Some(TOKEN)), plugin.tick(&desk.url, Some(TOKEN)))?;
    for tick in [first, second] {
        assert_eq!(tick.outcome, Ok(()));
        assert_eq!(tick.log, "event=sweep-poked status=200\n");
    }
    let requests = desk.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        let mut lines = request.lines();
        assert_eq!(lines.next(), Some("POST /tasks/sweep HTTP/1.1"));
        let headers: Vec<String> = lines.map(str::to_ascii_lowercase).collect();
        let host = format!("host: {}", desk.url.trim_start_matches("http://"));
        for wanted in [format!("authorization: bearer {TOKEN}"), host, "content-length: 0".to_owned()] {
            assert!(headers.contains(&wanted), "{wanted} is not in {headers:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_fails_is_an_error_and_a_line_of_the_log() -> wasmtime::Result<()> {
    let plugin = Plugin::new()?;
    let closed = nobody().await?;
    for (answer, wanted) in [
        (&b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n"[..], "status 503"),
        (b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n", "status 401"),
        (b"HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n", "status 302"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}", "broke off"),
        (b"", ""),
    ] {
        fails(&plugin, &Desk::start(answer).await?.url, Some(TOKEN), wanted).await?;
    }
    fails(&plugin, &closed, Some(TOKEN), "ConnectionRefused").await?;
    fails(&plugin, "127.0.0.1:3000", Some(TOKEN), "desk_url must begin with").await?;
    fails(&plugin, &closed, Some("two\r\nlines"), "can't be sent").await?;
    fails(&plugin, &closed, None, "variable task_token").await
}

async fn fails(plugin: &Plugin, desk_url: &str, token: Option<&str>, wanted: &str) -> wasmtime::Result<()> {
    let tick = plugin.tick(desk_url, token).await?;
    let error = tick.outcome.expect_err(wanted);
    assert!(error.contains(wanted), "{error}");
    assert_eq!(tick.log, format!("event=sweep-not-poked error={error}\n"));
    assert!(token.is_none_or(|token| !tick.log.contains(token)), "{}", tick.log);
    Ok(())
}

#[tokio::test]
async fn an_endless_answer_is_left_at_the_limit() -> wasmtime::Result<()> {
    let mut answer = b"HTTP/1.1 200 OK\r\ncontent-length: 9999999\r\n\r\n".to_vec();
    answer.resize(200_000, b' ');
    let (plugin, desk) = (Plugin::new()?, Desk::start(&answer).await?);
    let tick = plugin.tick(&desk.url, Some(TOKEN)).await?;
    assert_eq!(tick.outcome, Ok(()));
    Ok(())
}
