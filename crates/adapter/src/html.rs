//! HTML mail to plain text: one forward pass, no tree, no recursion.
//!
//! This is for reading, not for rendering: markup is dropped, block elements become line breaks, entities are
//! decoded, scripts, styles and comments vanish. The result is still hostile text.

use mail_parser::decoders::html::add_html_token;
use memchr::{memchr, memchr2, memmem};

/// Longest entity looked for, `&` and `;` included, in bytes (the longest named one has 33).
const ENTITY_BYTES_MAX: usize = 40;
/// Longest element name compared, in bytes.
const ELEMENT_NAME_BYTES_MAX: usize = 16;

/// Turns HTML into plain text of at most `text_bytes_max` bytes.
///
/// White space collapses as a browser does it, except in `pre`; a paragraph or heading is set off by an empty line,
/// other block elements by a line break, table cells by a space.
pub fn html_to_text(html: &str, text_bytes_max: usize) -> String {
    let mut writer = Writer { text: String::new(), space: false, preformatted: 0 };
    let mut rest = html;
    while !rest.is_empty() && writer.text.len() < text_bytes_max {
        rest = match rest.as_bytes().first() {
            Some(b'<') => tag(rest, &mut writer),
            Some(b'&') => entity(rest, &mut writer),
            _ => {
                let end = memchr2(b'<', b'&', rest.as_bytes()).unwrap_or(rest.len());
                let (words, after) = rest.split_at(end);
                writer.words(words);
                after
            }
        };
    }
    let end = writer.text.trim_end().len().min(text_bytes_max);
    writer.text.truncate(writer.text.floor_char_boundary(end));
    writer.text
}

/// Text as it grows; collapses white space on the way.
struct Writer {
    text: String,
    space: bool,
    preformatted: usize,
}

impl Writer {
    fn words(&mut self, words: &str) {
        if self.preformatted > 0 {
            self.text.push_str(words);
            return;
        }
        for character in words.chars() {
            if character.is_ascii_whitespace() {
                self.space = true;
            } else {
                self.flush_space();
                self.text.push(character);
            }
        }
    }

    fn flush_space(&mut self) {
        if self.space && !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push(' ');
        }
        self.space = false;
    }

    /// Ends the line; at most `empty_lines` empty ones follow from this.
    fn line_break(&mut self, empty_lines: usize) {
        self.space = false;
        let length = self.text.trim_end_matches(' ').len();
        self.text.truncate(length);
        let wanted = 1 + empty_lines;
        let already = self.text.bytes().rev().take(wanted).take_while(|byte| *byte == b'\n').count();
        if !self.text.is_empty() {
            self.text.extend(std::iter::repeat_n('\n', wanted - already));
        }
    }
}

/// Decodes an entity, or passes the `&` on.
fn entity<'html>(html: &'html str, writer: &mut Writer) -> &'html str {
    let window = html.as_bytes().get(..ENTITY_BYTES_MAX.min(html.len())).unwrap_or_default();
    let end = memchr(b';', window).map(|at| at + 1).filter(|end| {
        window.get(1..end - 1).is_some_and(|name| {
            !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')
        })
    });
    let (token, rest) = html.split_at(end.unwrap_or(1));
    let mut decoded = String::new();
    add_html_token(&mut decoded, token.as_bytes(), false);
    if decoded == "\u{a0}" {
        decoded = " ".to_owned();
        writer.flush_space();
        writer.text.push_str(&decoded);
    } else {
        writer.words(&decoded);
    }
    rest
}

/// Handles what starts with `<`: a tag, a comment, a declaration, or just a character.
fn tag<'html>(html: &'html str, writer: &mut Writer) -> &'html str {
    let bytes = html.as_bytes();
    match bytes.get(1) {
        Some(b'!') if bytes.starts_with(b"<!--") => after(html, memmem::find(bytes, b"-->"), 3),
        Some(b'!' | b'?') => after(html, memchr(b'>', bytes), 1),
        Some(b'/' | b'a'..=b'z' | b'A'..=b'Z') => {
            let end = tag_end(bytes);
            let closing = bytes.get(1) == Some(&b'/');
            let name = element_name(html.get(if closing { 2 } else { 1 }..).unwrap_or_default());
            let rest = after(html, end, 1);
            if !closing && matches!(name.as_str(), "script" | "style" | "title" | "template") {
                return after_raw_text(rest, &name);
            }
            element(&name, closing, writer);
            rest
        }
        _ => {
            writer.words("<");
            html.get(1..).unwrap_or_default()
        }
    }
}

/// What follows the found position, or nothing when an opened construct never ends.
fn after(html: &str, at: Option<usize>, bytes: usize) -> &str {
    at.and_then(|at| html.get(at + bytes..)).unwrap_or_default()
}

/// The `>` that ends a tag: one inside a quoted attribute value does not.
fn tag_end(tag: &[u8]) -> Option<usize> {
    let mut quote = None;
    tag.iter().position(|byte| match (quote, byte) {
        (None, b'>') => true,
        (None, b'"' | b'\'') => {
            quote = Some(*byte);
            false
        }
        (Some(open), byte) if open == *byte => {
            quote = None;
            false
        }
        _ => false,
    })
}

fn element_name(text: &str) -> String {
    text.bytes()
        .take(ELEMENT_NAME_BYTES_MAX)
        .take_while(u8::is_ascii_alphanumeric)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect()
}

/// Skips the content of an element whose content is not markup, up to its end tag.
fn after_raw_text<'html>(html: &'html str, name: &str) -> &'html str {
    for at in memmem::find_iter(html.as_bytes(), b"</") {
        let end_tag = html.get(at..).unwrap_or_default();
        if element_name(end_tag.get(2..).unwrap_or_default()) == name {
            return after(end_tag, memchr(b'>', end_tag.as_bytes()), 1);
        }
    }
    ""
}

fn element(name: &str, closing: bool, writer: &mut Writer) {
    match name {
        "br" => {
            writer.space = false;
            writer.text.push('\n');
        }
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "blockquote" => writer.line_break(1),
        "address" | "article" | "aside" | "body" | "center" | "dd" | "div" | "dl" | "dt" | "fieldset" | "figure"
        | "footer" | "form" | "head" | "header" | "hr" | "html" | "li" | "main" | "nav" | "section" | "table"
        | "tbody" | "tfoot" | "thead" | "tr" => writer.line_break(0),
        "pre" => {
            writer.line_break(0);
            writer.preformatted = if closing { writer.preformatted.saturating_sub(1) } else { writer.preformatted + 1 };
        }
        "td" | "th" => writer.space = true,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        html_to_text(html, 1_000)
    }

    #[test]
    fn markup_goes_and_structure_stays() {
        assert_eq!(
            text(
                "<html><head><title>no</title><style>p{}</style></head><body><p>Hello <b>you</b>,</p>\n\n<p>two\n \
                  lines<br/>and<BR>three</p><table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table></body>"
            ),
            "Hello you,\n\ntwo lines\nand\nthree\n\na b\nc"
        );
    }

    #[test]
    fn entities_are_decoded_and_unknown_ones_kept() {
        assert_eq!(text("a &amp;&lt;b&gt; &eacute;&#233;&#xE9; x&nbsp;y &nope; & &#;"), "a &<b> ééé x y &nope; & &#;");
    }

    #[test]
    fn what_cannot_be_seen_is_dropped() {
        assert_eq!(text("a<!-- <p>x</p> -->b<script>if (a < b) '</p>'</script>c<style>x"), "abc");
        assert_eq!(text("<a title=\"x > y\" href='>'>link</a>"), "link");
    }

    #[test]
    fn broken_markup_ends_somewhere() {
        assert_eq!(text("1 < 2 and 3 > 2"), "1 < 2 and 3 > 2");
        assert_eq!(text("a<b"), "a");
        assert_eq!(text("a<p title=\"never closed>text"), "a");
        assert_eq!(text("a<!-- never closed"), "a");
    }

    #[test]
    fn preformatted_text_keeps_its_spaces() {
        assert_eq!(text("<pre>a  b\n c</pre>d  e"), "a  b\n c\nd e");
    }

    #[test]
    fn the_result_is_bounded_at_a_character() {
        assert_eq!(html_to_text(&"é".repeat(100), 9).len(), 8);
    }
}
