//! The spans that decided: the lexicon's phrases, and the words by which the model decided.

use crate::label::LABELS;
use crate::model;
use crate::score::{Counted, is_risk};
use crate::tokens::Tokens;
use crate::verdict::{Category, Evidence};

/// Phrases listed at most.
const PHRASES_MAX: usize = 24;
/// Words of the model listed at most, before neighbours are joined.
const WORDS_MAX: usize = 6;
/// A word that adds less than this share of the strongest one decided nothing.
const WORD_SHARE_MIN: f32 = 0.2;

/// The phrases of the lexicon that speak for the category or a risk, in order of their place.
pub fn phrases(counted: &[Counted], tokens: &Tokens, category: Category) -> Vec<Evidence> {
    let decides = |label: u8| is_risk(label) || label == category as u8;
    let mut evidence: Vec<Evidence> = counted
        .iter()
        .filter(|counted| decides(counted.find.rule.label()))
        .take(PHRASES_MAX)
        .filter_map(|counted| {
            let label = LABELS.get(usize::from(counted.find.rule.label())).copied()?;
            span(tokens, counted.find.first as usize, counted.find.last as usize, label, counted.weight)
        })
        .collect();
    // A phrase that several languages share is one piece of evidence; the strongest comes first and stays.
    sort(&mut evidence);
    evidence.dedup_by_key(|evidence| (evidence.start, evidence.end, evidence.label));
    evidence
}

/// Adds the words that moved the model most towards `category`, neighbours joined; `weight` is what a unit of its
/// log-odds counts. Words that a phrase for the same category already covers are left out.
pub fn add_words_of_model(evidence: &mut Vec<Evidence>, tokens: &Tokens, category: Category, weight: f32) {
    let mut shares = model::shares(tokens, category as usize);
    let strongest = shares.iter().copied().fold(0.0, f32::max);
    let mut words: Vec<(usize, f32)> = Vec::new();
    for _ in 0..WORDS_MAX {
        let best = shares.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(place, share)| (place, *share));
        let is_strong = |(_, share): &(usize, f32)| *share > 0.0 && *share >= strongest * WORD_SHARE_MIN;
        let Some((place, share)) = best.filter(is_strong) else { break };
        if let Some(taken) = shares.get_mut(place) {
            *taken = f32::MIN;
        }
        words.insert(words.partition_point(|word| word.0 < place), (place, share));
    }
    let is_covered = |span: &Evidence| {
        let covers = |known: &Evidence| known.start <= span.start && span.end <= known.end;
        evidence.iter().any(|known| known.label == span.label && covers(known))
    };
    let sentence = |word: usize| tokens.list.get(word).map(|token| token.sentence);
    let joins = |a: &(usize, f32), b: &(usize, f32)| a.0 + 1 == b.0 && sentence(a.0) == sentence(b.0);
    let runs = words.chunk_by(joins).filter_map(|run| {
        let points: f32 = run.iter().map(|word| word.1).sum();
        span(tokens, run.first()?.0, run.last()?.0, category.name(), points * weight)
    });
    let more: Vec<Evidence> = runs.filter(|span| !is_covered(span)).collect();
    evidence.extend(more);
    sort(evidence);
}

/// By place, the first of equals first. By hand: a library sort of these few is the largest code of the file.
#[inline(never)]
fn sort(evidence: &mut [Evidence]) {
    let key = |evidence: &Evidence| (evidence.start, evidence.end, evidence.label);
    for place in 1..evidence.len() {
        let Some((sorted, [next, ..])) = evidence.split_at_mut_checked(place) else { break };
        let at = sorted.partition_point(|known| key(known) <= key(next));
        if let Some(run) = evidence.get_mut(at..=place) {
            run.rotate_right(1);
        }
    }
}

/// From the first word to the last one.
fn span(tokens: &Tokens, first: usize, last: usize, label: &'static str, weight: f32) -> Option<Evidence> {
    let (first, last) = (tokens.list.get(first)?, tokens.list.get(last)?);
    Some(Evidence { start: first.start as usize, end: last.end as usize, label, weight })
}
