//! What the model sees of a text: hashed words, beginnings of words, and pairs of words.
//!
//! The trainer and the classifier both read texts through this file, so a model fits exactly the
//! features it was trained on.

use crate::tokens::Tokens;

/// Features are numbers below this: a power of two.
pub const BUCKET_COUNT: usize = 1 << BUCKET_BITS;
const BUCKET_BITS: u32 = 17;
/// Words of a text that the model reads.
const WORDS_MAX: usize = 512;
/// Characters of a word's beginning that count as a word of their own: a stand-in for stemming.
const STEM_CHARACTERS: usize = 5;

/// Stands before the first word of a sentence; the second one before that of a question.
const SENTENCE_START: u32 = 0x51ab_c0de;
const QUESTION_START: u32 = 0x7e57_ab1e;
/// Tell the kinds of features apart.
const KIND_WORD: u32 = 0x9e37_79b1;
const KIND_STEM: u32 = 0x85eb_ca77;
const KIND_PAIR: u32 = 0xc2b2_ae3d;
const KIND_SKIP: u32 = 0x27d4_eb2f;

/// A word as the model knows it.
#[derive(Clone, Copy, Debug, Default)]
pub struct WordHashes {
    word: u32,
    stem: u32,
}

impl WordHashes {
    /// The hashes of a folded word. A run of digits counts as one sign: which number it is says nothing.
    pub fn of(folded: &str) -> Self {
        let mut hashes = Self { word: 0x811c_9dc5, stem: 0 };
        let mut length = 0;
        let mut was_digit = false;
        for character in folded.chars() {
            let is_digit = character.is_ascii_digit();
            let code = if is_digit { u32::from(b'#') } else { u32::from(character) };
            if !(is_digit && was_digit) {
                hashes.word = (hashes.word ^ code).wrapping_mul(0x0100_0193);
                length += 1;
                if length == STEM_CHARACTERS {
                    hashes.stem = hashes.word;
                }
            }
            was_digit = is_digit;
        }
        hashes
    }
}

/// Calls `visit` with every feature of a text, repeats included; how many there were. A feature comes as its bucket,
/// the number of its last word, and how many words before that one its other word stands (0: it has no other).
pub fn features(tokens: &Tokens, mut visit: impl FnMut(usize, usize, usize)) -> usize {
    let mut count = 0;
    let mut emit = |kind: u32, left: u32, right: u32, place: usize, back: usize| {
        count += 1;
        visit(bucket(kind, left, right), place, back);
    };
    let mut sentence = None;
    let (mut before, mut before_that) = (SENTENCE_START, 0);
    for (place, token) in tokens.list.iter().take(WORDS_MAX).enumerate() {
        let mut is_first = false;
        if sentence != Some(token.sentence) {
            sentence = Some(token.sentence);
            before = if tokens.is_question(token.sentence) { QUESTION_START } else { SENTENCE_START };
            before_that = 0;
            is_first = true;
        }
        let WordHashes { word, stem } = token.hashes;
        emit(KIND_WORD, word, 0, place, 0);
        if stem != 0 {
            emit(KIND_STEM, stem, 0, place, 0);
        }
        emit(KIND_PAIR, before, word, place, usize::from(!is_first));
        if before_that != 0 {
            // The second word of a sentence is paired with the beginning, which is no word.
            let is_second = matches!(before_that, SENTENCE_START | QUESTION_START);
            emit(KIND_SKIP, before_that, word, place, if is_second { 0 } else { 2 });
        }
        before_that = before;
        before = word;
    }
    count
}

fn bucket(kind: u32, left: u32, right: u32) -> usize {
    let mut hash = kind ^ left.wrapping_mul(0xcc9e_2d51);
    hash = (hash.rotate_left(15) ^ right).wrapping_mul(0x1b87_3593);
    hash ^= hash >> 16;
    (hash.wrapping_mul(0x85eb_ca6b) >> (32 - BUCKET_BITS)) as usize
}
