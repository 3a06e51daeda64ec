//! The words of a text with what the rules know of them: disguised words are read as what they pose as.

use crate::tables::{ATOM_COMPACT, ATOM_EXACT, ATOM_PREFIX, Lexicon};
use crate::words::{Word, Words};

/// A word spelled out one letter at a time has at least this many.
const SPELLED_OUT_MIN: usize = 4;
/// A word cut in two by a single blank is joined from this length on: shorter ones are two words by chance.
const CUT_IN_TWO_BYTES_MIN: usize = 7;
/// Between the pieces of one word stand at most this many bytes.
const SEPARATOR_BYTES_MAX: u32 = 8;

/// A word, or several read as one.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Byte offset in the original text.
    pub start: u32,
    /// Byte offset after it in the original text.
    pub end: u32,
    /// Number of its sentence.
    pub sentence: u32,
    /// Written in a way that ordinary writing doesn't.
    pub is_odd: bool,
    first_identity: u32,
    identity_count: u8,
}

/// A text's tokens.
#[derive(Default)]
pub struct Tokens {
    /// In order.
    pub list: Vec<Token>,
    identities: Vec<u16>,
}

impl Tokens {
    /// Looks up the words of a text in `lexicon`.
    pub fn read(words: &Words, lexicon: &impl Lexicon) -> Self {
        let count = words.list.len();
        let mut tokens = Self { list: Vec::with_capacity(count), identities: Vec::with_capacity(count) };
        let mut place = 0;
        while let Some(word) = words.list.get(place) {
            let before = tokens.identities.len();
            let walked = look_up(words.bytes(word, word), lexicon, &mut tokens.identities);
            let count = walked.and_then(|node| joined(words, place, node, lexicon));
            let last = count.and_then(|count| words.list.get(place + count - 1)).unwrap_or(word);
            if count.is_some() {
                tokens.identities.truncate(before);
                look_up(words.bytes(word, last), lexicon, &mut tokens.identities);
            }
            tokens.push(words, word, last, before, lexicon);
            place += count.unwrap_or(1);
        }
        tokens
    }

    /// What the lexicon knows the token as.
    pub fn identities(&self, token: &Token) -> &[u16] {
        let start = token.first_identity as usize;
        self.identities.get(start..start + usize::from(token.identity_count)).unwrap_or(&[])
    }

    /// The number of the first token that ends after byte `offset` of the original text.
    pub fn at(&self, offset: u32) -> usize {
        self.list.partition_point(|token| token.end <= offset)
    }

    /// Adds the token from `first` to `last`, whose identities are those from `before` on.
    fn push(&mut self, words: &Words, first: &Word, last: &Word, before: usize, lexicon: &impl Lexicon) {
        let folded = words.bytes(first, last);
        let mut is_odd = first.is_odd || first.from != last.from;
        if self.identities.len() == before && first.is_mixed {
            is_odd |= look_up_leet(folded, lexicon, &mut self.identities);
        }
        if folded.iter().all(u8::is_ascii_digit) {
            look_up(b"#", lexicon, &mut self.identities);
        }
        self.list.push(Token {
            start: first.start,
            end: last.end,
            sentence: first.sentence,
            is_odd,
            first_identity: before as u32,
            identity_count: (self.identities.len() - before).min(255) as u8,
        });
    }
}

/// Pushes the identities of one word: all beginnings of it that are atoms, and itself. Where the word ends in the
/// lexicon, if longer atoms may begin with it.
fn look_up<L: Lexicon>(folded: &[u8], lexicon: &L, identities: &mut Vec<u16>) -> Option<L::Node> {
    let mut node = lexicon.root();
    let mut left = folded.len();
    for byte in folded {
        node = lexicon.child(node, *byte)?;
        left -= 1;
        if let Some((atom, flags)) = lexicon.atom(node) {
            if flags & ATOM_PREFIX != 0 {
                identities.push(atom * 2 + 1);
            }
            if left == 0 && flags & ATOM_EXACT != 0 {
                identities.push(atom * 2);
            }
        }
    }
    Some(node)
}

/// Looks the word up with its digits and signs read as letters; whether it was found.
fn look_up_leet(folded: &[u8], lexicon: &impl Lexicon, identities: &mut Vec<u16>) -> bool {
    let before = identities.len();
    let folded = std::str::from_utf8(folded).unwrap_or("");
    for one in ['i', 'l'] {
        let word: String = folded.chars().map(|letter| unleet(letter, one)).collect();
        look_up(word.as_bytes(), lexicon, identities);
        if identities.len() > before {
            return true;
        }
    }
    false
}

fn unleet(letter: char, one: char) -> char {
    match letter {
        '0' => 'o',
        '1' | '!' | '|' => one,
        '2' => 'z',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '6' | '9' => 'g',
        '7' | '+' => 't',
        '8' => 'b',
        other => other,
    }
}

/// How many words from `place` on are the pieces of one: spelled out, or a telling word cut up. The first of them ends at
/// `node` of the lexicon.
fn joined<L: Lexicon>(words: &Words, place: usize, mut node: L::Node, lexicon: &L) -> Option<usize> {
    let first = words.list.get(place)?;
    // In scripts without blanks every character is a word: nothing is spelled out there.
    if !words.bytes(first, first).first()?.is_ascii() {
        return None;
    }
    let mut best = None;
    let mut all_single = first.to - first.from == 1;
    let mut blank_only = true;
    let mut previous = first;
    for (index, word) in words.list.get(place..)?.iter().enumerate().skip(1) {
        let gap = word.start.saturating_sub(previous.end);
        if gap > SEPARATOR_BYTES_MAX {
            break;
        }
        blank_only &= gap == 1;
        for byte in words.bytes(word, word) {
            let Some(next) = lexicon.child(node, *byte) else { return best };
            node = next;
        }
        all_single &= word.to - word.from == 1;
        previous = word;
        let count = index + 1;
        let Some((_, flags)) = lexicon.atom(node) else { continue };
        let length = (word.to - first.from) as usize;
        let is_cut = flags & ATOM_COMPACT != 0 && (count > 2 || !blank_only || length >= CUT_IN_TWO_BYTES_MIN);
        let is_spelled_out = all_single && count >= SPELLED_OUT_MIN;
        if is_cut || is_spelled_out {
            best = Some(count);
        }
    }
    best
}
