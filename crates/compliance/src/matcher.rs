//! Finding phrases in a text.
//!
//! Each phrase is tried only where its rarest place may stand, then compared to both sides, nearest words
//! first and without going back. All work is counted against one budget, so time is bounded whatever the text.

use crate::book::{ElementEntry, PhraseEntry};
use crate::tokens::Tokens;

/// How many comparisons one text may cost; a reply of 2,000 characters costs a few thousand.
pub const STEPS_MAX: usize = 600_000;
/// How many places of all phrases together are kept.
const FINDS_MAX: usize = 2_000;

/// The tables of a book, wherever they live.
#[derive(Clone, Copy)]
pub struct Tables<'a> {
    /// All phrases.
    pub phrases: &'a [PhraseEntry],
    /// Their places.
    pub elements: &'a [ElementEntry],
    /// Atom identities.
    pub alternatives: &'a [u16],
    /// Where each identity's phrases begin.
    pub bucket_starts: &'a [u16],
    /// Numbers of phrases.
    pub bucket_phrases: &'a [u16],
}

/// A phrase found in the text.
#[derive(Clone, Copy, Debug)]
pub struct Find {
    /// What the phrase stands for.
    pub label: u16,
    /// Number of its first word in the text.
    pub first: usize,
    /// Number of its last word in the text.
    pub last: usize,
}

/// Finds all phrases of `tables` in `tokens`; `None` when the text costs more than `STEPS_MAX`.
pub fn find_phrases(tables: Tables<'_>, tokens: &Tokens) -> Option<Vec<Find>> {
    let mut finds = Vec::new();
    let mut steps = 0;
    for (place, token) in tokens.list.iter().enumerate() {
        for identity in tokens.identities(token) {
            for number in tables.phrases_hung_on(*identity) {
                let Some(phrase) = tables.phrases.get(usize::from(*number)) else { continue };
                steps += 1;
                if let Some((first, last)) = tables.try_phrase(phrase, tokens, place, &mut steps) {
                    finds.push(Find { label: phrase.label, first, last });
                }
            }
        }
        if steps > STEPS_MAX || finds.len() > FINDS_MAX {
            return None;
        }
    }
    Some(finds)
}

impl<'a> Tables<'a> {
    fn phrases_hung_on(&self, identity: u16) -> &'a [u16] {
        let place = usize::from(identity);
        let bound = |place: usize| self.bucket_starts.get(place).map_or(0, |start| usize::from(*start));
        self.bucket_phrases.get(bound(place)..bound(place + 1)).unwrap_or(&[])
    }

    /// The first and last word of the phrase with its anchor at `place`, if it stands there.
    fn try_phrase(
        &self,
        phrase: &PhraseEntry,
        tokens: &Tokens,
        place: usize,
        steps: &mut usize,
    ) -> Option<(usize, usize)> {
        let start = usize::from(phrase.element_start);
        let elements = self.elements.get(start..start + usize::from(phrase.element_count))?;
        let anchor = usize::from(phrase.anchor);
        let mut is_odd = tokens.list.get(place)?.is_odd;
        let mut first = place;
        let mut next = elements.get(anchor)?;
        for element in elements.get(..anchor)?.iter().rev() {
            let places = (first.saturating_sub(next.gap_max() + 1)..first).rev();
            first = self.nearest(element, tokens, first, places, next.crosses(), steps)?;
            is_odd |= tokens.list.get(first)?.is_odd;
            next = element;
        }
        let mut last = place;
        for element in elements.get(anchor + 1..)? {
            let places = last + 1..=last + 1 + element.gap_max();
            last = self.nearest(element, tokens, last, places, element.crosses(), steps)?;
            is_odd |= tokens.list.get(last)?.is_odd;
        }
        (is_odd || !phrase.wants_odd).then_some((first, last))
    }

    /// The first of `places` that `element` fits, in the sentence of the word at `from` unless it `crosses`.
    fn nearest(
        &self,
        element: &ElementEntry,
        tokens: &Tokens,
        from: usize,
        mut places: impl Iterator<Item = usize>,
        crosses: bool,
        steps: &mut usize,
    ) -> Option<usize> {
        let sentence = tokens.list.get(from)?.sentence;
        let start = usize::from(element.alternative_start);
        let alternatives = self.alternatives.get(start..start + usize::from(element.alternative_count))?;
        places.find(|place| {
            *steps += 1;
            let Some(token) = tokens.list.get(*place) else { return false };
            (crosses || token.sentence == sentence)
                && tokens.identities(token).iter().any(|identity| is_among(alternatives, *identity))
        })
    }
}

/// Whether a sorted list has `identity`; most have a word or two.
fn is_among(alternatives: &[u16], identity: u16) -> bool {
    if alternatives.len() < 8 {
        alternatives.contains(&identity)
    } else {
        alternatives.binary_search(&identity).is_ok()
    }
}
