//! Links and e-mail addresses, also with dots and at-signs set apart ("shop [.] com", "anna @ shop . com").

use crate::fold::{Glyph, IDEOGRAPH};
use crate::tables::{self, TOP_LEVEL_DOMAINS};

/// What stands for a character that isn't ASCII.
pub const OTHER: u8 = 0x80;
/// How many blanks and brackets may set a dot or an at-sign apart.
const APART_MAX: usize = 4;
/// A host is at most this long.
const HOST_BYTES_MAX: usize = 253;
/// Mail services: after an at-sign their bare name is an address.
const MAIL_SERVICES: &[&str] = &[
    "gmail",
    "googlemail",
    "hotmail",
    "outlook",
    "yahoo",
    "icloud",
    "gmx",
    "protonmail",
    "qq",
    "163",
    "126",
    "foxmail",
];
/// Words before a bare host that make it part of a shop's name: "the team of ExampleShop.com".
const NAME_WORDS: &[&str] = &["equipe", "team", "equipo", "squadra", "staff", "gruppo", "firma"];

/// A link or an address.
pub struct Spot {
    /// The rule's number.
    pub rule: u8,
    /// Byte offset into the original text.
    pub start: u32,
    /// Byte offset after it.
    pub end: u32,
    /// Whether it may stay.
    pub is_allowed: bool,
}

/// Finds links and addresses in glyphs and their [`ascii`]; `allows` gets the host in lower case.
pub fn find(glyphs: &[Glyph], bytes: &[u8], allows: impl Fn(&str) -> bool) -> Vec<Spot> {
    let reader = Reader { bytes, glyphs };
    let mut spots = Vec::new();
    let mut place = 0;
    while let Some(rest) = reader.bytes.get(place..) {
        let Some(skipped) = rest.iter().position(|byte| matches!(byte, b'@' | b':' | b'.')) else { break };
        place += skipped;
        let byte = reader.at(place);
        let found = match byte {
            b'@' => reader.address(place),
            b':' => reader.with_scheme(place),
            _ => reader.bare_host(place).or_else(|| reader.apart(place)),
        };
        // A run that is no host isn't one from its next dot on either.
        place = if byte == b'.' { reader.ahead(place, is_host) } else { place + 1 };
        let Some(found) = found else { continue };
        place = place.max(found.to);
        let is_allowed = allows(&found.host) && reader.is_plain(found.from, found.to);
        spots.extend(reader.spot(&found, is_allowed));
    }
    spots
}

/// Glyph numbers of a link or address, and its host.
struct Found {
    rule: u8,
    from: usize,
    to: usize,
    host: String,
}

struct Reader<'a> {
    bytes: &'a [u8],
    glyphs: &'a [Glyph],
}

impl Reader<'_> {
    fn at(&self, place: usize) -> u8 {
        self.bytes.get(place).copied().unwrap_or(b' ')
    }

    /// Where the run of `takes` bytes that ends before `place` begins.
    fn back(&self, place: usize, takes: impl Fn(u8) -> bool) -> usize {
        let before = self.bytes.get(..place).unwrap_or(&[]);
        let length = before.iter().rev().take(HOST_BYTES_MAX).take_while(|byte| takes(**byte)).count();
        place - length
    }

    /// Where the run of `takes` bytes that begins at `place` ends.
    fn ahead(&self, place: usize, takes: impl Fn(u8) -> bool) -> usize {
        let after = self.bytes.get(place..).unwrap_or(&[]);
        place + after.iter().take(HOST_BYTES_MAX).take_while(|byte| takes(**byte)).count()
    }

    fn text(&self, from: usize, to: usize) -> &str {
        self.bytes.get(from..to).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("")
    }

    /// Whether nothing in the place poses as something else: only then may its host be allowed.
    fn is_plain(&self, from: usize, to: usize) -> bool {
        self.glyphs.get(from..to).unwrap_or(&[]).iter().all(|glyph| !glyph.is_odd)
    }

    fn spot(&self, found: &Found, is_allowed: bool) -> Option<Spot> {
        let start = self.glyphs.get(found.from)?.start;
        let end = self.glyphs.get(found.to.checked_sub(1)?)?.end;
        Some(Spot { rule: found.rule, start, end, is_allowed })
    }

    /// `://` with what stands before and after.
    fn with_scheme(&self, colon: usize) -> Option<Found> {
        if self.at(colon + 1) != b'/' || self.at(colon + 2) != b'/' {
            return None;
        }
        let from = self.back(colon, |byte| byte.is_ascii_lowercase());
        let mut host_from = colon + 3;
        let to = self.ahead_url(host_from);
        let authority_to = self.ahead(host_from, |byte| is_url(byte) && !matches!(byte, b'/' | b'?' | b'#'));
        // What stands before an at-sign is a user's name: "https://dhl.com@elsewhere.example".
        let user = self.bytes.get(host_from..authority_to)?.iter().rposition(|byte| *byte == b'@');
        host_from += user.map_or(0, |place| place + 1);
        let host_to = self.ahead(host_from, is_host);
        let host = self.text(host_from, host_to).trim_matches(['.', '-']).to_owned();
        Some(Found { rule: tables::LINK, from, to: to.max(colon + 3), host })
    }

    /// A host without a scheme around the dot at `dot`.
    fn bare_host(&self, dot: usize) -> Option<Found> {
        let mut from = self.back(dot, is_host);
        let mut to = self.ahead(dot, is_host);
        while matches!(self.at(from), b'.' | b'-') && from < to {
            from += 1;
        }
        while to > from && matches!(self.at(to - 1), b'.' | b'-') {
            to -= 1;
        }
        let host = self.text(from, to);
        let (before, top) = host.rsplit_once('.')?;
        let has_name = before.bytes().any(|byte| byte.is_ascii_alphabetic());
        let starts_www = host.starts_with("www.");
        let has_path = self.at(to) == b'/' && self.at(to + 1).is_ascii_alphanumeric();
        let known = TOP_LEVEL_DOMAINS.iter().find(|(name, _)| *name == top);
        let is_host = match known {
            Some((_, false)) => has_name,
            Some((_, true)) => has_name && (starts_www || has_path || before.contains('.') && before.len() > 5),
            None => starts_www && before.len() > 3,
        };
        let is_name = !starts_www && !has_path && self.follows_name_word(from);
        if !is_host || is_name || from > 0 && matches!(self.at(from - 1), b'@') || self.at(to) == b'@' {
            return None;
        }
        let end = if has_path || matches!(self.at(to), b'/' | b'?') { self.ahead_url(to) } else { to };
        Some(Found { rule: tables::LINK, from, to: end, host: host.to_owned() })
    }

    /// `shop [.] com`, `shop . com`: a dot set apart on its left, before a telling top-level domain.
    fn apart(&self, dot: usize) -> Option<Found> {
        let left = self.back(dot, is_apart);
        let right = self.ahead(dot + 1, is_apart);
        if left == dot || dot - left > APART_MAX || right - dot > APART_MAX + 1 {
            return None;
        }
        // "(to Leeds). De aquí": a bracket that closes before the dot ends a sentence.
        if self.text(left, dot).bytes().all(|byte| matches!(byte, b')' | b']' | b'}' | b'>')) {
            return None;
        }
        let to = self.ahead(right, |byte| byte.is_ascii_alphanumeric());
        let from = self.back(left, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let is_telling =
            matches!(self.text(right, to), "com" | "net" | "org" | "shop" | "cn" | "io" | "info" | "co" | "de" | "fr");
        if from == left || !is_telling {
            return None;
        }
        let host = format!("{}.{}", self.text(from, left), self.text(right, to));
        Some(Found { rule: tables::LINK_SPELLED, from, to, host })
    }

    /// An e-mail address around the at-sign at `at`.
    fn address(&self, at: usize) -> Option<Found> {
        let left = self.back(at, is_apart);
        let from =
            self.back(left, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-'));
        let right = self.ahead(at + 1, is_apart);
        if from == left || at - left > APART_MAX || right - at > APART_MAX + 1 {
            return None;
        }
        let mut to = self.ahead(right, is_host);
        let mut host = self.text(right, to).to_owned();
        // "shop . com": the rest of the host is set apart.
        for _ in 0..3 {
            let gap = self.ahead(to, is_apart);
            if gap == to && !host.ends_with('.') || gap - to > APART_MAX || !host.ends_with('.') && self.at(gap) != b'.'
            {
                break;
            }
            let next = self.ahead(gap, is_host);
            let inner = self.ahead(next, is_apart);
            let rest_to = if self.text(gap, next) == "." { self.ahead(inner, is_host) } else { next };
            host.extend(self.text(gap, rest_to).chars().filter(|letter| !is_apart(*letter as u8)));
            to = rest_to;
        }
        while to > right && matches!(self.at(to - 1), b'.' | b'-') {
            to -= 1;
        }
        let host = host.trim_matches(['.', '-']);
        let top = host.rsplit_once('.').map(|(_, top)| top);
        let is_known = |top: &str| TOP_LEVEL_DOMAINS.iter().any(|(name, _)| *name == top);
        let is_address = top.map_or_else(|| MAIL_SERVICES.contains(&host), is_known);
        is_address.then(|| Found { rule: tables::EMAIL_ADDRESS, from, to, host: host.to_owned() })
    }

    fn ahead_url(&self, place: usize) -> usize {
        let rest = self.bytes.get(place..).unwrap_or(&[]);
        let mut to = place + rest.iter().take_while(|byte| is_url(**byte)).count();
        while to > place && matches!(self.at(to - 1), b'.' | b',' | b';' | b':' | b'!' | b'?' | b')' | b'\'') {
            to -= 1;
        }
        to
    }

    fn follows_name_word(&self, place: usize) -> bool {
        let to = self.back(place, |byte| byte == b' ');
        let from = self.back(to, |byte| byte.is_ascii_lowercase());
        NAME_WORDS.contains(&self.text(from, to))
    }
}

/// The folded text as ASCII; other dots between ASCII letters are dots.
pub fn ascii(glyphs: &[Glyph]) -> Vec<u8> {
    let plain = |glyph: &Glyph| if glyph.letter.is_ascii() { glyph.letter as u8 } else { OTHER };
    let mut bytes: Vec<u8> = glyphs.iter().map(plain).collect();
    let is_letter = |glyph: Option<&Glyph>| glyph.is_some_and(|glyph| glyph.letter.is_ascii_alphanumeric());
    for (place, byte) in bytes.iter_mut().enumerate().filter(|(_, byte)| **byte == OTHER) {
        let Some(glyph) = glyphs.get(place).filter(|glyph| !glyph.is(IDEOGRAPH)) else { continue };
        if matches!(glyph.letter, '。' | '｡' | '·' | '•' | '・')
            && is_letter(place.checked_sub(1).and_then(|before| glyphs.get(before)))
            && is_letter(glyphs.get(place + 1))
        {
            *byte = b'.';
        }
    }
    bytes
}

fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')
}

fn is_url(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'<' | b'>' | b'"' | b'[' | b']' | b'{' | b'}' | b'|' | b'\\' | b'^' | b'`')
}

fn is_apart(byte: u8) -> bool {
    matches!(byte, b' ' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'>' | b'\n' | b'*' | b'_')
}
