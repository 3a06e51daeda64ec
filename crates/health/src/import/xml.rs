//! As much XML as reports need: elements and text. No DTD, no namespaces, no entities of its own.

use std::collections::BTreeMap;

use crate::{HealthError, limits::ROWS_MAX};

/// One record: its elements' texts by name, at any depth; of several alike the first.
pub(super) struct Record {
    fields: BTreeMap<String, String>,
}

impl Record {
    /// The first of these that there is and that isn't empty.
    pub fn get(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.fields.get(&name.to_ascii_lowercase())).map(String::as_str)
    }
}

/// All elements of this name.
pub(super) fn records(text: &str, name: &str) -> Result<Vec<Record>, HealthError> {
    let unreadable = |reason: &str| HealthError::NotReadable { expected: "XML report", reason: reason.to_owned() };
    let mut records = Vec::new();
    let mut open: Option<BTreeMap<String, String>> = None;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        // Text stands right before the end of its element; `last` is that element's name.
        let (tag, next) = if let Some(comment) = after.strip_prefix("!--") {
            ("!", comment.split_once("-->").ok_or_else(|| unreadable("a comment doesn't end"))?.1)
        } else {
            after.split_once('>').ok_or_else(|| unreadable("a tag doesn't end"))?
        };
        rest = next;
        if tag.starts_with("!DOCTYPE") || tag.starts_with("!ENTITY") {
            return Err(unreadable("it has a document type definition"));
        }
        if let Some(ended) = tag.strip_prefix('/').map(str::trim) {
            if ended == name {
                records.extend(open.take().map(|fields| Record { fields }));
            } else if let Some(fields) = &mut open {
                let value = unescape(before.trim());
                if !value.is_empty() {
                    fields.entry(ended.to_ascii_lowercase()).or_insert(value);
                }
            }
        } else if tag.split_whitespace().next() == Some(name) && !tag.ends_with('/') {
            open = Some(BTreeMap::new());
        }
        if records.len() > ROWS_MAX {
            return Err(HealthError::TooLarge { what: "the number of rows", limit: ROWS_MAX });
        }
    }
    if open.is_some() {
        return Err(unreadable("a record doesn't end"));
    }
    Ok(records)
}

fn unescape(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    plain.replace("&amp;", "&")
}
