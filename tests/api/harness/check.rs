//! Looking at conversations.

use sellerdesk_tests::time;
use serde_json::Value;

/// An instant of an answer, in milliseconds since the epoch.
pub fn instant(value: &Value) -> i64 {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no instant"));
    time::parse_rfc3339(text).unwrap_or_else(|| panic!("{text} is not RFC 3339"))
}

/// The records of one type, in order.
pub fn records<'a>(conversation: &'a Value, kind: &str) -> Vec<&'a Value> {
    let records = conversation["records"].as_array().unwrap();
    records.iter().filter(|record| record["type"] == kind).collect()
}

/// What a sweep recorded: type, clock, target and permille, sorted.
pub fn passed(conversation: &Value) -> Vec<(String, String, String, u64)> {
    let records = conversation["records"].as_array().unwrap();
    let passed = records.iter().filter(|record| record["type"] == "warning" || record["type"] == "breach");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut passed: Vec<_> = passed
        .map(|record| {
            let permille = record["permille"].as_u64().unwrap();
            (text(&record["type"]), text(&record["clock"]), text(&record["target"]), permille)
        })
        .collect();
    passed.sort();
    passed
}
