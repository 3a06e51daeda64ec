//! Reading marketplaces' reports and ERPs' facts: bytes in, facts out, with what is wrong told row by row.

mod dates;
mod facts_json;
mod feedback;
mod messages;
mod orders;
mod performance;
mod returns;
mod table;
mod xml;

use sellerdesk_deadline::FieldProblem;
use serde::{Deserialize, Serialize};

use crate::{
    Fact, HealthError,
    limits::{REPORT_BYTES_MAX, ROW_PROBLEMS_MAX},
};

pub use facts_json::read_facts;
pub use feedback::read_feedback;
pub use messages::{Export, Said, read_export, read_messages};
pub use orders::read_orders;
pub use performance::{OfficialFigure, PerformanceReport, read_performance, site_of_marketplace};
pub use returns::read_returns;

/// A row that was passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowProblem {
    /// Its number, the first after the headings being 1.
    pub row: usize,
    /// The column, or the field's path.
    pub field: String,
    /// What is wrong, without repeating the row's text.
    pub message: String,
}

/// What a report held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Facts of the rows that could be read.
    pub facts: Vec<Fact>,
    /// Rows read, the refused ones included.
    pub rows: usize,
    /// The first [`ROW_PROBLEMS_MAX`] rows that could not.
    pub problems: Vec<RowProblem>,
    /// How many could not.
    pub refused: usize,
}

impl Imported {
    /// Takes in a row's facts or its problem.
    fn row(&mut self, outcome: Result<Vec<Fact>, FieldProblem>) {
        self.rows += 1;
        match outcome {
            Ok(facts) => self.facts.extend(facts),
            Err(FieldProblem { field, message }) => {
                self.refused += 1;
                if self.problems.len() < ROW_PROBLEMS_MAX {
                    self.problems.push(RowProblem { row: self.rows, field, message });
                }
            }
        }
    }
}

/// What a report's rows don't say themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportContext<'a> {
    /// The site the report was made for, such as `de`; where a row names its own, that holds.
    pub site: &'a str,
    /// When the desk got it, in milliseconds.
    pub received_at: i64,
}

impl ReportContext<'_> {
    fn site(&self) -> Option<String> {
        (!self.site.is_empty()).then(|| self.site.to_owned())
    }
}

/// The text of an upload: UTF-8 with or without mark, UTF-16 with one, else Latin-1, as older flat files are.
fn text(bytes: &[u8]) -> Result<String, HealthError> {
    if bytes.len() > REPORT_BYTES_MAX {
        return Err(HealthError::TooLarge { what: "the report", limit: REPORT_BYTES_MAX });
    }
    let utf_16 = |from: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| from(*pair)).collect();
        String::from_utf16_lossy(&units)
    };
    Ok(match bytes {
        [0xFF, 0xFE, rest @ ..] => utf_16(u16::from_le_bytes, rest),
        [0xFE, 0xFF, rest @ ..] => utf_16(u16::from_be_bytes, rest),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
        },
    })
}
