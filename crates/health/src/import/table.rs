//! Delimited tables: tabs, commas or semicolons, quotes as in RFC 4180, any line ends.

use std::collections::BTreeMap;

use sellerdesk_deadline::FieldProblem;

use crate::{
    HealthError,
    limits::{COLUMNS_MAX, ROWS_MAX},
};

/// A table with headings.
pub(super) struct Table {
    /// Folded heading to its place; of two alike the first.
    headings: BTreeMap<String, usize>,
    rows: Vec<Vec<String>>,
}

/// A row with its headings.
pub(super) struct Row<'a> {
    headings: &'a BTreeMap<String, usize>,
    cells: &'a [String],
}

impl Table {
    /// Reads a table; the delimiter is the one the headings have most of.
    pub fn read(text: &str) -> Result<Self, HealthError> {
        let first_line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let delimiter =
            ['\t', ';', ','].into_iter().max_by_key(|delimiter| first_line.matches(*delimiter).count()).unwrap_or('\t');
        let mut rows = cut(text, delimiter)?.into_iter();
        let mut headings = BTreeMap::new();
        for (place, heading) in rows.next().unwrap_or_default().iter().enumerate() {
            headings.entry(fold(heading)).or_insert(place);
        }
        Ok(Self { headings, rows: rows.collect() })
    }

    /// The table, if it has one of each group of headings.
    pub fn with(self, expected: &'static str, needed: &[&[&str]]) -> Result<Self, HealthError> {
        let missing = needed.iter().find(|names| !names.iter().any(|name| self.headings.contains_key(&fold(name))));
        let Some(names) = missing else { return Ok(self) };
        let name = names.first().copied().unwrap_or_default();
        Err(HealthError::NotReadable { expected, reason: format!("it has no column `{name}`") })
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { headings: &self.headings, cells })
    }
}

impl<'a> Row<'a> {
    /// The first of these columns that there is and that isn't empty.
    pub fn get(&self, names: &[&str]) -> Option<&'a str> {
        names.iter().find_map(|name| {
            let cell = self.cells.get(*self.headings.get(&fold(name))?)?.trim();
            (!cell.is_empty()).then_some(cell)
        })
    }

    /// As [`get`](Self::get), but it has to be there.
    pub fn need(&self, names: &[&str]) -> Result<&'a str, FieldProblem> {
        let name = names.first().copied().unwrap_or_default();
        self.get(names).ok_or_else(|| FieldProblem::new(name, "is empty"))
    }
}

/// Headings differ in case, spaces, hyphens and underscores from one report to the next.
fn fold(heading: &str) -> String {
    heading.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn cut(text: &str, delimiter: char) -> Result<Vec<Vec<String>>, HealthError> {
    let mut rows = Vec::new();
    let (mut row, mut cell) = (Vec::new(), String::new());
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            // Flat files don't quote: a quote within a cell is a quote.
            '"' if cell.is_empty() => quoted = true,
            '\r' | '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                end_row(&mut rows, &mut row)?;
            }
            letter if letter == delimiter && !quoted => row.push(std::mem::take(&mut cell)),
            letter => cell.push(letter),
        }
        if row.len() > COLUMNS_MAX {
            return Err(HealthError::TooLarge { what: "the number of columns", limit: COLUMNS_MAX });
        }
    }
    row.push(cell);
    end_row(&mut rows, &mut row)?;
    Ok(rows)
}

fn end_row(rows: &mut Vec<Vec<String>>, row: &mut Vec<String>) -> Result<(), HealthError> {
    let row = std::mem::take(row);
    if row.iter().all(|cell| cell.trim().is_empty()) {
        return Ok(());
    }
    // The headings are a row too.
    if rows.len() > ROWS_MAX {
        return Err(HealthError::TooLarge { what: "the number of rows", limit: ROWS_MAX });
    }
    rows.push(row);
    Ok(())
}
