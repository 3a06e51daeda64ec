//! HTML form bodies: `application/x-www-form-urlencoded` and `multipart/form-data` (RFC 7578).
//!
//! Only the fields that the caller names are decoded and kept, so the number of fields a hostile sender adds costs
//! one pass over the bytes and nothing more. Values borrow from the body where they need no decoding; files are kept
//! as name, media type and size, never as bytes.

mod multipart;
mod urlencoded;

use crate::Error;
use std::borrow::Cow;

/// Fields or parts looked at in one form.
pub const FORM_FIELDS_MAX: usize = 10_000;
/// Values kept of one form, repeated names included.
pub const FORM_VALUES_MAX: usize = 200;
/// Files listed of one form.
pub const FORM_FILES_MAX: usize = 200;
/// The header lines of one multipart part, in bytes.
pub const FORM_PART_HEAD_BYTES_MAX: usize = 8 * 1024;
/// A multipart boundary, in bytes (RFC 2046, section 5.1.1).
pub const FORM_BOUNDARY_BYTES_MAX: usize = 70;

/// What a body is that is no form.
const MEDIA_TYPE_WRONG: &str = "is neither application/x-www-form-urlencoded nor multipart/form-data";
/// What a form beyond [`FORM_FIELDS_MAX`], [`FORM_VALUES_MAX`] or [`FORM_FILES_MAX`] is.
const TOO_MANY: &str = "is a form with too many fields";

/// A file of a form, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormFile {
    /// The field it was sent as.
    pub field: String,
    /// File name as sent; hostile, for display only.
    pub name: String,
    /// Media type as sent, `application/octet-stream` when absent.
    pub media_type: String,
    /// Size in bytes.
    pub size_bytes: u64,
}

/// The wanted fields of a form, in order, and its files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form<'body> {
    values: Vec<(&'static str, Cow<'body, [u8]>)>,
    files: Vec<FormFile>,
}

impl<'body> Form<'body> {
    /// Reads the fields named in `wanted`, and all files, of a body of the given `Content-Type`.
    ///
    /// # Errors
    /// [`Error::Field`] when the body is not a form of that type or is beyond the limits above.
    pub fn parse(content_type: &str, body: &'body [u8], wanted: &[&'static str]) -> Result<Self, Error> {
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            urlencoded::parse(body, wanted)
        } else if essence.eq_ignore_ascii_case("multipart/form-data") {
            multipart::parse(content_type, body, wanted)
        } else {
            Err(body_error(MEDIA_TYPE_WRONG))
        }
    }

    /// All values of a field as bytes, in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.values.iter().filter(move |(key, _)| *key == name).map(|(_, value)| value.as_ref())
    }

    /// The first value of a field as bytes.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.all(name).next()
    }

    /// The first value of a field as text; bytes that are not UTF-8 become U+FFFD.
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.bytes(name).map(String::from_utf8_lossy)
    }

    /// The value of a field that may stand only once: `None` when it is absent, not UTF-8, or repeated with another
    /// value.
    pub fn only(&self, name: &str) -> Option<&str> {
        let first = self.bytes(name)?;
        if self.all(name).any(|value| value != first) {
            return None;
        }
        std::str::from_utf8(first).ok()
    }

    /// The files, in order.
    pub fn files(&self) -> &[FormFile] {
        &self.files
    }

    /// Keeps a value if its field is wanted.
    fn keep(
        &mut self,
        wanted: &[&'static str],
        name: &[u8],
        value: impl FnOnce() -> Cow<'body, [u8]>,
    ) -> Result<(), Error> {
        let Some(name) = wanted.iter().find(|wanted| wanted.as_bytes() == name) else {
            return Ok(());
        };
        if self.values.len() >= FORM_VALUES_MAX {
            return Err(body_error(TOO_MANY));
        }
        self.values.push((name, value()));
        Ok(())
    }
}

/// A problem with the body as a whole.
fn body_error(problem: &'static str) -> Error {
    Error::Field { path: "body".to_owned(), problem }
}
