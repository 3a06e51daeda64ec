//! Runs the conformance cases in `cases/*.json`. Adding a case needs no Rust.
//!
//! `E..` ids are those of the project's written semantics. Texts that are RFC 3339 instants stand
//! for milliseconds; policies, calendars and limits are referred to by name.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use std::{collections::BTreeSet, fmt::Debug, fs, path::Path};

use sellerdesk_deadline::{
    Calendar, Evaluation, Facts, LIMITS, MarketplaceLimit, Moment, Policy, check_policy, deadline, elapsed, evaluate,
    parse_instant, presets, preview, select, warning,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

fn load(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(file);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The cases of a file; an empty file or a repeated id is a mistake.
fn cases(file: &Value) -> &[Value] {
    let cases = file["cases"].as_array().unwrap();
    let ids: BTreeSet<&str> = cases.iter().map(|case| text(&case["id"])).collect();
    assert!(!cases.is_empty() && ids.len() == cases.len(), "empty, or an id twice");
    cases
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn instant(value: &Value) -> Option<i64> {
    value.as_str().map(|text| parse_instant(text).expect(text))
}

/// Instants written as text become milliseconds, at any depth.
fn with_milliseconds(value: &Value) -> Value {
    match value {
        Value::String(text) => parse_instant(text).map_or_else(|| value.clone(), |at| json!(at)),
        Value::Array(items) => items.iter().map(with_milliseconds).collect(),
        Value::Object(fields) => fields.iter().map(|(key, field)| (key.clone(), with_milliseconds(field))).collect(),
        _ => value.clone(),
    }
}

#[test]
fn deadlines() {
    let file = load("deadlines.json");
    for case in cases(&file) {
        let id = text(&case["id"]);
        let calendar = match &case["calendar"] {
            Value::Null => Value::Null,
            name => file["calendars"][text(name)].clone(),
        };
        let compiled: Option<Calendar> = serde_json::from_value(calendar.clone()).expect(id);
        let compiled = compiled.as_ref();
        let start = instant(&case["start"]).unwrap();
        let target = case["target_s"].as_i64().unwrap() * 1_000;
        let no_pauses = vec![];
        let pauses: Vec<(i64, Option<i64>)> = case["pauses"]
            .as_array()
            .unwrap_or(&no_pauses)
            .iter()
            .map(|pause| (instant(&pause[0]).unwrap(), instant(&pause[1])))
            .collect();
        let expected = instant(&case["deadline"]);

        let found = deadline(compiled, start, target, &pauses).expect(id);
        assert_eq!(found, expected, "{id}");
        if let Some(found) = found {
            assert_eq!(elapsed(compiled, start, found, &pauses), Ok(target), "{id}");
            assert_eq!(elapsed(compiled, start, found - 1, &pauses), Ok(target - 1), "{id}");
        }

        let mut request = json!({"calendar": calendar, "start": case["start"],
            "target_s": case["target_s"], "pauses": case["pauses"]});
        let answer = preview(&request).expect(id);
        assert_eq!(json!(answer.deadline), case["deadline"], "{id}");

        for point in case["warnings"].as_array().unwrap_or(&vec![]) {
            let permille = point["permille"].as_u64().unwrap();
            let at = warning(compiled, start, target, u16::try_from(permille).unwrap(), &pauses);
            assert_eq!(at, Ok(instant(&point["at"])), "{id}");
            request["warn_at_fraction"] = json!(permille as f64 / 1_000.0);
            assert_eq!(json!(preview(&request).expect(id).warn), point["at"], "{id}");
        }
    }
}

#[test]
fn timelines() {
    let file = load("timelines.json");
    for case in cases(&file) {
        let id = text(&case["id"]);
        let policy: Policy = serde_json::from_value(file["policies"][text(&case["policy"])].clone()).expect(id);
        let limit = case["limit"].as_str().map(limit_named);
        let moments: Vec<Moment> =
            case["moments"].as_array().unwrap().iter().map(|moment| read_moment(moment, &file["policies"])).collect();
        let evaluation = evaluate(&moments, &policy, limit.as_ref());
        for order in arrival_orders(&moments) {
            assert_eq!(evaluate(&order, &policy, limit.as_ref()), evaluation, "{id}");
        }

        let actual = serde_json::to_value(&evaluation).unwrap();
        for field in ["company", "marketplace", "cancelled"] {
            if let Some(expected) = case.get(field) {
                assert_contains(&actual[field], &with_milliseconds(expected), id);
            }
        }
        check_due(&evaluation, case, id);
        let stored: Evaluation = serde_json::from_value(actual).expect(id);
        assert_eq!(stored, evaluation, "{id}: reading back");
        assert_compact(&(moments, policy, limit, evaluation), id);
    }
}

/// Compact formats don't describe themselves: no field may be skipped or guessed.
fn assert_compact<T>(value: &T, id: &str)
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let bytes = postcard::to_allocvec(value).expect(id);
    assert_eq!(&postcard::from_bytes::<T>(&bytes).expect(id), value, "{id}");
}

/// `[id, at, kind]`, where a policy is given by its name.
fn read_moment(moment: &Value, policies: &Value) -> Moment {
    let mut kind = with_milliseconds(&moment[2]);
    if let Some(name) = kind.pointer("/policy_applied/policy").cloned() {
        kind["policy_applied"]["policy"] = policies[text(&name)].clone();
    }
    let moment = json!({"id": moment[0], "at": instant(&moment[1]).unwrap(), "kind": kind});
    serde_json::from_value(moment).unwrap()
}

/// Reversed, rotated, and everything twice.
fn arrival_orders(moments: &[Moment]) -> Vec<Vec<Moment>> {
    let mut orders = vec![moments.iter().rev().cloned().collect()];
    for turn in 1..moments.len() {
        let mut order = moments.to_vec();
        order.rotate_left(turn);
        orders.push(order);
    }
    orders.push([moments, moments].concat());
    orders
}

fn check_due(evaluation: &Evaluation, case: &Value, id: &str) {
    let all = evaluation.attention();
    for check in case["due"].as_array().unwrap_or(&vec![]) {
        let now = instant(&check["now"]).unwrap();
        let due = evaluation.due_at(now);
        let listed: Vec<Value> = due.iter().map(|it| json!([it.id, it.at])).collect();
        assert_eq!(json!(listed), with_milliseconds(&check["attention"]), "{id} at {now}");
        let next = all.get(due.len()).map(|it| it.due_at);
        assert_eq!(evaluation.next_attention(now), next, "{id} at {now}");
    }
}

/// Every expected field is there with its value; lists have the same length.
fn assert_contains(actual: &Value, expected: &Value, id: &str) {
    match (actual, expected) {
        (Value::Array(actual), Value::Array(expected)) => {
            assert_eq!(actual.len(), expected.len(), "{id}: {actual:#?}");
            for (actual, expected) in actual.iter().zip(expected) {
                assert_contains(actual, expected, id);
            }
        }
        (Value::Object(actual), Value::Object(expected)) => {
            for (key, expected) in expected {
                let found = actual.get(key).unwrap_or_else(|| panic!("{id}: no {key}"));
                assert_contains(found, expected, id);
            }
        }
        _ => assert_eq!(actual, expected, "{id}"),
    }
}

fn limit_named(id: &str) -> MarketplaceLimit {
    let row = LIMITS.iter().find(|row| row.limit.id == id);
    row.unwrap_or_else(|| panic!("no limit {id}")).limit.clone()
}

#[test]
fn limits() {
    let file = load("limits.json");
    for case in cases(&file) {
        let mut limit = limit_named(text(&case["limit"]));
        if let Some(zone) = case["zone"].as_str() {
            limit.zone = zone.to_owned().into();
        }
        let found = limit.deadline(instant(&case["start"]).unwrap());
        assert_eq!(found.ok(), instant(&case["deadline"]), "{}", case["id"]);
    }
}

#[test]
fn selections() {
    let file = load("selections.json");
    let rows = presets();
    for case in cases(&file) {
        let facts: Facts = serde_json::from_value(case["facts"].clone()).unwrap();
        let selected = select(&rows, &facts, None).unwrap();
        assert_eq!(json!(selected.policy.id), case["policy"], "{}", case["id"]);
        let limit = selected.limit.map(|limit| limit.id);
        assert_eq!(json!(limit), case["limit"], "{}", case["id"]);
    }
}

#[test]
fn refused_requests() {
    let file = load("refused_requests.json");
    for case in cases(&file) {
        let problems = preview(&case["request"]).expect_err(text(&case["id"]));
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(json!(fields), case["refused"], "{}: {problems:?}", case["id"]);
        assert!(problems.iter().all(|problem| !problem.message.is_empty()));
    }
}

#[test]
fn refused_policies() {
    let file = load("refused_policies.json");
    for case in cases(&file) {
        let mut policy = file["policy"].clone();
        for (key, value) in case["change"].as_object().unwrap() {
            policy[key] = value.clone();
        }
        let policy: Policy = serde_json::from_value(policy).unwrap();
        let problems = check_policy(&policy, "policy");
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(json!(fields), case["refused"], "{}", case["id"]);
    }
}
