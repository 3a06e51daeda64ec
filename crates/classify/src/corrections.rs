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

/// Adds up how often each (predicted, corrected) pair occurred; time and memory don't depend on the counts.
pub fn confusion(corrections: impl IntoIterator<Item = ((Category, Category), u64)>) -> ConfusionReport {
    let mut counts = [[0_u64; CATEGORY_COUNT]; CATEGORY_COUNT];
    for ((predicted, corrected), often) in corrections {
        if let Some(count) = counts.get_mut(predicted as usize).and_then(|row| row.get_mut(corrected as usize)) {
            *count += often;
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

/// A corrected message, to train or measure a classifier with.
#[derive(Clone, Copy, Debug)]
pub struct TrainingRow<'a> {
    /// The message's id: the same row whenever it is exported.
    pub id: &'a str,
    /// The buyer's words.
    pub text: &'a str,
    /// Subject line.
    pub subject: Option<&'a str>,
    /// ISO 639-1, or `und`.
    pub language: &'a str,
    /// Channel name.
    pub channel: &'a str,
    /// What an agent says it is about.
    pub label: Category,
    /// What the classifier had said.
    pub was: Category,
}

/// The header of [`TrainingRow::csv`], line end included.
pub const CSV_HEADER: &str = "id,text,subject,lang,channel,label,was\r\n";

impl TrainingRow<'_> {
    /// A row of JSON lines with `id`, `text`, `subject`, `lang`, `channel`, `label` and `was`, as `evaluate::read` takes
    /// them; `origin` says that people wrote it, `source` that it was corrected. Line end included.
    pub fn json(&self) -> String {
        let fields = self.fields().map(|(name, value)| format!("\"{name}\":{}", quoted(value)));
        format!("{{{},\"origin\":\"real\",\"source\":\"corrections\"}}\n", fields.join(","))
    }

    /// A row of CSV (RFC 4180), line end included. For spreadsheets: where a value would be a formula to them, it gets
    /// an apostrophe.
    pub fn csv(&self) -> String {
        sellerdesk_csv::line(self.fields().map(|(_, value)| value))
    }

    fn fields(&self) -> [(&'static str, &str); 7] {
        [
            ("id", self.id),
            ("text", self.text),
            ("subject", self.subject.unwrap_or_default()),
            ("lang", self.language),
            ("channel", self.channel),
            ("label", self.label.name()),
            ("was", self.was.name()),
        ]
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            control if control < ' ' => quoted.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
