//! JSON in and JSON out, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use clocks::{MOMENTS_MAX, POLICY_BYTES_MAX, REQUEST_BYTES_MAX, evaluate, preview, select};
use sellerdesk_contract::wit::timeline::{Facts, Moment, MomentKind, Outcome, Problem};
use sellerdesk_deadline::Selected;

fn facts(channel: &str) -> Facts {
    Facts {
        channel: channel.to_owned(),
        account: "main".to_owned(),
        category: "general".to_owned(),
        priority: "normal".to_owned(),
        language: None,
        risk_event: None,
        customer_tier: None,
        order_value: None,
    }
}

fn message() -> Moment {
    let (refers_to, due_at, policy, waiting_since) = (None, None, None, None);
    Moment { id: "m1".to_owned(), at: 0, kind: MomentKind::BuyerMessage, refers_to, due_at, policy, waiting_since }
}

fn fields(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.field.as_str()).collect()
}

#[test]
fn selects_by_names_and_ignores_unknown_ones() {
    let id = |facts| serde_json::from_str::<Selected>(&select(facts, None)).unwrap().policy.id;
    assert_eq!(id(facts("etsy")), "standard");
    assert_eq!(id(Facts { category: "quality_issue".to_owned(), ..facts("etsy") }), "urgent");
    assert_eq!(id(Facts { priority: "urgent".to_owned(), ..facts("etsy") }), "urgent-priority");
    assert_eq!(id(Facts { risk_event: Some("claim".to_owned()), ..facts("etsy") }), "claim");
    assert_eq!(id(Facts { category: "no such".to_owned(), priority: String::new(), ..facts("etsy") }), "standard");
}

#[test]
fn refuses_policies_it_cannot_read() {
    for document in ["", "null", "{}", r#"{"policy":{}}"#, &"[".repeat(10_000), &" ".repeat(POLICY_BYTES_MAX + 1)] {
        let problems = evaluate(vec![message()], document).unwrap_err();
        assert_eq!(fields(&problems), ["policy"]);
        assert!(problems.iter().all(|problem| !problem.detail.is_empty()));
    }
    let crowd = vec![message(); MOMENTS_MAX + 1];
    assert_eq!(fields(&evaluate(crowd, &select(facts("amazon"), None)).unwrap_err()), ["moments"]);
}

#[test]
fn unusable_policy_leaves_the_marketplaces_clock_running() {
    let mut selected: Selected = serde_json::from_str(&select(facts("amazon"), None)).unwrap();
    selected.policy.targets.first_response_ms = Some(0);
    let evaluation = evaluate(vec![message()], &serde_json::to_string(&selected).unwrap()).unwrap();
    assert_eq!(evaluation.marketplace_deadline, Some(24 * 3_600_000));
    assert!(evaluation.states.iter().any(|state| state.outcome == Outcome::Undetermined));
}

#[test]
fn previews_a_deadline() {
    let request = r#"{"calendar":{"zone":"America/New_York","weekly":{"mon":[["09:00","17:00"]]}},
        "start":"2026-01-12T21:00:00Z","target_s":7200,"pauses":[],"warn_at_fraction":0.5}"#;
    let answer: serde_json::Value = serde_json::from_str(&preview(request).unwrap()).unwrap();
    let expected = serde_json::json!({"deadline": "2026-01-19T15:00:00Z", "warn": "2026-01-12T22:00:00Z"});
    assert_eq!(answer, expected);
}

#[test]
fn preview_names_what_it_refuses() {
    let missing = preview(r#"{"calendar":{"zone":"Mars/Olympus","weekly":{"mon":[["9","17:00"]]}},"target_s":0}"#);
    let missing = missing.unwrap_err();
    let fields_of_missing = fields(&missing);
    for field in ["calendar.zone", "calendar.weekly.mon[0]", "start", "target_s"] {
        assert!(fields_of_missing.iter().any(|named| named.starts_with(field)), "{field}: {fields_of_missing:?}");
    }
    for request in ["", "[]", "{", &"[".repeat(10_000), &" ".repeat(REQUEST_BYTES_MAX + 1)] {
        assert_eq!(fields(&preview(request).unwrap_err()), ["request"]);
    }
}
