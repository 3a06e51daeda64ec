//! Headers that authentication stands on: each may stand only once.

use crate::{Error, Request};

/// A header's only value, `None` where it is absent; an error where it is repeated with another value.
pub fn optional<'request>(request: &'request Request, name: &'static str) -> Result<Option<&'request str>, Error> {
    match request.header(name) {
        Some(value) => Ok(Some(value)),
        None if request.headers.iter().any(|(key, _)| key == name) => Err(Error::HeaderRepeated(name)),
        None => Ok(None),
    }
}

/// A header's only value; an error where it is absent or repeated with another value.
pub fn required<'request>(request: &'request Request, name: &'static str) -> Result<&'request str, Error> {
    optional(request, name)?.ok_or(Error::HeaderMissing(name))
}
