//! A request, read whole within limits.

use crate::{Kind, Problem};
use bytes::Bytes;
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use spin_sdk::http::Request;
use std::net::SocketAddr;

/// Where Spin says who connected.
const CLIENT_ADDRESS: &str = "spin-client-addr";
/// What Spin says of a component that calls another.
const NO_ADDRESS: &str = "0.0.0.0";

/// A request with its body in memory.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Upper-case method.
    pub method: String,
    /// The path as received, parsed from the URI: `spin-*` headers can be sent by anybody.
    pub path: String,
    /// The query as received, without the question mark.
    pub query: String,
    /// Scheme and authority as the client addressed the host.
    pub origin: String,
    /// Names in lower case; values that are not UTF-8 are left out.
    pub headers: Vec<(String, String)>,
    /// The address that the connection came from, without its port: a proxy's where there is one.
    pub client_address: Option<String>,
    /// The bytes as received.
    pub body: Bytes,
}

impl Incoming {
    /// Reads a request whose body may have at most `body_bytes_max` bytes.
    pub async fn read(request: Request, body_bytes_max: usize) -> Result<Self, Problem> {
        let (head, body) = request.into_parts();
        let declared = head.headers.get("content-length").and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if declared.is_some_and(|bytes| bytes > body_bytes_max as u64) {
            return Err(too_large(body_bytes_max));
        }
        let mut body = std::pin::pin!(body);
        let mut bytes = Vec::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| Problem::new(Kind::Malformed, "the body ended early"))?;
            let Some(data) = frame.data_ref() else { continue };
            if bytes.len() + data.len() > body_bytes_max {
                return Err(too_large(body_bytes_max));
            }
            bytes.extend_from_slice(data);
        }
        // The host appends its own after the client's; another component has none, and says itself who asked it.
        let addresses = head.headers.get_all(CLIENT_ADDRESS).iter().rev();
        let mut addresses = addresses.filter_map(|value| value.to_str().ok()).map(without_port);
        let client_address = addresses.find(|address| address != NO_ADDRESS);
        let headers = head
            .headers
            .iter()
            .filter_map(|(name, value)| {
                Some((name.as_str().to_owned(), std::str::from_utf8(value.as_bytes()).ok()?.to_owned()))
            })
            .collect();
        Ok(Self {
            method: head.method.as_str().to_owned(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            origin: match (head.uri.scheme_str(), head.uri.authority()) {
                (Some(scheme), Some(authority)) => format!("{scheme}://{authority}"),
                _ => String::new(),
            },
            headers,
            client_address,
            body: bytes.into(),
        })
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Path and query as received.
    pub fn path_and_query(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// The body, a JSON object; serde's messages name the field and quote no values of ours.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let read = serde_json::from_slice(&self.body).map_err(|error| {
            if error.is_data() {
                Problem::field("body", error.to_string())
            } else {
                Problem::new(Kind::Malformed, format!("the body is not JSON: {error}"))
            }
        })?;
        // serde takes a list for an object's fields in order.
        if self.body.trim_ascii_start().starts_with(b"{") { Ok(read) } else { Err(Problem::field("body", "an object")) }
    }
}

/// `192.0.2.1:80`, `[2001:db8::1]:80`, or an address alone.
fn without_port(address: &str) -> String {
    match address.parse::<SocketAddr>() {
        Ok(address) => address.ip().to_string(),
        Err(_) => address.to_owned(),
    }
}

/// The refusal of a body with more than `max` bytes.
pub fn too_large(max: usize) -> Problem {
    Problem::new(Kind::BodyTooLarge, format!("the body may have at most {max} bytes"))
}
