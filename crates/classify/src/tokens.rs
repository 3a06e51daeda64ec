//! A text as tokens: words looked up in the lexicon's atoms, with their sentence and place.

use crate::features::WordHashes;
use crate::split::{Piece, split};
use crate::tables::{Atom, NONE, last_atom_not_after};

/// Words beyond this are not read. 64 KB of one-letter words still fits.
pub const TOKENS_MAX: usize = 32_768;
/// Atoms kept for one word: itself and its longest beginnings.
const ATOMS_PER_TOKEN_MAX: usize = 4;

/// A word of the text.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Byte offset of its first character.
    pub start: u32,
    /// Byte offset after its last character.
    pub end: u32,
    /// Number of its sentence.
    pub sentence: u32,
    /// Whether a clause starts here.
    pub starts_clause: bool,
    /// Whether the text has it all in capitals (two letters at least).
    pub capitals: bool,
    /// Languages of which it is a stop word, as bits.
    pub languages: u32,
    /// What the model knows it by, see `features.rs`.
    pub hashes: WordHashes,
    atoms: [u16; ATOMS_PER_TOKEN_MAX],
}

impl Token {
    /// Identities of the atoms this word is or begins with.
    pub fn identities(&self) -> impl Iterator<Item = u16> {
        self.atoms.into_iter().take_while(|identity| *identity != NONE)
    }
}

/// The words of a text and which of its sentences are questions.
#[derive(Default)]
pub struct Tokens {
    /// In order.
    pub list: Vec<Token>,
    /// Sentence number -> ends in a question mark.
    questions: Vec<bool>,
}

impl Tokens {
    /// Appends the words of `text`, which begins at byte `offset` of the message, as new sentences.
    pub fn append(&mut self, text: &str, offset: usize) {
        let mut sentence = self.questions.len() as u32;
        let mut starts_clause = true;
        let list = &mut self.list;
        let questions = &mut self.questions;
        let mut close = |question: bool, list: &[Token], sentence: &mut u32| {
            let has_words = list.last().is_some_and(|token| token.sentence == *sentence);
            if has_words {
                questions.push(question);
                *sentence += 1;
            } else if question && let Some(last) = questions.last_mut() {
                *last = true; // "really!?" is a question
            }
        };
        split(text, |piece| match piece {
            Piece::Word { folded, start, end } if list.len() < TOKENS_MAX => {
                let mut token = look_up(folded);
                token.start = (offset + start) as u32;
                token.end = (offset + end) as u32;
                token.sentence = sentence;
                token.starts_clause = std::mem::take(&mut starts_clause);
                token.capitals = is_capitals(text.get(start..end).unwrap_or(""));
                token.hashes = WordHashes::of(folded);
                list.push(token);
            }
            Piece::Word { .. } => {}
            Piece::ClauseEnd => starts_clause = true,
            Piece::SentenceEnd | Piece::QuestionEnd => {
                starts_clause = true;
                close(piece == Piece::QuestionEnd, list, &mut sentence);
            }
        });
        close(false, list, &mut sentence);
    }

    /// Whether the sentence with this number is a question.
    pub fn is_question(&self, sentence: u32) -> bool {
        self.questions.get(sentence as usize).copied().unwrap_or(false)
    }

    /// Whether there is a question mark anywhere.
    pub fn has_question(&self) -> bool {
        self.questions.contains(&true)
    }
}

fn look_up(folded: &str) -> Token {
    let mut atoms = [NONE; ATOMS_PER_TOKEN_MAX];
    let mut slots = atoms.iter_mut();
    let mut keep = |identity: u16| {
        if let Some(slot) = slots.next() {
            *slot = identity;
        }
    };
    let mut languages = 0;
    let mut number = last_atom_not_after(folded).unwrap_or(NONE);
    // Every beginning of the word in the table also begins the nearest entry before it, so one
    // search and a walk up the chain of beginnings find them all.
    while let Some(atom) = Atom::get(number) {
        if atom.is(folded) {
            languages = atom.languages();
            if atom.is_exact() {
                keep(number * 2);
            }
        }
        if atom.is_prefix() && atom.begins(folded) {
            keep(number * 2 + 1);
        }
        number = atom.parent;
    }
    if folded.bytes().all(|byte| byte.is_ascii_digit())
        && let Some(number) = last_atom_not_after("#")
        && Atom::get(number).is_some_and(|atom| atom.is("#"))
    {
        keep(number * 2);
    }
    Token {
        start: 0,
        end: 0,
        sentence: 0,
        starts_clause: false,
        capitals: false,
        languages,
        hashes: WordHashes::default(),
        atoms,
    }
}

fn is_capitals(word: &str) -> bool {
    word.chars().filter(|character| character.is_uppercase()).count() >= 2 && !word.chars().any(char::is_lowercase)
}
