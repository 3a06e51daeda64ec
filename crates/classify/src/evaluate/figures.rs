//! Accuracy, precision, recall, F1 and calibration of classified rows.

use super::Row;
use crate::Category;

/// Bins of confidence that calibration is measured in.
const BINS: usize = 10;

/// How well rows were classified; shares from 0 to 1.
#[derive(Clone, Debug)]
pub struct Figures {
    /// Number of rows.
    pub count: usize,
    /// Share whose category was right.
    pub accuracy: f64,
    /// Share whose category was right or among the second ones.
    pub accuracy_with_also: f64,
    /// Mean F1 over the categories that occur, as labels or as answers.
    pub macro_f1: f64,
    /// Precision, recall, F1 and number of labelled rows, in the order of [`Category::ALL`].
    pub by_category: Vec<(Category, f64, f64, f64, usize)>,
    /// `confusion[label][answer]`, both in the order of [`Category::ALL`].
    pub confusion: Vec<Vec<usize>>,
    /// For each tenth of confidence with rows: lower bound, rows, mean confidence, share right.
    pub calibration: Vec<(f64, usize, f64, f64)>,
    /// Expected calibration error over those tenths.
    pub calibration_error: f64,
    /// Share whose language was found as labelled.
    pub language_accuracy: f64,
}

/// The figures of some rows.
pub fn figures(rows: &[&Row]) -> Figures {
    let share = |count: usize| ratio(count, rows.len());
    let by_category: Vec<_> = Category::ALL.into_iter().map(|category| measure(rows, category)).collect();
    let occurs = |category: &Category| rows.iter().any(|row| row.expected == *category || row.got == *category);
    let scores: Vec<f64> = by_category.iter().filter(|entry| occurs(&entry.0)).map(|entry| entry.3).collect();
    let calibration: Vec<_> = (0..BINS).filter_map(|bin| calibrate(rows, bin)).collect();
    let error = |(_, count, mean, right): &(f64, usize, f64, f64)| (right - mean).abs() * share(*count);
    let cell = |label: Category, answer: Category| count(rows, |row| row.expected == label && row.got == answer);
    Figures {
        count: rows.len(),
        accuracy: share(count(rows, |row| row.got == row.expected)),
        accuracy_with_also: share(count(rows, |row| row.got == row.expected || row.also.contains(&row.expected))),
        macro_f1: scores.iter().sum::<f64>() / scores.len().max(1) as f64,
        confusion: Category::ALL.map(|label| Category::ALL.map(|answer| cell(label, answer)).to_vec()).to_vec(),
        by_category,
        calibration_error: calibration.iter().map(error).sum(),
        calibration,
        language_accuracy: share(count(rows, |row| row.found_language.code() == row.language)),
    }
}

fn count(rows: &[&Row], is_counted: impl Fn(&Row) -> bool) -> usize {
    rows.iter().filter(|row| is_counted(row)).count()
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn measure(rows: &[&Row], category: Category) -> (Category, f64, f64, f64, usize) {
    let hits = count(rows, |row| row.got == category && row.expected == category);
    let expected = count(rows, |row| row.expected == category);
    let precision = ratio(hits, count(rows, |row| row.got == category));
    let recall = ratio(hits, expected);
    let f1 = if hits == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
    (category, precision, recall, f1, expected)
}

fn calibrate(rows: &[&Row], bin: usize) -> Option<(f64, usize, f64, f64)> {
    let bin_of = |row: &Row| ((row.confidence * BINS as f32) as usize).min(BINS - 1);
    let inside: Vec<&Row> = rows.iter().copied().filter(|row| bin_of(row) == bin).collect();
    let mean = inside.iter().map(|row| f64::from(row.confidence)).sum::<f64>() / inside.len().max(1) as f64;
    let right = ratio(count(&inside, |row| row.got == row.expected), inside.len());
    (!inside.is_empty()).then_some((bin as f64 / BINS as f64, inside.len(), mean, right))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn known_rows_give_known_figures() {
        let lines =
            "{\"text\":\"a\",\"category\":\"account\"}\n".repeat(3) + "{\"text\":\"b\",\"category\":\"general\"}";
        let mut rows = super::super::read("rows", &lines).unwrap_or_default();
        for (row, got) in rows.iter_mut().zip([Category::Account, Category::Account, Category::General]) {
            (row.got, row.confidence) = (got, 0.75);
        }
        let found = figures(&rows.iter().collect::<Vec<_>>());
        assert_eq!(found.count, 4);
        assert_eq!(found.accuracy, 0.75);
        // account: precision 1, recall 2/3; general: precision 1/2, recall 1.
        assert!((found.macro_f1 - (0.8 + 2.0 / 3.0) / 2.0).abs() < 1e-9, "{}", found.macro_f1);
        // Three rows at 0.75 of which two are right, one row at 0 that is right.
        let expected = (0.75 - 2.0 / 3.0) * 0.75 + 0.25;
        assert!((found.calibration_error - expected).abs() < 1e-6, "{}", found.calibration_error);
    }

    #[test]
    fn errors_name_the_line() {
        let error = super::super::read("rows", "{\"category\":\"account\"}\n\n{\"category\":\"x\"}").unwrap_err();
        assert_eq!(error, "rows:3: category: unknown \"x\"");
    }
}
