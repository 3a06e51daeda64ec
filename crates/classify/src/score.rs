//! From phrases found to scores: what counts, how much, and which category wins.

use crate::label::{CANCEL, CATEGORY_COUNT, LABELS, MASK, RISK_COUNT};
use crate::language::Detected;
use crate::matcher::Find;
use crate::verdict::{Category, Risk};

/// A phrase in a language other than the text's counts this much: buyers mix languages, but words of
/// one language also turn up in another by chance.
const OTHER_LANGUAGE_FACTOR: f32 = 0.4;
/// A second phrase of the same category over the same words adds this share of its weight.
const OVERLAP_FACTOR: f32 = 0.25;
/// A category's score stops growing here: a long complaint is not more of a complaint.
const SCORE_MAX: f32 = 9.0;
/// Weight at which a risk is flagged.
const RISK_FLAG_MIN: f32 = 1.0;
/// Phrases that count for one label; the strongest.
const COUNTED_PER_LABEL_MAX: usize = 24;

/// A phrase that counts.
#[derive(Clone, Copy)]
pub struct Counted {
    /// Which and where.
    pub find: Find,
    /// Its weight in this text.
    pub weight: f32,
}

/// Sums for every label, and the phrases behind them.
pub struct Scores {
    sums: Vec<f32>,
    /// The phrases that count, strongest first.
    pub counted: Vec<Counted>,
}

impl Scores {
    /// Adds up what `finds` say in a text of this language.
    pub fn new(finds: &[Find], detected: Detected) -> Self {
        let mut candidates = uncancelled(finds, detected);
        candidates.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let mut sums = vec![0.0_f32; LABELS.len()];
        let mut counted: Vec<Counted> = Vec::new();
        for candidate in candidates {
            let label = candidate.find.rule.label();
            let same = counted.iter().filter(|other| other.find.rule.label() == label);
            let (mut count, mut is_covered) = (0, false);
            for other in same {
                count += 1;
                is_covered |= other.find.overlaps(&candidate.find);
            }
            if count >= COUNTED_PER_LABEL_MAX {
                continue;
            }
            let share = if is_covered { OVERLAP_FACTOR } else { 1.0 / (1.0 + 0.5 * count as f32) };
            if let Some(sum) = sums.get_mut(usize::from(label)) {
                *sum = (*sum + candidate.weight * share).min(SCORE_MAX);
            }
            counted.push(candidate);
        }
        Self { sums, counted }
    }

    /// The sum of a tone or any other label.
    pub fn label(&self, label: u8) -> f32 {
        self.sums.get(usize::from(label)).copied().unwrap_or(0.0)
    }

    /// The sum of a category.
    pub fn category(&self, category: Category) -> f32 {
        self.label(category as u8)
    }

    /// Multiplies the sum of a category.
    pub fn scale(&mut self, category: Category, factor: f32) {
        if let Some(sum) = self.sums.get_mut(category as usize) {
            *sum *= factor;
        }
    }

    /// Adds to the sum of a category.
    pub fn add(&mut self, category: Category, points: f32) {
        if let Some(sum) = self.sums.get_mut(category as usize) {
            *sum += points;
        }
    }

    /// Adds a share of another text's sums: the subject's.
    pub fn add_share(&mut self, other: &Self, share: f32) {
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            *sum = (*sum + more * share).min(SCORE_MAX);
        }
    }

    /// Categories with their sums, strongest first.
    pub fn ranked(&self) -> Vec<(Category, f32)> {
        let mut ranked: Vec<(Category, f32)> = Vec::with_capacity(CATEGORY_COUNT);
        for category in Category::ALL {
            let sum = self.category(category);
            ranked.insert(ranked.partition_point(|(_, other)| *other >= sum), (category, sum));
        }
        ranked
    }

    /// The risks whose sum reaches the flag.
    pub fn risks(&self) -> Vec<Risk> {
        let is_flagged = |risk: &Risk| self.label((CATEGORY_COUNT + *risk as usize) as u8) >= RISK_FLAG_MIN;
        Risk::ALL.into_iter().filter(is_flagged).collect()
    }
}

/// Whether a label is one of the risks.
pub fn is_risk(label: u8) -> bool {
    (CATEGORY_COUNT..CATEGORY_COUNT + RISK_COUNT).contains(&usize::from(label))
}

/// The phrases that no mask and no cancelling phrase touches, with their weights.
fn uncancelled(finds: &[Find], detected: Detected) -> Vec<Counted> {
    let cancelling: Vec<&Find> = finds.iter().filter(|find| find.rule.label() >= MASK).collect();
    let speaks = |find: &&Find| {
        let label = find.rule.label();
        let cancels = |other: &&&Find| other.rule.label() == MASK || other.rule.label() == label + CANCEL;
        // A phrase of risk that has the denial inside it ("don't want to, but") was written with it in mind.
        let is_within = |other: &Find| {
            is_risk(label) && other.rule.label() != MASK && find.first <= other.first && other.last < find.last
        };
        label < MASK && !cancelling.iter().filter(cancels).any(|other| other.overlaps(find) && !is_within(other))
    };
    let weigh = |find: &Find| {
        let is_spoken = detected.speaks(find.rule.language());
        // Phrases of risk are read in every language: missing one costs more than a look too many.
        let is_phrase_of_risk = is_risk(find.rule.label()) && find.last > find.first;
        let factor = if is_spoken || is_phrase_of_risk { 1.0 } else { OTHER_LANGUAGE_FACTOR };
        Counted { find: *find, weight: f32::from(find.rule.weight_hundredths()) / 100.0 * factor }
    };
    finds.iter().filter(speaks).map(weigh).collect()
}
