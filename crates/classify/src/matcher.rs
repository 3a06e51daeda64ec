//! Finding the lexicon's phrases in a text.
//!
//! Each phrase is tried only where its rarest word stands, then compared to both sides, nearest
//! words first and without going back: a few comparisons for each try. How often one phrase is tried
//! and found is limited, so the work is linear in the text whatever the text is.

use crate::tables::{ElementEntry, RULES, RuleEntry, rules_anchored_at};
use crate::tokens::Tokens;

/// How often one phrase is tried in one text; an ordinary message stays far below.
const TRIES_PER_RULE_MAX: u8 = 96;
/// How many places of one phrase count.
const FINDS_PER_RULE_MAX: u8 = 3;
/// How many finds of all phrases together are kept.
const FINDS_MAX: usize = 512;

/// A phrase found in the text.
#[derive(Clone, Copy)]
pub struct Find {
    /// Which phrase.
    pub rule: &'static RuleEntry,
    /// Number of its first word in the text.
    pub first: u32,
    /// Number of its last word in the text.
    pub last: u32,
}

impl Find {
    /// Whether the two share words.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// What was found, and how much work it was.
#[derive(Default)]
pub struct Finds {
    /// In order of their rarest word.
    pub list: Vec<Find>,
    /// Phrases tried; the tests hold this against the length of the text.
    #[allow(dead_code, reason = "read by the test of linear time")]
    pub tries: usize,
}

/// Finds all phrases of the lexicon in `tokens`.
pub fn find_phrases(tokens: &Tokens) -> Finds {
    let mut finds = Finds::default();
    let mut counts = vec![(0_u8, 0_u8); RULES.len()];
    for (place, token) in tokens.list.iter().enumerate() {
        for identity in token.identities() {
            for number in rules_anchored_at(identity) {
                let number = usize::from(*number);
                let (Some(rule), Some(count)) = (RULES.get(number), counts.get_mut(number)) else {
                    continue;
                };
                if count.0 >= TRIES_PER_RULE_MAX || count.1 >= FINDS_PER_RULE_MAX {
                    continue;
                }
                count.0 += 1;
                finds.tries += 1;
                if let Some((first, last)) = try_rule(rule, tokens, place) {
                    count.1 += 1;
                    finds.list.push(Find { rule, first: first as u32, last: last as u32 });
                }
            }
        }
        if finds.list.len() >= FINDS_MAX {
            break;
        }
    }
    finds
}

/// The first and last word of the phrase with its anchor at `place`, if it stands there.
fn try_rule(rule: &RuleEntry, tokens: &Tokens, place: usize) -> Option<(usize, usize)> {
    let elements = rule.elements();
    let anchor = rule.anchor();
    let sentence = tokens.list.get(place)?.sentence;
    if rule.in_question() && !tokens.is_question(sentence) {
        return None;
    }
    let mut first = place;
    let mut gap_max = elements.clone().nth(anchor)?.gap_max;
    let after = rule.element_count().checked_sub(anchor)?;
    for element in elements.clone().rev().skip(after) {
        first = (0..=usize::from(gap_max))
            .map_while(|gap| first.checked_sub(gap + 1))
            .find(|place| fits(element, tokens, *place, sentence))?;
        gap_max = element.gap_max;
    }
    if rule.at_start() && !tokens.list.get(first)?.starts_clause {
        return None;
    }
    let mut last = place;
    for element in elements.skip(anchor + 1) {
        last = (0..=usize::from(element.gap_max))
            .map(|gap| last + 1 + gap)
            .find(|place| fits(element, tokens, *place, sentence))?;
    }
    Some((first, last))
}

fn fits(element: &ElementEntry, tokens: &Tokens, place: usize, sentence: u32) -> bool {
    let Some(token) = tokens.list.get(place) else { return false };
    token.sentence == sentence && token.identities().any(|identity| element.takes(identity))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tries(text: &str) -> usize {
        let mut tokens = Tokens::default();
        tokens.append(text, 0);
        find_phrases(&tokens).tries
    }

    /// Work is counted, not timed: ten times the text is at most ten times the tries.
    #[test]
    fn work_is_linear_in_the_text() {
        for unit in [
            "not ",
            "i want a refund ",
            "退款",
            "a",
            "? ",
            "where is my order? ",
            "\u{200b}",
            "not received, ",
            "환불 ",
        ] {
            let short = tries(&unit.repeat(300)).max(1);
            let long = tries(&unit.repeat(3_000));
            assert!(long <= short * 11, "{unit:?}: {short} tries for 300, {long} for 3000");
        }
    }

    /// The limit for each phrase holds the work down even where every word anchors many phrases.
    #[test]
    fn repetition_is_cut_short() {
        let words = 10_000;
        let counted = tries(&"not received refund order ".repeat(words / 4));
        assert!(counted <= RULES.len() * usize::from(TRIES_PER_RULE_MAX));
        assert!(counted <= words * 4, "{counted} tries for {words} words");
    }
}
