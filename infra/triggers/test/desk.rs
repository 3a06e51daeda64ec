//! A desk that answers everybody alike.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Listens until the test's runtime ends.
pub struct Desk {
    pub url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Desk {
    /// Sends `answer` as it is to every request and closes the connection.
    pub async fn start(answer: &[u8]) -> wasmtime::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (requests.clone(), answer.to_vec());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (seen, answer) = (seen.clone(), answer.clone());
                tokio::spawn(async move {
                    // Whoever goes away before the end has its reasons.
                    let _ = serve(stream, &seen, &answer).await;
                });
            }
        });
        Ok(Self { url, requests })
    }

    /// The heads of all requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve(mut stream: TcpStream, seen: &Mutex<Vec<String>>, answer: &[u8]) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    seen.lock().unwrap().push(String::from_utf8_lossy(&head).into_owned());
    stream.write_all(answer).await?;
    stream.shutdown().await
}

/// The address of a desk that isn't there.
pub async fn nobody() -> wasmtime::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    Ok(format!("http://{}", listener.local_addr()?))
}
