//! The one body type requests and responses have inside the host.

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use wasmtime_wasi_http::p3::bindings::http::types::ErrorCode;

/// A body of any length, streamed.
pub(crate) type Body = UnsyncBoxBody<Bytes, ErrorCode>;

/// A body that is there already.
pub(crate) fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}
