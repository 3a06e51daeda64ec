//! Runs of characters that identifiers are made of.

/// Chunks read at most.
const CHUNKS_MAX: usize = 20_000;
/// No identifier is longer.
pub const IDENTIFIER_BYTES_MAX: usize = 40;

/// A run of ASCII letters, digits and inner dashes, with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk<'a> {
    /// As written.
    pub text: &'a str,
    /// Byte offset.
    pub start: usize,
    /// Byte offset after it.
    pub end: usize,
    /// Whether a `#` stands right before it.
    pub has_hash: bool,
}

impl Chunk<'_> {
    /// Digits in it.
    pub fn digit_count(&self) -> usize {
        self.text.bytes().filter(u8::is_ascii_digit).count()
    }
}

/// The chunks of a text that hold a digit or may name a carrier or an order; in order.
pub fn chunks(text: &str) -> Vec<Chunk<'_>> {
    let mut chunks = Vec::new();
    let mut start = None;
    let bytes = text.as_bytes();
    for (index, byte) in bytes.iter().copied().chain([b' ']).enumerate() {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            start.get_or_insert(index);
        } else if let Some(begin) = start.take() {
            push(text, begin, index, &mut chunks);
            if chunks.len() >= CHUNKS_MAX {
                break;
            }
        }
    }
    chunks
}

fn push<'a>(text: &'a str, start: usize, end: usize, chunks: &mut Vec<Chunk<'a>>) {
    let Some(raw) = text.get(start..end) else { return };
    let trimmed = raw.trim_matches('-');
    let start = start + (raw.len() - raw.trim_start_matches('-').len());
    if trimmed.is_empty() {
        return;
    }
    let has_hash = text.get(..start).is_some_and(|before| before.ends_with('#'));
    chunks.push(Chunk { text: trimmed, start, end: start + trimmed.len(), has_hash });
}

/// Whether `text` looks like `pattern`: `9` a digit, `A` a capital letter, `X` either, else itself.
#[inline(never)]
pub fn looks_like(text: &str, pattern: &str) -> bool {
    let fits = |(byte, place): (u8, u8)| match place {
        b'9' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_uppercase(),
        b'X' => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
        other => byte == other,
    };
    text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(fits)
}

/// The digits of a text as numbers, everything else left out.
pub fn digits(text: &str) -> impl DoubleEndedIterator<Item = u32> {
    text.bytes().filter(u8::is_ascii_digit).map(|byte| u32::from(byte - b'0'))
}
