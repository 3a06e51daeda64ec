//! The pattern language of the rules.
//!
//! ```text
//! pattern  = [ "^" " " ] element *( " " element )
//! element  = choice | "~" digits | "~~" digits
//! choice   = word *( "|" word )
//! word     = letters [ "*" ] | letters "_" letters | "@" class name | "#"
//! ```
//!
//! `~3` lets up to three words of the same sentence stand between its neighbours, `~~3` also lets sentences
//! end between them. `*` makes a word a prefix. `_` joins words that follow each other. `#` is any number.
//! `^` (first) wants one of the words to be disguised: look-alike letters, spelled out, signs for letters.
//! In scripts without blanks every character is a word, so `好评` is two words in a row. Also compiled into
//! the build script.

use super::words::words_of;
use std::collections::BTreeMap;

/// Named choices: name -> words separated by `|`.
pub type Classes = BTreeMap<String, String>;

/// A folded word, or the beginning of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Atom {
    /// Folded text.
    pub text: String,
    /// Whether longer words match as well.
    pub is_prefix: bool,
}

/// One place of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// How many words may stand between this place and the one before.
    pub gap_max: u8,
    /// Whether sentences may end in that gap.
    pub crosses: bool,
    /// Any of these, sorted.
    pub atoms: Vec<Atom>,
}

/// What the matcher looks for: at least one element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrase {
    /// In order.
    pub elements: Vec<Element>,
    /// Whether one of the words has to be disguised.
    pub wants_odd: bool,
}

/// The longest phrase, in words.
pub const ELEMENTS_MAX: usize = 20;
/// The widest gap, in words.
pub const GAP_MAX: u8 = 40;
/// How many spellings one pattern may have.
pub const SPELLINGS_MAX: usize = 200;

/// A pattern's phrases: one for each combination of choices of different length.
///
/// # Errors
/// What is wrong with the pattern, for the person who wrote it.
pub fn parse(pattern: &str, classes: &Classes) -> Result<Vec<Phrase>, String> {
    let mut phrases = vec![Phrase::default()];
    let mut gap = (0, false);
    for (place, element) in pattern.split(' ').enumerate() {
        if element == "^" && place == 0 {
            phrases.iter_mut().for_each(|phrase| phrase.wants_odd = true);
        } else if let Some(gap_text) = element.strip_prefix('~') {
            gap = parse_gap(gap_text)?;
        } else {
            phrases = extend(&phrases, &spellings(element, classes)?, gap);
            gap = (0, false);
        }
        if phrases.len() > SPELLINGS_MAX {
            return Err(format!("more than {SPELLINGS_MAX} spellings"));
        }
    }
    if gap.0 > 0 {
        return Err("a gap stands between two words".into());
    }
    let is_sound = |phrase: &Phrase| (1..=ELEMENTS_MAX).contains(&phrase.elements.len());
    if phrases.iter().all(is_sound) { Ok(phrases) } else { Err(format!("empty, or longer than {ELEMENTS_MAX} words")) }
}

fn parse_gap(text: &str) -> Result<(u8, bool), String> {
    let (digits, crosses) = text.strip_prefix('~').map_or((text, false), |digits| (digits, true));
    let gap_max: u8 = digits.parse().map_err(|_| "a gap is ~ and a number")?;
    if gap_max > GAP_MAX { Err(format!("a gap is at most {GAP_MAX}")) } else { Ok((gap_max, crosses)) }
}

fn extend(phrases: &[Phrase], spellings: &[Vec<Vec<Atom>>], (gap_max, crosses): (u8, bool)) -> Vec<Phrase> {
    let mut extended = Vec::new();
    for phrase in phrases {
        for spelling in spellings {
            let mut longer = phrase.clone();
            for (place, atoms) in spelling.iter().enumerate() {
                let (gap_max, crosses) = if place == 0 { (gap_max, crosses) } else { (0, false) };
                longer.elements.push(Element { gap_max, crosses, atoms: atoms.clone() });
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
            Some(class) if !class.is_empty() => {
                let words = classes.get(class).ok_or_else(|| format!("no class @{class}"))?;
                for word in words.split('|') {
                    sort_choice(atoms(word)?, &mut single, &mut longer);
                }
            }
            _ => sort_choice(atoms(choice)?, &mut single, &mut longer),
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
        return Ok(vec![Atom { text: "#".into(), is_prefix: false }]);
    }
    let (body, is_prefix) = choice.strip_suffix('*').map_or((choice, false), |body| (body, true));
    let texts: Vec<String> = body.split('_').flat_map(words_of).collect();
    if texts.is_empty() {
        return Err(format!("{choice:?} has no word"));
    }
    let last = texts.len() - 1;
    let atom = |(place, text)| Atom { text, is_prefix: is_prefix && place == last };
    Ok(texts.into_iter().enumerate().map(atom).collect())
}
