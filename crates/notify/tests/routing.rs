//! Routing: cases as data, validation field by field, and that no notice is lost without a reason.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use sellerdesk_deadline::{format_instant, parse_instant};
use sellerdesk_notify::{Duty, Kind, Notice, Routed, Routing, Severity, When, check, next_step, route};
use serde_json::{Value, json};

fn fixture() -> Value {
    serde_json::from_str(include_str!("fixtures/routing.json")).unwrap()
}

fn routing() -> Routing {
    serde_json::from_value(fixture()["routing"].clone()).unwrap()
}

fn names(value: &Value) -> Vec<String> {
    serde_json::from_value(value.clone()).unwrap_or_default()
}

fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

fn told(routed: &Routed) -> (Vec<String>, Vec<String>) {
    let deliveries = routed.deliveries.iter().map(|delivery| match delivery.when {
        When::At(at) => format!("{} at {}", delivery.target, format_instant(at).unwrap()),
        When::Digest(at) => format!("{} digest {}", delivery.target, format_instant(at).unwrap()),
    });
    let refused = routed.refused.iter().map(|refused| {
        let parts = [refused.recipient.clone(), refused.target.clone(), word(refused.reason)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    });
    (deliveries.collect(), refused.collect())
}

#[test]
fn each_case_goes_where_it_should() {
    let (fixture, routing) = (fixture(), routing());
    assert_eq!(check(&routing), []);
    for case in fixture["cases"].as_array().unwrap() {
        let now = parse_instant(case["now"].as_str().unwrap()).unwrap();
        let kind: Kind = serde_json::from_value(case["kind"].clone()).unwrap();
        let mut notice = Notice::new(kind, "k".to_owned(), now, "amazon", "main");
        notice.step = u8::try_from(case["step"].as_u64().unwrap_or_default()).unwrap();
        notice.category = serde_json::from_value(case["category"].clone()).unwrap();
        if let Ok(severity) = serde_json::from_value(case["severity"].clone()) {
            notice.severity = severity;
        }
        let agent = case["agent"].as_str().map(str::to_owned);
        let duty = Duty { agent, away: names(&case["away"]), blocked: names(&case["blocked"]) };
        let (deliveries, refused) = told(&route(&notice, &routing, &duty, now));
        assert_eq!(deliveries, names(&case["deliveries"]), "{}", case["name"]);
        assert_eq!(refused, names(&case["refused"]), "{}", case["name"]);
    }
}

#[test]
fn each_mistake_is_named() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("fixtures/invalid.json")).unwrap();
    for case in cases {
        let mut document = fixture()["routing"].clone();
        document["escalation"] = json!([]);
        document["caps"] = Value::Null;
        let (parent, key) = case["set"].as_str().unwrap().rsplit_once('/').unwrap();
        document.pointer_mut(parent).unwrap()[key] = case["to"].clone();
        let routing: Routing = serde_json::from_value(document).unwrap();
        let fields: Vec<String> = check(&routing).into_iter().map(|problem| problem.field).collect();
        assert!(fields.contains(&case["field"].as_str().unwrap().to_owned()), "{case}: {fields:?}");
    }
    for unknown in ["/recipients/0", "/targets/0", "/teams/0", ""] {
        let mut document = fixture()["routing"].clone();
        document.pointer_mut(unknown).unwrap()["colour"] = json!("red");
        assert!(serde_json::from_value::<Routing>(document).is_err(), "{unknown}");
    }
}

#[test]
fn the_chain_tells_its_next_step() {
    let mut routing = routing();
    assert_eq!(next_step(&routing, 1_000, 0), Some((1, 901_000)));
    assert_eq!(next_step(&routing, 1_000, 1), Some((2, 3_601_000)));
    assert_eq!(next_step(&routing, 1_000, 2), None);
    routing.escalation = Routing::default_chain().into_iter().take(1).collect();
    assert_eq!(next_step(&routing, 1_000, 0), None);
    assert_eq!(next_step(&routing, 1_000, 255), None);
}

#[test]
fn the_same_notice_has_the_same_deliveries() {
    let (routing, duty) = (routing(), Duty::default());
    let notice = Notice::new(Kind::Breach, "k".to_owned(), 0, "amazon", "main");
    let ids = |now| route(&notice, &routing, &duty, now).deliveries.into_iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(ids(1_768_392_000_000), ids(1_768_999_000_000));
    let other = Notice { key: "l".to_owned(), ..notice.clone() };
    assert_ne!(ids(0), route(&other, &routing, &duty, 0).deliveries.into_iter().map(|it| it.id).collect::<Vec<_>>());
}

fn kinds() -> impl Strategy<Value = Kind> {
    let all = ["warning", "breach", "escalation", "unassigned", "silent_customer", "channel_silent", "reply_failed"];
    prop::sample::select(all.to_vec()).prop_map(|kind| serde_json::from_value(json!(kind)).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Every recipient who is addressed, and every target of theirs, is a delivery or has a reason.
    #[test]
    fn no_notice_is_lost_silently(
        kind in kinds(),
        severity in prop::sample::select(vec![Severity::Normal, Severity::High, Severity::Urgent]),
        step in 0u8..5,
        agent in prop::option::of(prop::sample::select(vec!["ann", "bob", "eve", "room", "zoe"])),
        away in prop::sample::subsequence(vec!["ann", "bob", "eve", "room"], 0..=4),
        blocked in prop::sample::subsequence(vec!["ann-mail", "bob-mail", "eve-mail", "ops-slack", "shanghai"], 0..=5),
        unknown in any::<bool>(),
        empty in any::<bool>(),
        now in 1_700_000_000_000i64..1_900_000_000_000,
    ) {
        let mut routing = if empty { Routing::default() } else { routing() };
        if unknown {
            routing.targets.retain(|target| target.id != "ann-mail");
        }
        let mut notice = Notice::new(kind, "k".to_owned(), now, "amazon", "main");
        (notice.severity, notice.step) = (severity, step);
        let texts = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let duty = Duty { agent: agent.map(str::to_owned), away: texts(away), blocked: texts(blocked) };
        let routed = route(&notice, &routing, &duty, now);
        prop_assert!(!routed.deliveries.is_empty() || !routed.refused.is_empty());
        for delivery in &routed.deliveries {
            prop_assert!(!duty.blocked.contains(&delivery.target));
            let (When::At(at) | When::Digest(at)) = delivery.when;
            prop_assert!((now..now + 4 * 86_400_000).contains(&at), "{at}");
            prop_assert!(severity != Severity::Urgent || matches!(delivery.when, When::At(_)));
        }
        let mut targets: Vec<&str> = routed.deliveries.iter().map(|it| it.target.as_str()).collect();
        targets.dedup();
        prop_assert_eq!(targets.len(), routed.deliveries.len());
        // Urgent and any target alive: somebody is told.
        let is_alive = routing.recipients.iter().flat_map(|recipient| &recipient.targets)
            .any(|target| routing.target(target).is_some() && !duty.blocked.contains(target));
        prop_assert!(severity != Severity::Urgent || !is_alive || !routed.deliveries.is_empty());
        for recipient in &routing.recipients {
            let is_told = routed.deliveries.iter().any(|it| it.recipient == recipient.id);
            let is_refused = routed.refused.iter().any(|it| it.recipient == recipient.id);
            if duty.agent.as_deref() == Some(&recipient.id) && kind == Kind::Breach && !duty.away.contains(&recipient.id) {
                prop_assert!(is_told || is_refused, "{} knows nothing", recipient.id);
            }
        }
    }
}
