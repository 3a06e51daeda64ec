//! The pattern language of the lexicon.
//!
//! ```text
//! pattern  = element *( " " element )
//! element  = choice | "~" digits | "^" | "?" | "#"
//! choice   = word *( "|" word )
//! word     = letters [ "*" ] | letters "_" letters | "@" class name
//! ```
//!
//! `~3` lets up to three words stand between its neighbours; `^` (first) wants the start of a clause;
//! `?` (last) wants a sentence that ends in a question mark; `#` is any number. `*` makes a word a
//! prefix. `_` joins words that follow each other. In scripts without spaces, every character is a
//! word, so `退款` is two words in a row.

use crate::split::{Piece, split};
use std::collections::BTreeMap;

/// Named choices of `classes.tsv`.
pub type Classes = BTreeMap<String, String>;

/// A folded word, or the beginning of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Atom {
    /// Folded text.
    pub text: String,
    /// Whether longer words match as well.
    pub prefix: bool,
}

/// One place of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// How many words may stand between this place and the one before.
    pub gap_max: u8,
    /// Any of these, sorted.
    pub atoms: Vec<Atom>,
}

/// What the matcher looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// At least one.
    pub elements: Vec<Element>,
    /// Only at the start of a clause.
    pub at_start: bool,
    /// Only in a question.
    pub in_question: bool,
}

const ELEMENTS_MAX: usize = 12;
const GAP_MAX: u8 = 12;
const SPELLINGS_MAX: usize = 160;

/// A pattern's phrases: one for each combination of choices of different length.
pub fn parse(pattern: &str, classes: &Classes) -> Result<Vec<Phrase>, String> {
    let empty = Phrase { elements: Vec::new(), at_start: false, in_question: false };
    let mut phrases = vec![empty];
    let mut gap_max = 0;
    for element in pattern.split(' ') {
        if element == "^" {
            phrases.iter_mut().for_each(|phrase| phrase.at_start = true);
        } else if element == "?" {
            phrases.iter_mut().for_each(|phrase| phrase.in_question = true);
        } else if let Some(digits) = element.strip_prefix('~') {
            gap_max = digits.parse().map_err(|_| "a gap is ~ and a number")?;
            if gap_max > GAP_MAX {
                return Err(format!("a gap is at most {GAP_MAX}"));
            }
        } else {
            phrases = extend(&phrases, &spellings(element, classes)?, gap_max);
            gap_max = 0;
        }
        if phrases.len() > SPELLINGS_MAX {
            return Err(format!("more than {SPELLINGS_MAX} spellings"));
        }
    }
    if gap_max > 0 {
        return Err("a gap stands between two words".into());
    }
    let sound = |phrase: &Phrase| (1..=ELEMENTS_MAX).contains(&phrase.elements.len());
    if phrases.iter().all(sound) { Ok(phrases) } else { Err("empty or too long".into()) }
}

fn extend(phrases: &[Phrase], spellings: &[Vec<Vec<Atom>>], gap_max: u8) -> Vec<Phrase> {
    let mut extended = Vec::new();
    for phrase in phrases {
        for spelling in spellings {
            let mut longer = phrase.clone();
            for (place, atoms) in spelling.iter().enumerate() {
                let gap_max = if place == 0 { gap_max } else { 0 };
                longer.elements.push(Element { gap_max, atoms: atoms.clone() });
            }
            extended.push(longer);
        }
    }
    extended
}

/// The spellings of one element: all single words together, then each longer one by itself.
fn spellings(element: &str, classes: &Classes) -> Result<Vec<Vec<Vec<Atom>>>, String> {
    let mut single = Vec::new();
    let mut longer = Vec::new();
    for choice in element.split('|') {
        match choice.strip_prefix('@') {
            Some(class) => {
                let words = classes.get(class).ok_or_else(|| format!("no class @{class}"))?;
                for word in words.split('|') {
                    sort_choice(atoms(word)?, &mut single, &mut longer);
                }
            }
            None => sort_choice(atoms(choice)?, &mut single, &mut longer),
        }
    }
    single.sort();
    single.dedup();
    if !single.is_empty() {
        longer.push(vec![single]);
    }
    Ok(longer)
}

fn sort_choice(mut atoms: Vec<Atom>, single: &mut Vec<Atom>, longer: &mut Vec<Vec<Vec<Atom>>>) {
    if atoms.len() == 1 {
        single.append(&mut atoms);
    } else {
        longer.push(atoms.into_iter().map(|atom| vec![atom]).collect());
    }
}

fn atoms(choice: &str) -> Result<Vec<Atom>, String> {
    if choice == "#" {
        return Ok(vec![Atom { text: "#".into(), prefix: false }]);
    }
    let (body, prefix) = choice.strip_suffix('*').map_or((choice, false), |body| (body, true));
    let texts: Vec<String> = body.split('_').flat_map(words).collect();
    if texts.is_empty() {
        return Err(format!("{choice:?} has no word"));
    }
    let last = texts.len() - 1;
    let atom = |(place, text)| Atom { text, prefix: prefix && place == last };
    Ok(texts.into_iter().enumerate().map(atom).collect())
}

/// The folded words of a text, cut as the classifier cuts a message.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    split(text, |piece| {
        if let Piece::Word { folded, .. } = piece {
            words.push(folded.to_owned());
        }
    });
    words
}
