//! Cutting a folded text into words.
//!
//! A word is a run of letters and digits; a Han, Kana or Hangul character, an emoji and a few marks each
//! are a word of their own. Also compiled into the build script, so that patterns are cut as replies are.

use super::fold::{Glyph, fold, is_ideograph};

/// A longer word is compared by its beginning only, which bounds the work done for one word.
const WORD_BYTES_MAX: usize = 40;

/// A word of a text.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Where its folded form begins in [`Words::folded`].
    pub from: u32,
    /// Where its folded form ends.
    pub to: u32,
    /// Byte offset of its first character in the original text.
    pub start: u32,
    /// Byte offset after its last character in the original text.
    pub end: u32,
    /// Number of its sentence.
    pub sentence: u32,
    /// Written in a way that ordinary writing doesn't.
    pub is_odd: bool,
    /// Has digits or signs among its letters, as "wh4tsapp" does.
    pub is_mixed: bool,
}

/// A text as words; their folded forms follow each other without anything between.
#[derive(Default)]
pub struct Words {
    /// All folded forms.
    pub folded: String,
    /// In order.
    pub list: Vec<Word>,
}

impl Words {
    /// Cuts glyphs into words.
    pub fn cut(glyphs: &[Glyph]) -> Self {
        let mut words =
            Self { folded: String::with_capacity(glyphs.len()), list: Vec::with_capacity(glyphs.len() / 4) };
        let mut sentence = 0;
        let mut place = 0;
        while let Some(glyph) = glyphs.get(place) {
            let length = word_length(glyphs, place);
            if length == 0 {
                sentence += u32::from(ends_sentence(glyphs, place, glyph.letter));
                place += 1;
                continue;
            }
            words.push(glyphs.get(place..place + length).unwrap_or(&[]), sentence);
            place += length;
        }
        words
    }

    /// A word's folded form.
    pub fn text(&self, word: &Word) -> &str {
        self.folded.get(word.from as usize..word.to as usize).unwrap_or("")
    }

    fn push(&mut self, glyphs: &[Glyph], sentence: u32) {
        let (Some(first), Some(last)) = (glyphs.first(), glyphs.last()) else { return };
        let from = self.folded.len();
        for glyph in glyphs {
            let fits = self.folded.len() - from + glyph.letter.len_utf8() <= WORD_BYTES_MAX;
            if fits
                && !(glyph.letter.is_alphabetic()
                    && is_third_repeat(self.folded.get(from..).unwrap_or(""), glyph.letter))
            {
                self.folded.push(glyph.letter);
            }
        }
        let has_letter = glyphs.iter().any(|glyph| glyph.letter.is_alphabetic());
        self.list.push(Word {
            from: from as u32,
            to: self.folded.len() as u32,
            start: first.start,
            end: last.end,
            sentence,
            is_odd: glyphs.iter().any(|glyph| glyph.is_odd),
            is_mixed: has_letter && glyphs.iter().any(|glyph| !glyph.letter.is_alphabetic()),
        });
    }
}

/// The folded words of a text, as patterns want them.
pub fn words_of(text: &str) -> Vec<String> {
    let words = Words::cut(&fold(text));
    words.list.iter().map(|word| words.text(word).to_owned()).collect()
}

/// How many glyphs the word at `place` has; 0 where none begins.
fn word_length(glyphs: &[Glyph], place: usize) -> usize {
    let letter = |place: usize| glyphs.get(place).map(|glyph| glyph.letter);
    let Some(first) = letter(place) else { return 0 };
    if is_ideograph(first) || is_pictograph(first) || is_mark(first) && !poses_as_letter(glyphs, place) {
        return 1;
    }
    let mut end = place;
    while let Some(next) = letter(end) {
        let goes_on = next.is_alphanumeric() && !is_ideograph(next) || poses_as_letter(glyphs, end);
        if !goes_on {
            break;
        }
        end += 1;
    }
    end - place
}

/// A sign in place of a letter: "p@ypal", "rev!ew", "di$count".
fn poses_as_letter(glyphs: &[Glyph], place: usize) -> bool {
    let Some(glyph) = glyphs.get(place) else { return false };
    if !matches!(glyph.letter, '@' | '$' | '!' | '|' | '€') {
        return false;
    }
    let before = place.checked_sub(1).and_then(|place| glyphs.get(place));
    let after = glyphs.get(place + 1);
    let is_letter = |glyph: Option<&Glyph>| {
        glyph.is_some_and(|glyph| glyph.letter.is_alphabetic() && !is_ideograph(glyph.letter) && !glyph.is_upper)
    };
    before.is_some_and(|glyph| glyph.letter.is_alphabetic() && !is_ideograph(glyph.letter)) && is_letter(after)
}

/// "sooooo" is read as "soo": a letter is kept twice in a row at most.
fn is_third_repeat(word: &str, letter: char) -> bool {
    let mut tail = word.chars().rev();
    tail.next() == Some(letter) && tail.next() == Some(letter)
}

/// Emoji and dingbats.
fn is_pictograph(letter: char) -> bool {
    matches!(letter, '\u{2600}'..='\u{27BF}' | '\u{2B50}' | '\u{1F300}'..='\u{1FAFF}')
}

/// Marks that are words for the rules.
fn is_mark(letter: char) -> bool {
    matches!(letter, '$' | '€' | '£' | '¥' | '%' | '+' | '@')
}

/// The full stop of "31. Januar": one or two digits stand before it.
fn is_ordinal(glyphs: &[Glyph], place: usize) -> bool {
    let digits = glyphs.get(..place).unwrap_or(&[]).iter().rev().take_while(|glyph| glyph.letter.is_ascii_digit());
    (1..=2).contains(&digits.take(3).count())
}

fn ends_sentence(glyphs: &[Glyph], place: usize, letter: char) -> bool {
    let after = glyphs.get(place + 1).map(|glyph| glyph.letter);
    match letter {
        '?' | '!' | '。' | '…' | '؟' => true,
        '.' => !after.is_some_and(char::is_alphanumeric) && !is_ordinal(glyphs, place),
        // Mail is wrapped, and rules are dodged by breaking lines: only a line that begins anew ends a sentence.
        '\n' => {
            let rest = glyphs.get(place + 1..).unwrap_or(&[]);
            let next = rest.iter().find(|glyph| !matches!(glyph.letter, ' ' | '\t' | '\r'));
            next.is_none_or(|glyph| {
                glyph.is_upper || glyph.letter == '\n' || !(glyph.letter.is_alphanumeric() || is_mark(glyph.letter))
            })
        }
        _ => false,
    }
}
