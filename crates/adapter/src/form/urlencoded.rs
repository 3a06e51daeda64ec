//! `application/x-www-form-urlencoded` (WHATWG URL, section 5.1).

use super::{FORM_FIELDS_MAX, Form, TOO_MANY, body_error};
use crate::Error;
use percent_encoding::percent_decode;
use std::borrow::Cow;

pub(super) fn parse<'body>(body: &'body [u8], wanted: &[&'static str]) -> Result<Form<'body>, Error> {
    let mut form = Form::default();
    for (count, pair) in body.split(|byte| *byte == b'&').enumerate() {
        if count >= FORM_FIELDS_MAX {
            return Err(body_error(TOO_MANY));
        }
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = halves.next().unwrap_or_default();
        let value = halves.next().unwrap_or_default();
        form.keep(wanted, &decode(name), || decode(value))?;
    }
    Ok(form)
}

/// Undoes `+` and `%XX`; borrows when there is nothing to undo.
fn decode(raw: &[u8]) -> Cow<'_, [u8]> {
    if !raw.contains(&b'+') {
        return percent_decode(raw).into();
    }
    let spaced: Vec<u8> = raw.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    Cow::Owned(percent_decode(&spaced).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn decodes_plus_and_percent_and_keeps_only_what_is_wanted() {
        let form = parse(b"a=1+2%26&b=x&c&a=%C3%A9&=y&d=%zz", &["a", "c", "d"]).unwrap();
        assert_eq!(form.all("a").collect::<Vec<_>>(), [&b"1 2&"[..], "é".as_bytes()]);
        assert_eq!(form.text("c").unwrap(), "");
        assert_eq!(form.text("d").unwrap(), "%zz");
        assert_eq!(form.bytes("b"), None);
    }

    #[test]
    fn a_repeated_field_has_no_single_value() {
        let form = parse(b"t=1&t=2&u=1&u=1", &["t", "u"]).unwrap();
        assert_eq!(form.only("t"), None);
        assert_eq!(form.only("u"), Some("1"));
    }

    #[test]
    fn too_many_fields_are_refused() {
        let body = vec![b'&'; FORM_FIELDS_MAX];
        assert_eq!(parse(&body, &[]), Err(body_error(TOO_MANY)));
    }
}
