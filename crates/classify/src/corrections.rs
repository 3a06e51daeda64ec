//! What agents' corrections say about the classifier, and corrections as training rows.

use crate::Category;
use crate::label::CATEGORY_COUNT;
use serde::Serialize;

/// A category and how agents judged it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CategoryReport {
    /// Which.
    pub category: Category,
    /// Messages the classifier put there.
    pub predicted: u64,
    /// Messages that agents put or left there.
    pub corrected: u64,
    /// Messages both put there.
    pub agreed: u64,
}

/// Messages of one category that agents moved to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// What the classifier said.
    pub predicted: Category,
    /// What the agent said.
    pub corrected: Category,
    /// How often.
    pub count: u64,
}

/// Where classifier and agents disagree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConfusionReport {
    /// Messages that agents judged.
    pub total: u64,
    /// Messages whose category they left as it was.
    pub agreed: u64,
    /// Categories that occur, in the order of [`Category::ALL`].
    pub categories: Vec<CategoryReport>,
    /// Moves, the most frequent first.
    pub confusions: Vec<Confusion>,
}

/// Counts (predicted, corrected) pairs; memory is the same for any number of them.
pub fn confusion(corrections: impl IntoIterator<Item = (Category, Category)>) -> ConfusionReport {
    let mut counts = [[0_u64; CATEGORY_COUNT]; CATEGORY_COUNT];
    for (predicted, corrected) in corrections {
        if let Some(count) = counts.get_mut(predicted as usize).and_then(|row| row.get_mut(corrected as usize)) {
            *count += 1;
        }
    }
    let count = |predicted: Category, corrected: Category| {
        counts.get(predicted as usize).and_then(|row| row.get(corrected as usize)).copied().unwrap_or(0)
    };
    let sum = |pair: &dyn Fn(Category) -> u64| Category::ALL.into_iter().map(pair).sum::<u64>();
    let report = |category: Category| CategoryReport {
        category,
        predicted: sum(&|other| count(category, other)),
        corrected: sum(&|other| count(other, category)),
        agreed: count(category, category),
    };
    let categories = Category::ALL.into_iter().map(report).filter(|report| report.predicted + report.corrected > 0);
    let pairs = Category::ALL.into_iter().flat_map(|from| Category::ALL.into_iter().map(move |to| (from, to)));
    let moves = pairs.filter(|(predicted, corrected)| predicted != corrected);
    let mut confusions: Vec<Confusion> = moves
        .map(|(predicted, corrected)| Confusion { predicted, corrected, count: count(predicted, corrected) })
        .filter(|confusion| confusion.count > 0)
        .collect();
    confusions.sort_by_key(|confusion| std::cmp::Reverse(confusion.count));
    let agreed = sum(&|category| count(category, category));
    let total = counts.iter().flatten().sum();
    ConfusionReport { total, agreed, categories: categories.collect(), confusions }
}

/// A corrected message as a row of JSON lines, `{"text": ..., "category": ...}`, line end included.
pub fn training_row(text: &str, category: Category) -> String {
    let mut row = String::from("{\"text\":\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => row.extend(['\\', character]),
            '\n' => row.push_str("\\n"),
            control if control < ' ' => row.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => row.push(other),
        }
    }
    row.push_str("\",\"category\":\"");
    row.push_str(category.name());
    row.push_str("\"}\n");
    row
}
