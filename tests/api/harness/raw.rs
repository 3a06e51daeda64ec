//! Requests that a well-behaved client can't send, byte for byte.

use super::Answer;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

/// Longest wait for a piece of the answer.
const READ_MAX: Duration = Duration::from_secs(30);
/// Headers of an answer.
const HEADERS_MAX: usize = 64;

/// How the body's end is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// `Content-Length`, true or not.
    Length(usize),
    /// `Transfer-Encoding: chunked`.
    Chunked,
}

/// Sends a request over a connection of its own and reads the answer, which may come before the body was taken.
pub fn send_raw(base: &str, head: &str, headers: &[(String, String)], framing: Framing, body: &[u8]) -> Answer {
    let address = base.strip_prefix("http://").expect("a plain http URL");
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(READ_MAX)).unwrap();
    let mut request = format!("{head} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n").into_bytes();
    for (name, value) in headers {
        request.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    match framing {
        Framing::Length(bytes) => {
            request.extend_from_slice(format!("content-length: {bytes}\r\n\r\n").as_bytes());
            request.extend_from_slice(body);
        }
        Framing::Chunked => {
            request.extend_from_slice(b"transfer-encoding: chunked\r\n\r\n");
            for chunk in body.chunks(64 * 1024) {
                request.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                request.extend_from_slice(chunk);
                request.extend_from_slice(b"\r\n");
            }
            request.extend_from_slice(b"0\r\n\r\n");
        }
    }
    let mut writer = stream.try_clone().unwrap();
    let writing = thread::spawn(move || {
        // A server that has read enough may close: the answer tells.
        let _ = writer.write_all(&request);
    });
    let answer = read_answer(&mut stream);
    writing.join().unwrap();
    answer
}

fn read_answer(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let mut piece = [0; 4_096];
    loop {
        // A reset after the answer is the same as an end.
        let count = stream.read(&mut piece).unwrap_or(0);
        bytes.extend_from_slice(&piece[..count]);
        if let Some(answer) = parse(&bytes, count == 0) {
            return answer;
        }
        assert!(count > 0, "the connection ended without a whole answer: {:?}", String::from_utf8_lossy(&bytes));
    }
}

/// The answer, if all of it is there.
fn parse(bytes: &[u8], is_all: bool) -> Option<Answer> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head_bytes) = response.parse(bytes).unwrap() else { return None };
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers: Vec<_> =
        response.headers.iter().map(|header| (header.name.to_ascii_lowercase(), text(header.value))).collect();
    let mut answer = Answer { status: response.code.unwrap(), headers, body: bytes[head_bytes..].to_vec() };
    if answer.header("transfer-encoding") == Some("chunked") {
        answer.body = unchunk(&answer.body)?;
        return Some(answer);
    }
    let length = answer.header("content-length").map(|length| length.parse::<usize>().unwrap());
    let is_whole = length.map_or(is_all, |length| answer.body.len() >= length);
    is_whole.then_some(answer)
}

/// The body of a whole chunked message.
fn unchunk(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let httparse::Status::Complete((start, length)) = httparse::parse_chunk_size(bytes).unwrap() else {
            return None;
        };
        let end = start + usize::try_from(length).unwrap();
        let chunk = bytes.get(start..end)?;
        if chunk.is_empty() {
            return Some(body);
        }
        body.extend_from_slice(chunk);
        bytes = bytes.get(end + 2..)?;
    }
}
