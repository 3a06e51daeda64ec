//! Facts as an ERP posts them: a JSON list, or `{"facts": [...]}`, at most one batch; errors by row.

use sellerdesk_deadline::FieldProblem;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Imported;
use crate::{
    Fact, HealthError, check_fact,
    limits::{BATCH_FACTS_MAX, REPORT_BYTES_MAX},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body<'a> {
    #[serde(borrow)]
    facts: Vec<&'a RawValue>,
}

/// Reads facts received at `received_at`. A row that can't be read names the path of its field.
///
/// # Errors
/// It is too large, or no JSON of that shape.
pub fn read_facts(json: &[u8], received_at: i64) -> Result<Imported, HealthError> {
    if json.len() > REPORT_BYTES_MAX {
        return Err(HealthError::TooLarge { what: "the document", limit: REPORT_BYTES_MAX });
    }
    let unreadable = |error: serde_json::Error| HealthError::NotReadable {
        expected: "list of facts",
        reason: format!("line {}, column {}", error.line(), error.column()),
    };
    let is_list = json.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    let rows: Vec<&RawValue> = if is_list {
        serde_json::from_slice(json).map_err(unreadable)?
    } else {
        serde_json::from_slice::<Body<'_>>(json).map_err(unreadable)?.facts
    };
    if rows.len() > BATCH_FACTS_MAX {
        return Err(HealthError::TooLarge { what: "the number of facts", limit: BATCH_FACTS_MAX });
    }
    let mut imported = Imported::default();
    for row in rows {
        let mut reader = serde_json::Deserializer::from_str(row.get());
        let fact: Result<Fact, FieldProblem> = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            let message = error.into_inner().to_string();
            FieldProblem::new(path, message.split(" at line ").next().unwrap_or_default())
        });
        imported.row(fact.and_then(|fact| match check_fact(&fact, received_at) {
            None => Ok(vec![fact]),
            Some(problem) => Err(problem),
        }));
    }
    Ok(imported)
}
