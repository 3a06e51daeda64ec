//! `multipart/form-data` (RFC 7578, over RFC 2046).

use super::{
    FORM_BOUNDARY_BYTES_MAX, FORM_FIELDS_MAX, FORM_FILES_MAX, FORM_PART_HEAD_BYTES_MAX, Form, FormFile, TOO_MANY,
    body_error,
};
use crate::Error;
use crate::mail::parameters;
use memchr::memmem;
use std::borrow::Cow;

/// A file name or media type kept of a part, in bytes.
const PART_LABEL_BYTES_MAX: usize = 500;

const BOUNDARY_WRONG: &str = "is a multipart form whose boundary is missing or too long";
const CUT_OFF: &str = "is a multipart form that is cut off or has no parts";
const PART_HEAD_WRONG: &str = "is a multipart form with a part that has no usable head";

pub(super) fn parse<'body>(
    content_type: &str,
    body: &'body [u8],
    wanted: &[&'static str],
) -> Result<Form<'body>, Error> {
    let boundary = boundary(content_type)?;
    let delimiter = memmem::Finder::new(boundary.as_bytes());
    let mut form = Form::default();
    let mut rest = after_delimiter(first_delimiter(body, &delimiter)?, boundary.len());
    for _ in 0..FORM_FIELDS_MAX {
        if rest.starts_with(b"--") {
            return Ok(form);
        }
        let (part, next) = split_part(rest, &delimiter)?;
        add_part(&mut form, part, wanted)?;
        rest = after_delimiter(next, boundary.len());
    }
    Err(body_error(TOO_MANY))
}

/// The delimiter that stands between parts: `--` and the boundary parameter.
fn boundary(content_type: &str) -> Result<String, Error> {
    let value = parameters(content_type)
        .into_iter()
        .find_map(|(name, value)| (name == "boundary").then_some(value))
        .ok_or_else(|| body_error(BOUNDARY_WRONG))?;
    if value.is_empty() || value.len() > FORM_BOUNDARY_BYTES_MAX {
        return Err(body_error(BOUNDARY_WRONG));
    }
    Ok(format!("--{value}"))
}

/// The body from its first delimiter on; a preamble before it is skipped.
fn first_delimiter<'body>(body: &'body [u8], delimiter: &memmem::Finder<'_>) -> Result<&'body [u8], Error> {
    delimiter
        .find_iter(body)
        .find(|at| *at == 0 || body.get(at - 1) == Some(&b'\n'))
        .and_then(|at| body.get(at..))
        .ok_or_else(|| body_error(CUT_OFF))
}

fn after_delimiter(bytes: &[u8], delimiter_bytes: usize) -> &[u8] {
    bytes.get(delimiter_bytes..).unwrap_or_default()
}

/// Splits at the next delimiter that starts a line; the line break before it belongs to the delimiter.
fn split_part<'body>(rest: &'body [u8], delimiter: &memmem::Finder<'_>) -> Result<(&'body [u8], &'body [u8]), Error> {
    let at = delimiter
        .find_iter(rest)
        .find(|at| *at > 0 && rest.get(at - 1) == Some(&b'\n'))
        .ok_or_else(|| body_error(CUT_OFF))?;
    let (part, next) = rest.split_at(at);
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    Ok((part.strip_suffix(b"\r").unwrap_or(part), next))
}

/// Keeps a wanted field's value or lists a file.
fn add_part<'body>(form: &mut Form<'body>, part: &'body [u8], wanted: &[&'static str]) -> Result<(), Error> {
    // The delimiter's own line ends first; white space may pad it (RFC 2046).
    let line_end = memchr::memchr(b'\n', part).ok_or_else(|| body_error(PART_HEAD_WRONG))?;
    let part = part.get(line_end + 1..).unwrap_or_default();
    let (head, value) = split_head(part)?;
    let disposition = header(&head, "content-disposition").ok_or_else(|| body_error(PART_HEAD_WRONG))?;
    let disposition = parameters(disposition);
    let parameter =
        |wanted: &str| disposition.iter().find_map(|(name, value)| (name == wanted).then_some(value.as_str()));
    let name = parameter("name").ok_or_else(|| body_error(PART_HEAD_WRONG))?;
    let Some(file_name) = parameter("filename") else {
        return form.keep(wanted, name.as_bytes(), || Cow::Borrowed(value));
    };
    if form.files.len() >= FORM_FILES_MAX {
        return Err(body_error(TOO_MANY));
    }
    form.files.push(FormFile {
        field: label(name),
        name: label(file_name),
        media_type: label(header(&head, "content-type").unwrap_or("application/octet-stream")),
        size_bytes: value.len() as u64,
    });
    Ok(())
}

/// Header lines as text, and the bytes after the empty line.
fn split_head(part: &[u8]) -> Result<(Cow<'_, str>, &[u8]), Error> {
    let window = part.get(..FORM_PART_HEAD_BYTES_MAX.min(part.len())).unwrap_or_default();
    let (end, gap_bytes) = [&b"\r\n\r\n"[..], &b"\n\n"[..]]
        .into_iter()
        .filter_map(|gap| memmem::find(window, gap).map(|at| (at, gap.len())))
        .min()
        .ok_or_else(|| body_error(PART_HEAD_WRONG))?;
    let head = String::from_utf8_lossy(window.get(..end).unwrap_or_default());
    Ok((head, part.get(end + gap_bytes..).unwrap_or_default()))
}

fn header<'head>(head: &'head str, wanted: &str) -> Option<&'head str> {
    head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case(wanted).then_some(value.trim())
    })
}

fn label(text: &str) -> String {
    text.get(..text.floor_char_boundary(PART_LABEL_BYTES_MAX)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=\"xYz\"";

    #[test]
    fn reads_fields_and_lists_files_without_their_bytes() {
        let body = b"preamble\r\n--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--xYzzy\r\n\
            --xYz  \r\ncontent-disposition: form-data; name=a; filename=\"p.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\
            \xff\xd8\r\n\r\n--xYz\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n\r\n--xYz--\r\nepilogue";
        // A line that merely begins like the delimiter still ends the part (RFC 2046 leaves that to the sender), so
        // senders choose boundaries that do not occur.
        let result = parse(TYPE, body, &["a", "b"]);
        assert_eq!(result, Err(body_error(PART_HEAD_WRONG)));

        let body = body.replace_once(b"--xYzzy", b"__xYzzy");
        let form = parse(TYPE, &body, &["a", "b"]).unwrap();
        assert_eq!(form.bytes("a").unwrap(), b"one\r\n__xYzzy");
        assert_eq!(form.bytes("b").unwrap(), b"");
        let [file] = form.files() else { unreachable!("one file") };
        assert_eq!(
            (file.field.as_str(), file.name.as_str(), file.media_type.as_str(), file.size_bytes),
            ("a", "p.jpg", "image/jpeg", 4)
        );
    }

    #[test]
    fn a_cut_off_body_is_refused() {
        for body in
            [&b""[..], b"--xYz", b"--xYz\r\n", b"--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none"]
        {
            assert_eq!(parse(TYPE, body, &["a"]), Err(body_error(CUT_OFF)));
        }
    }

    #[test]
    fn the_boundary_is_required_and_short() {
        for kind in ["multipart/form-data", "multipart/form-data; boundary="] {
            assert_eq!(parse(kind, b"--\r\n", &[]), Err(body_error(BOUNDARY_WRONG)));
        }
        let long = format!("multipart/form-data; boundary={}", "b".repeat(FORM_BOUNDARY_BYTES_MAX + 1));
        assert_eq!(parse(&long, b"", &[]), Err(body_error(BOUNDARY_WRONG)));
    }

    #[test]
    fn a_part_without_a_name_or_with_an_endless_head_is_refused() {
        let nameless = b"--xYz\r\nContent-Type: text/plain\r\n\r\none\r\n--xYz--";
        assert_eq!(parse(TYPE, nameless, &[]), Err(body_error(PART_HEAD_WRONG)));
        let mut endless = b"--xYz\r\nX: ".to_vec();
        endless.resize(FORM_PART_HEAD_BYTES_MAX + 100, b'x');
        endless.extend(b"\r\n\r\none\r\n--xYz--");
        assert_eq!(parse(TYPE, &endless, &[]), Err(body_error(PART_HEAD_WRONG)));
    }

    trait ReplaceOnce {
        fn replace_once(&self, from: &[u8], to: &[u8]) -> Vec<u8>;
    }
    impl ReplaceOnce for [u8] {
        fn replace_once(&self, from: &[u8], to: &[u8]) -> Vec<u8> {
            let at = memmem::find(self, from).unwrap();
            [&self[..at], to, &self[at + from.len()..]].concat()
        }
    }
}
