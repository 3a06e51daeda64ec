//! Cutting a folded text into words.
//!
//! A word is a run of letters and digits; a Han, Kana or Hangul character, an emoji and a few marks each
//! are a word of their own. Also compiled into the build script, so that patterns are cut as replies are.

use super::fold::{Glyph, IDEOGRAPH, LETTER, MARK, NUMBER, PICTOGRAPH, SIGN, fold};
use sellerdesk_pattern::Dialect;

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
            if glyph.is(IDEOGRAPH) {
                words.push_ideograph(glyph, sentence);
                place += 1;
                continue;
            }
            // A blank, most often: neither a word nor the end of a sentence.
            if glyph.letter == ' ' {
                place += 1;
                continue;
            }
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

    /// The folded form of the words from `first` to `last`.
    pub fn bytes(&self, first: &Word, last: &Word) -> &[u8] {
        self.folded.as_bytes().get(first.from as usize..last.to as usize).unwrap_or(&[])
    }

    fn push_ideograph(&mut self, glyph: &Glyph, sentence: u32) {
        let from = self.folded.len() as u32;
        self.folded.push(glyph.letter);
        let Glyph { start, end, is_odd, .. } = *glyph;
        let to = self.folded.len() as u32;
        self.list.push(Word { from, to, start, end, sentence, is_odd, is_mixed: false });
    }

    fn push(&mut self, glyphs: &[Glyph], sentence: u32) {
        let (Some(first), Some(last)) = (glyphs.first(), glyphs.last()) else { return };
        let from = self.folded.len();
        let (mut kinds, mut is_odd) = (0, false);
        let mut tail = ['\0'; 2];
        for glyph in glyphs {
            kinds |= if glyph.is(LETTER) { LETTER } else { !LETTER };
            is_odd |= glyph.is_odd;
            // "sooooo" is read as "soo": a letter is kept twice in a row at most.
            let is_third = tail[1] == glyph.letter && tail[0] == glyph.letter && glyph.is(LETTER);
            if !is_third && self.folded.len() - from + glyph.letter.len_utf8() <= WORD_BYTES_MAX {
                self.folded.push(glyph.letter);
                tail = [tail[1], glyph.letter];
            }
        }
        self.list.push(Word {
            from: from as u32,
            to: self.folded.len() as u32,
            start: first.start,
            end: last.end,
            sentence,
            is_odd,
            is_mixed: kinds == u8::MAX,
        });
    }
}

/// The patterns of the rules: `^` wants one of the words to be disguised (look-alike letters, spelled out, signs for
/// letters).
pub const DIALECT: Dialect = Dialect {
    words: words_of,
    first_sign: Some("^"),
    last_sign: None,
    may_cross: true,
    elements_max: 20,
    gap_max: 40,
    spellings_max: 200,
};

/// The folded words of a text.
fn words_of(text: &str) -> Vec<String> {
    let words = Words::cut(&fold(text));
    let text = |word| String::from_utf8_lossy(words.bytes(word, word)).into_owned();
    words.list.iter().map(text).collect()
}

/// How many glyphs the word at `place` has; 0 where none begins.
fn word_length(glyphs: &[Glyph], place: usize) -> usize {
    let Some(first) = glyphs.get(place) else { return 0 };
    if first.is(IDEOGRAPH | PICTOGRAPH) || first.is(MARK) && !poses_as_letter(glyphs, place) {
        return 1;
    }
    let mut end = place;
    while glyphs.get(end).is_some_and(|next| next.is(LETTER | NUMBER) || next.is(SIGN) && poses_as_letter(glyphs, end))
    {
        end += 1;
    }
    end - place
}

/// A sign in place of a letter: "p@ypal", "rev!ew", "di$count".
fn poses_as_letter(glyphs: &[Glyph], place: usize) -> bool {
    let is = |place: usize, kinds: u8| glyphs.get(place).is_some_and(|glyph| glyph.is(kinds));
    is(place, SIGN)
        && place.checked_sub(1).is_some_and(|before| is(before, LETTER))
        && glyphs.get(place + 1).is_some_and(|after| after.is(LETTER) && !after.is_upper)
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
                glyph.is_upper || glyph.letter == '\n' || !(glyph.letter.is_alphanumeric() || glyph.is(MARK))
            })
        }
        _ => false,
    }
}
