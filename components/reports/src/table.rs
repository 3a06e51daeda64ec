//! A table as JSON objects or as CSV.

use sellerdesk_shell::{Outgoing, raw};
use serde_json::{Map, Value};

/// Rows under columns.
pub struct Table {
    /// Their names.
    pub columns: Vec<&'static str>,
    /// As many cells each.
    pub rows: Vec<Vec<Value>>,
}

impl Table {
    /// Each row as an object.
    pub fn objects(&self) -> Vec<Value> {
        let object = |row: &Vec<Value>| {
            let cells = self.columns.iter().zip(row).map(|(name, value)| ((*name).to_owned(), value.clone()));
            Value::Object(cells.collect::<Map<String, Value>>())
        };
        self.rows.iter().map(object).collect()
    }

    /// The table as a file (RFC 4180).
    pub fn csv(&self, name: &str) -> Outgoing {
        let mut text = self.columns.join(",");
        for row in &self.rows {
            text.push_str("\r\n");
            text.push_str(&row.iter().map(cell).collect::<Vec<_>>().join(","));
        }
        text.push_str("\r\n");
        let headers = [
            ("content-type", "text/csv; charset=utf-8".to_owned()),
            ("content-disposition", format!("attachment; filename=\"{name}.csv\"")),
            ("cache-control", "no-store".to_owned()),
        ];
        raw(200, &headers.map(|(name, value)| (name.to_owned(), value)), text.into_bytes())
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => sellerdesk_csv::cell(text),
        other => other.to_string(),
    }
}
