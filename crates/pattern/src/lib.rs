//! The pattern language that the classifier's lexicon and the compliance rules are written in.
//!
//! ```text
//! pattern  = [ first sign " " ] element *( " " element ) [ " " last sign ]
//! element  = choice | "~" digits | "~~" digits
//! choice   = word *( "|" word )
//! word     = letters [ "*" ] | letters "_" letters | "@" class name | "#"
//! ```
//!
//! `~3` lets up to three words of the same sentence stand between its neighbours, `~~3` also lets sentences
//! end between them. `*` makes a word a prefix. `_` joins words that follow each other. `#` is any number.
//! In scripts without blanks every character is a word, so `好评` is two words in a row. What differs between
//! the two, the signs and limits and how text is cut into words, is their [`Dialect`].

use std::collections::BTreeMap;

/// What one user of the language has of its own.
pub struct Dialect {
    /// How its texts are cut into folded words.
    pub words: fn(&str) -> Vec<String>,
    /// A condition that may stand first.
    pub first_sign: Option<&'static str>,
    /// A condition that may stand last.
    pub last_sign: Option<&'static str>,
    /// Whether `~~` is known.
    pub may_cross: bool,
    /// The longest phrase, in words.
    pub elements_max: usize,
    /// The widest gap, in words.
    pub gap_max: u8,
    /// How many spellings one pattern may have.
    pub spellings_max: usize,
}

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
    /// Whether the dialect's first sign stands before it.
    pub has_first_sign: bool,
    /// Whether the dialect's last sign stands after it.
    pub has_last_sign: bool,
}

impl Dialect {
    /// A pattern's phrases: one for each combination of choices of different length.
    ///
    /// # Errors
    /// What is wrong with the pattern, for the person who wrote it.
    pub fn parse(&self, pattern: &str, classes: &Classes) -> Result<Vec<Phrase>, String> {
        let mut rest = pattern;
        let first = self.first_sign.and_then(|sign| rest.strip_prefix(sign)?.strip_prefix(' '));
        rest = first.unwrap_or(rest);
        let last = self.last_sign.and_then(|sign| rest.strip_suffix(sign)?.strip_suffix(' '));
        rest = last.unwrap_or(rest);
        let phrase = Phrase { elements: Vec::new(), has_first_sign: first.is_some(), has_last_sign: last.is_some() };
        let mut phrases = vec![phrase];
        let mut gap = (0, false);
        for element in rest.split(' ') {
            if let Some(gap_text) = element.strip_prefix('~') {
                gap = self.parse_gap(gap_text)?;
            } else {
                phrases = extend(&phrases, &self.spellings(element, classes)?, gap);
                gap = (0, false);
            }
            if phrases.len() > self.spellings_max {
                return Err(format!("more than {} spellings", self.spellings_max));
            }
        }
        if gap.0 > 0 {
            return Err("a gap stands between two words".into());
        }
        let is_sound = |phrase: &Phrase| (1..=self.elements_max).contains(&phrase.elements.len());
        let unsound = || format!("empty, or longer than {} words", self.elements_max);
        if phrases.iter().all(is_sound) { Ok(phrases) } else { Err(unsound()) }
    }

    fn parse_gap(&self, text: &str) -> Result<(u8, bool), String> {
        let crossing = text.strip_prefix('~').filter(|_| self.may_cross);
        let gap_max: u8 = crossing.unwrap_or(text).parse().map_err(|_| "a gap is ~ and a number")?;
        if gap_max > self.gap_max {
            return Err(format!("a gap is at most {}", self.gap_max));
        }
        Ok((gap_max, crossing.is_some()))
    }

    /// The spellings of one element: all single words together, then each longer one by itself.
    fn spellings(&self, element: &str, classes: &Classes) -> Result<Vec<Vec<Vec<Atom>>>, String> {
        let mut single = Vec::new();
        let mut longer = Vec::new();
        for choice in element.split('|') {
            match choice.strip_prefix('@') {
                Some(class) if !class.is_empty() => {
                    let words = classes.get(class).ok_or_else(|| format!("no class @{class}"))?;
                    for word in words.split('|') {
                        sort_choice(self.atoms(word)?, &mut single, &mut longer);
                    }
                }
                _ => sort_choice(self.atoms(choice)?, &mut single, &mut longer),
            }
        }
        single.sort();
        single.dedup();
        if !single.is_empty() {
            longer.push(vec![single]);
        }
        Ok(longer)
    }

    fn atoms(&self, choice: &str) -> Result<Vec<Atom>, String> {
        if choice == "#" {
            return Ok(vec![Atom { text: "#".into(), is_prefix: false }]);
        }
        let (body, is_prefix) = choice.strip_suffix('*').map_or((choice, false), |body| (body, true));
        let texts: Vec<String> = body.split('_').flat_map(self.words).collect();
        if texts.is_empty() {
            return Err(format!("{choice:?} has no word"));
        }
        let last = texts.len() - 1;
        let atom = |(place, text)| Atom { text, is_prefix: is_prefix && place == last };
        Ok(texts.into_iter().enumerate().map(atom).collect())
    }
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

fn sort_choice(mut atoms: Vec<Atom>, single: &mut Vec<Atom>, longer: &mut Vec<Vec<Vec<Atom>>>) {
    if atoms.len() == 1 {
        single.append(&mut atoms);
    } else {
        longer.push(atoms.into_iter().map(|atom| vec![atom]).collect());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::{Classes, Dialect};

    const PLAIN: Dialect = Dialect {
        words: |text| text.split_whitespace().map(str::to_owned).collect(),
        first_sign: Some("^"),
        last_sign: None,
        may_cross: false,
        elements_max: 3,
        gap_max: 5,
        spellings_max: 4,
    };

    #[test]
    fn reads_gaps_signs_choices_and_prefixes() {
        let classes = Classes::from([("money".to_owned(), "refund|coupon".to_owned())]);
        let phrases = PLAIN.parse("^ @money ~2 chang*|give_back", &classes).unwrap();
        assert_eq!(phrases.len(), 2);
        assert!(phrases.iter().all(|phrase| phrase.has_first_sign && !phrase.has_last_sign));
        let [together, single] = &phrases[..] else { unreachable!("two spellings") };
        assert_eq!(together.elements.len(), 3);
        assert_eq!((together.elements[1].gap_max, together.elements[2].gap_max), (2, 0));
        assert_eq!(single.elements[0].atoms.len(), 2);
        assert!(single.elements[1].atoms[0].is_prefix);
    }

    #[test]
    fn refuses_what_its_dialect_does_not_know() {
        for wrong in ["", "a ~6 b", "a ~~2 b", "a ~2", "a b c d", "@none", "a ~x b", "a_b|c_d|e_f|g_h|i_j"] {
            assert!(PLAIN.parse(wrong, &Classes::new()).is_err(), "{wrong}");
        }
        let crossing = Dialect { may_cross: true, ..PLAIN };
        assert!(crossing.parse("a ~~2 b", &Classes::new()).unwrap()[0].elements[1].crosses);
        let closing = Dialect { last_sign: Some("?"), ..PLAIN };
        assert!(closing.parse("a ?", &Classes::new()).unwrap()[0].has_last_sign);
    }
}
