//! The rules' answers arrive in the records of `classifier.wit`.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use classifier::classify;
use sellerdesk_contract::wit::intent::{Category, Input, Priority, RiskFlag, Verdict};

fn judge(text: &str) -> Verdict {
    classify(&Input { text: text.to_owned(), subject: None, channel: "amazon".to_owned(), has_order: Some(true) })
}

fn span(text: &str, start: u32, end: u32) -> &str {
    text.get(start as usize..end as usize).unwrap()
}

#[test]
fn missing_parcel_with_its_evidence_and_order() {
    let text = "My parcel 114-3941689-8772232 never arrived, it is lost!";
    let verdict = judge(text);
    assert_eq!(verdict.category, Category::LogisticsIssue);
    assert_eq!(verdict.priority, Priority::Urgent);
    assert_eq!(verdict.language, "en");
    assert!(verdict.confidence > 0.0 && verdict.confidence <= 1.0);
    assert!(!verdict.needs_no_reply);

    let order = verdict.entities.iter().find(|entity| entity.kind == "order_id").unwrap();
    assert_eq!(order.text, "114-3941689-8772232");
    assert_eq!(span(text, order.start, order.end), order.text);

    let decided = verdict.evidence.iter().find(|evidence| evidence.label == "logistics_issue").unwrap();
    assert!(!span(text, decided.start, decided.end).is_empty());
    assert!(decided.weight > 0.0);
}

#[test]
fn offsets_count_bytes_and_not_characters() {
    let text = "Größe ist egal: Bestellung 302-1234567-7654321 ist nicht angekommen";
    let verdict = judge(text);
    assert_eq!(verdict.language, "de");
    let order = verdict.entities.iter().find(|entity| entity.kind == "order_id").unwrap();
    assert_eq!(span(text, order.start, order.end), "302-1234567-7654321");
}

#[test]
fn risk_flags_keep_their_names() {
    let risk = judge("Refund me or I will file an A-to-z claim and a chargeback with my bank").risk;
    assert!(risk.contains(&RiskFlag::AToZ) && risk.contains(&RiskFlag::Chargeback), "{risk:?}");
    assert!(judge("It caught fire and burned my hand").risk.contains(&RiskFlag::SafetyInjury));
}

#[test]
fn thanks_need_no_reply() {
    let verdict = judge("Thank you so much!");
    assert_eq!(verdict.category, Category::PraiseThanks);
    assert_eq!(verdict.priority, Priority::Low);
    assert_eq!(verdict.sentiment, "positive");
    assert!(verdict.needs_no_reply);
}
