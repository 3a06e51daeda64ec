//! A team's rules override the model in order, say so, and never hide a risk.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests stop at the first surprise")]

use sellerdesk_classify::corrections::TrainingRow;
use sellerdesk_classify::overrides::{Applied, CONDITION_BYTES_MAX, Facts, RULES_COUNT_MAX, Rule, Rules};
use sellerdesk_classify::{Category, Input, Priority, Verdict, classify, corrections};
use serde_json::{Value, from_value, json};

const TEXT: &str = "Where is my order?";

fn parse(rules: Value) -> Vec<Rule> {
    from_value(rules).unwrap()
}

fn run(text: &str, rules: Value) -> (Verdict, Applied) {
    let mut verdict = classify(&Input { text, ..Input::default() });
    let facts =
        Facts { account: "de-1", channel: "ebay", subject: Some("Ihre RÉCHNUNG"), text, sender: "Anna@Example.com" };
    let applied = Rules::new(&parse(rules)).unwrap().apply(&facts, &mut verdict);
    (verdict, applied)
}

#[test]
fn every_condition_must_hold() {
    let cases = [
        (json!({"account": "de-1"}), true),
        (json!({"account": "DE-1"}), false),
        (json!({"channel": "ebay"}), true),
        (json!({"channel": "amazon"}), false),
        (json!({"subject_contains": "rechnung"}), true),
        (json!({"subject_contains": "invoice"}), false),
        (json!({"text_contains": "MY ORDER"}), true),
        (json!({"text_contains": "refund"}), false),
        (json!({"sender": "anna@example.com"}), true),
        (json!({"sender": "@example.com"}), true),
        (json!({"sender": "example.com"}), false),
        (json!({"account": "de-1", "channel": "amazon"}), false),
    ];
    for (when, holds) in cases {
        let (verdict, applied) = run(TEXT, json!([{"when": when, "then": {"category": "account"}}]));
        assert_eq!(applied.category_by, holds.then_some(0), "{when}");
        assert_eq!(verdict.category == Category::Account, holds, "{when}");
    }
}

#[test]
fn the_first_rule_that_holds_decides_and_is_named() {
    let rules = json!([
        {"when": {"text_contains": "refund"}, "then": {"category": "refund_return"}},
        {"when": {"sender": "@example.com"}, "then": {"vip": true}},
        {"when": {"account": "de-1"}, "then": {"category": "usage_howto"}},
        {"when": {"account": "de-1"}, "then": {"category": "account", "priority": "low"}},
    ]);
    let (verdict, applied) = run(TEXT, rules);
    assert_eq!(applied, Applied { category_by: Some(2), priority_by: Some(3), vip_by: Some(1) });
    assert_eq!((verdict.category, verdict.priority), (Category::UsageHowto, Priority::Low));
    assert_eq!(verdict.also.first(), Some(&Category::OrderStatus));
}

#[test]
fn a_risk_stays_urgent() {
    let rules = json!([{"when": {"account": "de-1"}, "then": {"category": "praise_thanks", "priority": "low"}}]);
    let (verdict, _) = run("My lawyer will sue you", rules);
    assert_eq!(verdict.priority, Priority::Urgent);
    assert!(!verdict.needs_no_reply);
}

#[test]
fn errors_name_rule_and_field() {
    let good = json!({"when": {"account": "a"}, "then": {"vip": true}});
    let cases = [
        (json!({"when": {}, "then": {"vip": true}}), "rules[1].when: "),
        (json!({"when": {"sender": " \u{200b}"}, "then": {"vip": true}}), "rules[1].when.sender: is empty"),
        (json!({"when": {"account": "a"}, "then": {}}), "rules[1].then: "),
        (json!({"when": {"account": "a"}, "then": {"category": "x"}}), "rules[1].then.category: unknown: \"x\""),
        (json!({"when": {"account": "a"}, "then": {"priority": "x"}}), "rules[1].then.priority: unknown"),
        (
            json!({"when": {"text_contains": "a".repeat(CONDITION_BYTES_MAX + 1)}, "then": {"vip": true}}),
            "rules[1].when.text_contains: at most 200 bytes",
        ),
    ];
    for (bad, expected) in cases {
        let error = Rules::new(&parse(json!([good, bad]))).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
    assert!(Rules::new(&parse(Value::Array(vec![good.clone(); RULES_COUNT_MAX]))).is_ok());
    assert!(Rules::new(&parse(Value::Array(vec![good; RULES_COUNT_MAX + 1]))).is_err());
    assert!(from_value::<Rule>(json!({"when": {"acount": "a"}, "then": {}})).is_err());
}

const ROW: TrainingRow<'static> = TrainingRow {
    id: "7",
    text: "",
    subject: None,
    language: "en",
    channel: "mail",
    label: Category::Account,
    was: Category::General,
};

#[test]
fn corrections_are_counted() {
    use Category::{Account, General};
    let report = corrections::confusion([((General, Account), 2), ((Account, Account), 1), ((Account, General), 1)]);
    assert_eq!((report.total, report.agreed), (4, 1));
    let moves: Vec<_> = report.confusions.iter().map(|one| (one.predicted, one.corrected, one.count)).collect();
    assert_eq!(moves, [(General, Account, 2), (Account, General, 1)]);
    let account = report.categories.iter().find(|one| one.category == Account).unwrap();
    assert_eq!((account.predicted, account.corrected, account.agreed), (2, 3, 1));
}

#[test]
fn training_rows_are_json() {
    let text = "a \"b\" \\ \n\t\u{1} ü 退";
    let row = TrainingRow { text, subject: Some("re: x"), ..ROW }.json();
    assert!(row.ends_with("}\n") && row.lines().count() == 1);
    let read: Value = serde_json::from_str(&row).unwrap();
    let expected = json!({
        "id": "7", "text": text, "subject": "re: x", "lang": "en", "channel": "mail", "label": "account",
        "was": "general", "origin": "real", "source": "corrections",
    });
    assert_eq!(read, expected);
}

#[test]
fn training_rows_are_csv_without_formulas() {
    let row = TrainingRow { text: "=1+1 \"quoted\", a\nline", ..ROW }.csv();
    assert_eq!(row, "\"7\",\"'=1+1 \"\"quoted\"\", a\nline\",\"\",\"en\",\"mail\",\"account\",\"general\"\r\n");
    assert_eq!(row.matches("\",\"").count(), corrections::CSV_HEADER.matches(',').count());
}
