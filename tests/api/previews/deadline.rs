//! `POST /api/v1/preview/deadline`.

use crate::harness::{TestApp, json, tests, wrong_fields};
use serde_json::{Value, json};
use std::path::Path;

tests! {
    shared working_time_is_counted_in_the_calendars_zone,
    shared without_a_calendar_the_clock_never_stops,
    shared a_pause_that_never_ends_gives_no_deadline,
    shared fields_that_are_wrong_are_named,
    shared every_case_of_the_semantics_has_its_deadline,
    shared every_timeline_of_the_semantics_ends_as_it_must,
}

const PATH: &str = "/api/v1/preview/deadline";

/// Monday to Friday, nine to five, in New York.
fn new_york() -> Value {
    let day = json!([["09:00", "17:00"]]);
    json!({"zone": "America/New_York", "weekly": {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day}})
}

fn working_time_is_counted_in_the_calendars_zone(app: &TestApp) {
    for (start, target_s, deadline) in [
        ("2026-01-14T15:00:00Z", 7_200, "2026-01-14T17:00:00Z"),
        // Friday half past four, and an hour of work: Monday half past nine.
        ("2026-01-16T21:30:00Z", 3_600, "2026-01-19T14:30:00Z"),
        // Over the start of summer time.
        ("2026-03-06T21:00:00Z", 7_200, "2026-03-09T14:00:00Z"),
    ] {
        let request = json!({"calendar": new_york(), "start": start, "target_s": target_s});
        assert_eq!(json(&app.post(PATH, &request), 200)["deadline"], deadline, "{start}");
    }
}

fn without_a_calendar_the_clock_never_stops(app: &TestApp) {
    let request =
        json!({"calendar": null, "start": "2026-03-07T20:00:00Z", "target_s": 86_400, "warn_at_fraction": 0.5});
    let expected = json!({"deadline": "2026-03-08T20:00:00Z", "warn": "2026-03-08T08:00:00Z"});
    assert_eq!(json(&app.post(PATH, &request), 200), expected);
    let pauses = json!([["2026-03-07T21:00:00Z", "2026-03-07T23:00:00Z"]]);
    let request = json!({"start": "2026-03-07T20:00:00Z", "target_s": 7_200, "pauses": pauses});
    assert_eq!(json(&app.post(PATH, &request), 200)["deadline"], "2026-03-08T00:00:00Z");
}

fn a_pause_that_never_ends_gives_no_deadline(app: &TestApp) {
    let pauses = json!([["2026-03-07T21:00:00Z", null]]);
    let request = json!({"start": "2026-03-07T20:00:00Z", "target_s": 7_200, "pauses": pauses});
    assert_eq!(json(&app.post(PATH, &request), 200), json!({"deadline": null, "warn": null}));
}

fn fields_that_are_wrong_are_named(app: &TestApp) {
    let request = |calendar: Value| json!({"calendar": calendar, "start": "2026-01-14T15:00:00Z", "target_s": 60});
    for (body, field) in [
        (json!({"target_s": 60}), "start"),
        (json!({"start": "2026-01-14T15:00:00Z"}), "target_s"),
        (json!({"start": "yesterday", "target_s": 60}), "start"),
        (json!({"start": "2026-01-14T15:00:00Z", "target_s": 0}), "target_s"),
        (json!({"start": "2026-01-14T15:00:00Z", "target_s": -5}), "target_s"),
        (json!({"start": "2026-01-14T15:00:00Z", "target_s": 60, "warn_at_fraction": 2}), "warn_at_fraction"),
        (request(json!({"zone": "Mars/Olympus", "weekly": {"mon": [["09:00", "17:00"]]}})), "calendar.zone"),
    ] {
        assert_eq!(wrong_fields(&app.post(PATH, &body)), [field], "{body}");
    }
    let closed = request(json!({"zone": "UTC", "weekly": {}}));
    assert_eq!(wrong_fields(&app.post(PATH, &closed)), ["calendar"]);
    let backwards = request(json!({"zone": "UTC", "weekly": {"mon": [["25:00", "17:00"]]}}));
    assert!(wrong_fields(&app.post(PATH, &backwards))[0].starts_with("calendar.weekly.mon"));
}

/// The conformance cases of the deadline rules: here they pass through the real clocks.
fn cases(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/deadline/tests/cases").join(file);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn every_case_of_the_semantics_has_its_deadline(app: &TestApp) {
    let file = cases("deadlines.json");
    for case in file["cases"].as_array().unwrap() {
        let calendar = case["calendar"].as_str().map(|name| &file["calendars"][name]);
        let request = json!({"calendar": calendar, "start": case["start"], "target_s": case["target_s"],
            "pauses": case["pauses"]});
        assert_eq!(json(&app.post(PATH, &request), 200)["deadline"], case["deadline"], "{}", case["id"]);
        for point in case["warnings"].as_array().into_iter().flatten() {
            let mut request = request.clone();
            request["warn_at_fraction"] = json!(point["permille"].as_f64().unwrap() / 1_000.0);
            assert_eq!(json(&app.post(PATH, &request), 200)["warn"], point["at"], "{}", case["id"]);
        }
    }
}

fn every_timeline_of_the_semantics_ends_as_it_must(app: &TestApp) {
    let file = cases("timelines.json");
    for case in file["cases"].as_array().unwrap() {
        let moments: Vec<Value> = case["moments"].as_array().unwrap().iter().map(|it| moment(it, &file)).collect();
        let policy = &file["policies"][case["policy"].as_str().unwrap()];
        if policy["calendar"].is_null() || case["id"] != "E54-calendar" {
            let answer = app.post(PATH, &json!({"policy": policy, "limit": case["limit"], "moments": moments}));
            let found = json(&answer, 200);
            for field in ["company", "marketplace", "cancelled"] {
                if let Some(expected) = case.get(field) {
                    assert_contains(&found[field], expected, &case["id"]);
                }
            }
        } else {
            // A calendar that never opens is refused here, as it is when it is saved.
            let answer = app.post(PATH, &json!({"policy": policy, "moments": moments}));
            assert!(wrong_fields(&answer).iter().all(|field| field.starts_with("policy.calendar")));
        }
    }
}

/// `[id, at, kind]`, where a policy is given by its name.
fn moment(written: &Value, file: &Value) -> Value {
    let mut kind = written[2].clone();
    if let Some(name) = kind.pointer("/policy_applied/policy").cloned() {
        kind["policy_applied"]["policy"] = file["policies"][name.as_str().unwrap()].clone();
    }
    json!({"id": written[0], "at": written[1], "kind": kind})
}

/// Every expected field is there with its value; lists have the same length.
fn assert_contains(found: &Value, expected: &Value, id: &Value) {
    match (found, expected) {
        (Value::Array(found), Value::Array(expected)) => {
            assert_eq!(found.len(), expected.len(), "{id}: {found:#?}");
            found.iter().zip(expected).for_each(|(found, expected)| assert_contains(found, expected, id));
        }
        (Value::Object(found), Value::Object(expected)) => {
            expected.iter().for_each(|(key, expected)| assert_contains(&found[key], expected, id));
        }
        _ => assert_eq!(found, expected, "{id}"),
    }
}
