//! Who is told, by quiet hours and digests: here because calendars are.

use crate::select::DETAIL_CHARS_MAX;
use sellerdesk_contract::wit::timeline::Problem;
use sellerdesk_notify as rules;
use serde::de::DeserializeOwned;

/// Bytes of a routing document.
pub const ROUTING_BYTES_MAX: usize = 256 * 1024;

/// What becomes of a notice; nothing where something can't be read.
pub fn route(notice: &str, routing: &str, duty: &str, now: i64) -> String {
    let routed = read(notice)
        .and_then(|notice: rules::Notice| Some((notice, read::<rules::Routing>(routing)?, read::<rules::Duty>(duty)?)))
        .map(|(notice, routing, duty)| rules::route(&notice, &routing, &duty, now));
    serde_json::to_string(&routed.unwrap_or_default()).unwrap_or_default()
}

fn read<T: DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}

/// What is wrong with a routing document.
///
/// # Errors
/// Every refused field, those of a wrong shape one at a time.
pub fn check_routing(routing: &str) -> Result<(), Vec<Problem>> {
    if routing.len() > ROUTING_BYTES_MAX {
        let detail = format!("has more than {ROUTING_BYTES_MAX} bytes");
        return Err(vec![Problem { field: "document".to_owned(), detail }]);
    }
    let mut reader = serde_json::Deserializer::from_str(routing);
    let routing: rules::Routing = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let detail = error.inner().to_string();
        vec![Problem { field: error.path().to_string(), detail: detail.chars().take(DETAIL_CHARS_MAX).collect() }]
    })?;
    let problems: Vec<Problem> = rules::check(&routing)
        .into_iter()
        .map(|problem| Problem { field: problem.field, detail: problem.message })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
