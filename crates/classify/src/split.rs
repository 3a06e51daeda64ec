//! Splitting text into folded words, in one pass and without allocation.
//!
//! A word is a run of letters and digits; a Han, Kana or Hangul character and an emoji each are a
//! word of their own, so that languages without spaces need no dictionary. Also compiled into the
//! build script, so that lexicon phrases are cut the way messages are.

use super::fold::{fold, is_ideograph, is_invisible};

/// A longer word is compared by its beginning only, which bounds the work done for one word.
pub const WORD_BYTES_MAX: usize = 48;

/// What the splitter found next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A word: its folded form, and where it stands in the text.
    Word {
        /// Folded form, at most `WORD_BYTES_MAX` bytes.
        folded: &'a str,
        /// Byte offset of its first character.
        start: usize,
        /// Byte offset after its last character.
        end: usize,
    },
    /// A comma, semicolon, colon, dash or bracket: a new clause begins.
    ClauseEnd,
    /// A full stop, exclamation mark or line break: a new sentence begins.
    SentenceEnd,
    /// A question mark: a new sentence begins, and the one before was a question.
    QuestionEnd,
}

/// Cuts `text` into pieces and hands each to `visit`, in order.
pub fn split(text: &str, mut visit: impl FnMut(Piece<'_>)) {
    let mut word = Word::default();
    for (index, character) in text.char_indices() {
        let next_index = index + character.len_utf8();
        if is_invisible(character) {
            continue;
        }
        if is_ideograph(character) || is_pictograph(character) || is_standing_mark(character) {
            word.flush(&mut visit);
            word.push(character, index, next_index);
            word.flush(&mut visit);
        } else if character.is_alphanumeric() {
            word.push(character, index, next_index);
        } else if is_apostrophe(character) && joins_words(text.get(next_index..).unwrap_or("")) {
            continue;
        } else {
            word.flush(&mut visit);
            if let Some(end) = end_mark(character, text.get(next_index..).unwrap_or("")) {
                visit(end);
            }
        }
    }
    word.flush(&mut visit);
}

/// The word being read.
#[derive(Default)]
struct Word {
    folded: String,
    start: usize,
    end: usize,
}

impl Word {
    fn push(&mut self, character: char, start: usize, end: usize) {
        if self.end == 0 || self.folded.is_empty() {
            self.start = start;
        }
        self.end = end;
        let folded = &mut self.folded;
        fold(character, |lower| {
            if folded.len() + lower.len_utf8() <= WORD_BYTES_MAX && !is_third_repeat(folded, lower) {
                folded.push(lower);
            }
        });
    }

    fn flush(&mut self, visit: &mut impl FnMut(Piece<'_>)) {
        if !self.folded.is_empty() {
            visit(Piece::Word { folded: &self.folded, start: self.start, end: self.end });
        }
        self.folded.clear();
    }
}

/// "sooooo" is read as "soo": a letter is kept twice in a row at most. Digits are left alone.
fn is_third_repeat(folded: &str, lower: char) -> bool {
    let mut tail = folded.chars().rev();
    lower.is_alphabetic() && tail.next() == Some(lower) && tail.next() == Some(lower)
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | 'ʼ' | '`' | '´' | '＇')
}

/// Whether an apostrophe belongs to the English word around it ("don't", "where's"): the rest begins
/// with one of the English endings. Elsewhere ("j'ai", "l'ordine") it separates two words.
fn joins_words(rest: &str) -> bool {
    let bytes = rest.as_bytes();
    let letters = bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let after = rest.chars().nth(letters);
    if after.is_some_and(char::is_alphanumeric) {
        return false;
    }
    ["t", "s", "m", "d", "re", "ve", "ll"]
        .iter()
        .any(|ending| rest.get(..letters).is_some_and(|word| word.eq_ignore_ascii_case(ending)))
}

/// Emoji and dingbats: they carry tone, so they are words.
fn is_pictograph(character: char) -> bool {
    matches!(character, '\u{2600}'..='\u{27BF}' | '\u{2B50}' | '\u{1F300}'..='\u{1FAFF}')
}

/// Marks that are words for the lexicon: currency signs are what money patterns anchor on.
fn is_standing_mark(character: char) -> bool {
    matches!(character, '$' | '€' | '£' | '¥' | '￥')
}

fn end_mark(character: char, rest: &str) -> Option<Piece<'static>> {
    match character {
        '?' | '？' | '؟' => Some(Piece::QuestionEnd),
        '!' | '！' | '。' | '…' | '｡' => Some(Piece::SentenceEnd),
        // "3.5" and "example.com" go on; "end. Next" does not.
        '.' => {
            let goes_on = rest.chars().next().is_some_and(char::is_alphanumeric);
            (!goes_on).then_some(Piece::SentenceEnd)
        }
        // Mail is wrapped at a fixed width: a line that goes on in lower case is the same sentence.
        '\n' => {
            let goes_on = rest.chars().next().is_some_and(char::is_lowercase);
            (!goes_on).then_some(Piece::SentenceEnd)
        }
        ',' | ';' | ':' | '，' | '、' | '；' | '：' | '(' | ')' | '–' | '—' | '¿' | '¡' | '"' | '“' | '”' => {
            Some(Piece::ClauseEnd)
        }
        _ => None,
    }
}
