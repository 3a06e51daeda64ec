//! What a channel takes, whatever the text says: length, markup, control characters.

use crate::tables::{self, Channel, Unit};

/// The longest text that is scanned, in bytes; no channel takes a longer one.
pub const TEXT_BYTES_MAX: usize = 65_536;

/// Names of HTML elements that mail and chat programs write.
const ELEMENTS: &[&str] = &[
    "a", "b", "br", "body", "center", "div", "em", "font", "form", "h1", "h2", "h3", "head", "html", "i", "iframe",
    "img", "input", "li", "link", "meta", "object", "ol", "p", "script", "span", "strong", "style", "table", "td",
    "tr", "u", "ul", "video",
];

/// The first bytes of what is looked for: C0 and C1 controls, direction controls, `<`.
#[expect(clippy::indexing_slicing, reason = "in a constant: out of bounds it doesn't compile")]
const MAY_MISFIT: [bool; 256] = {
    let mut may = [false; 256];
    let mut byte = 0;
    while byte < may.len() {
        may[byte] = matches!(byte as u8, 0..=0x1F | b'<' | 0x7F | 0xC2 | 0xE2);
        byte += 1;
    }
    may
};

/// A place that breaks a rule about form.
pub struct Spot {
    /// The rule's number.
    pub rule: u8,
    /// Byte offset into the text.
    pub start: usize,
    /// Byte offset after it.
    pub end: usize,
}

/// The part of a text beyond what the channel takes.
pub fn too_long(text: &str, channel: &Channel) -> Option<Spot> {
    let max = channel.length_max as usize;
    let end = text.len();
    // A text has at least as many bytes as UTF-16 units: a short one needn't be counted.
    if max > 0 && end > max {
        let mut count = 0;
        for (start, character) in text.char_indices() {
            count += if channel.unit == Unit::Bytes { character.len_utf8() } else { character.len_utf16() };
            if count > max {
                return Some(Spot { rule: tables::LENGTH, start, end });
            }
        }
    }
    if end > TEXT_BYTES_MAX {
        let start = (0..=TEXT_BYTES_MAX).rev().find(|place| text.is_char_boundary(*place)).unwrap_or(0);
        return Some(Spot { rule: tables::LENGTH, start, end });
    }
    None
}

/// Nothing but blanks; markup on channels that show it as written; control and direction characters.
pub fn misfits(text: &str, channel: &Channel) -> Vec<Spot> {
    if text.chars().all(|character| character.is_whitespace() || crate::fold::is_invisible(character)) {
        return vec![Spot { rule: tables::FORMAT_EMPTY, start: 0, end: text.len() }];
    }
    let mut spots = Vec::new();
    let may_misfit = |byte: &u8| MAY_MISFIT.get(usize::from(*byte)).is_some_and(|may| *may);
    for (start, _) in text.as_bytes().iter().enumerate().filter(|(_, byte)| may_misfit(byte)) {
        let Some(character) = text.get(start..).and_then(|rest| rest.chars().next()) else { continue };
        let end = start + character.len_utf8();
        let is_control = character.is_control() && !matches!(character, '\n' | '\r' | '\t');
        if is_control || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') {
            spots.push(Spot { rule: tables::FORMAT_CONTROL, start, end });
        } else if character == '<' && channel.is_plain_text {
            let length = text.get(end..).map_or(0, element_length);
            if length > 0 {
                spots.push(Spot { rule: tables::FORMAT_MARKUP, start, end: end + length });
            }
        }
    }
    spots
}

/// How long the rest of an HTML tag is, after its `<`; 0 where there is none.
fn element_length(rest: &str) -> usize {
    let name_from = usize::from(rest.starts_with('/'));
    let after = rest.get(name_from..).unwrap_or("");
    let name_length = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let name = after.get(..name_length).unwrap_or("");
    let is_element = ELEMENTS.iter().any(|element| element.eq_ignore_ascii_case(name));
    let mut attributes = after.get(name_length..).unwrap_or("").bytes().take(300).take_while(|byte| *byte != b'<');
    match attributes.position(|byte| byte == b'>') {
        Some(length) if is_element => name_from + name_length + length + 1,
        _ => 0,
    }
}
