//! Runs every row of `tests/cases/*.tsv`. Adding a case needs no Rust.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests stop at the first surprise")]

use sellerdesk_classify::{Category, Input, Verdict, classify};
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// The rows of a file as fields, with the number of their line.
fn rows(path: &Path) -> Vec<(usize, Vec<String>)> {
    let text = fs::read_to_string(path).expect("cases are readable");
    let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with("# "));
    lines.map(|(index, line)| (index + 1, line.split('\t').map(str::to_owned).collect())).collect()
}

fn run(text: &str) -> Verdict {
    classify(&Input { text, ..Input::default() })
}

/// What the verdict has wrong, if anything.
fn mismatch(fields: &[String]) -> Option<String> {
    let [text, category, risk, language, needs_no_reply, rest @ ..] = fields else {
        return Some(format!("expected 5 or 6 fields, found {}", fields.len()));
    };
    let verdict = run(&text.replace("\\n", "\n"));
    let names: Vec<&str> = verdict.risk.iter().map(|risk| risk.name()).collect();
    let risk_fits = match risk.as_str() {
        "-" => true,
        "none" => names.is_empty(),
        expected => expected.split(',').all(|expected| names.contains(&expected)),
    };
    let fits = |expected: &str, got: &str| expected == "-" || expected == got;
    let also: Vec<&str> = verdict.also.iter().map(|category| category.name()).collect();
    let rest_fits = match rest.first().map(String::as_str) {
        None | Some("-") => true,
        Some("unsure") => verdict.confidence <= 0.25,
        Some(expected) => expected.split(',').all(|expected| also.contains(&expected)),
    };
    let no_reply = if verdict.needs_no_reply { "yes" } else { "no" };
    let all = fits(category, verdict.category.name())
        && risk_fits
        && rest_fits
        && fits(language, verdict.language.code())
        && fits(needs_no_reply, no_reply);
    let got = format!(
        "{} {names:?} {} {no_reply} also {also:?} {}",
        verdict.category.name(),
        verdict.language.code(),
        verdict.confidence
    );
    (!all).then(|| format!("{text:?}: expected {category} {risk} {language} {needs_no_reply}, got {got}"))
}

#[test]
fn every_case_holds() {
    let mut failures = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(folder()).expect("cases are there") {
        let path = entry.expect("entry is readable").path();
        if path.ends_with("entities.tsv") || path.ends_with("evidence.tsv") {
            continue;
        }
        for (line, fields) in rows(&path) {
            count += 1;
            if let Some(failure) = mismatch(&fields) {
                failures.push(format!("{}:{line}: {failure}", path.file_name().unwrap().to_string_lossy()));
            }
        }
    }
    assert!(count > 250, "only {count} cases were found");
    assert!(failures.is_empty(), "{} of {count} cases fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_entity_case_holds() {
    let mut failures = Vec::new();
    for (line, fields) in rows(&folder().join("entities.tsv")) {
        let (text, expected, channel) = match fields.as_slice() {
            [text, expected] => (text, expected, ""),
            [text, expected, channel] => (text, expected, channel.as_str()),
            _ => panic!("line {line}: expected 2 or 3 fields"),
        };
        let verdict = classify(&Input { text, channel, ..Input::default() });
        let printed: Vec<String> = verdict
            .entities
            .iter()
            .map(|entity| {
                assert_eq!(text.get(entity.start..entity.end), Some(entity.text.as_str()), "line {line}");
                let issuer = entity.issuer.as_ref().map_or(String::new(), |issuer| format!("@{issuer}"));
                format!("{}:{}{issuer}", entity.kind.name(), entity.text)
            })
            .collect();
        let got = if printed.is_empty() { "none".to_owned() } else { printed.join(" ; ") };
        if &got != expected {
            failures.push(format!("line {line}: {text:?} on {channel:?}: expected {expected}, got {got}"));
        }
    }
    assert!(failures.is_empty(), "{} cases fail:\n{}", failures.len(), failures.join("\n"));
}

/// Where the model decided, its words are named: each row has some that must be among the spans.
#[test]
fn every_evidence_case_holds() {
    let rows = rows(&folder().join("evidence.tsv"));
    assert!(rows.len() >= 10, "only {} cases were found", rows.len());
    let mut failures = Vec::new();
    for (line, fields) in rows {
        let [text, category, words] = fields.as_slice() else { panic!("line {line}: expected 3 fields") };
        let verdict = run(text);
        let own = verdict.evidence.iter().filter(|span| span.label == category);
        let spans: Vec<&str> = own.filter_map(|span| text.get(span.start..span.end)).collect();
        let is_named = words.split(" ; ").all(|words| spans.iter().any(|span| span.contains(words)));
        if verdict.category.name() != category || !is_named {
            failures.push(format!("line {line}: {text:?}: got {} by {spans:?}", verdict.category.name()));
        }
    }
    assert!(failures.is_empty(), "{} cases fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn unsupported_languages_are_never_confident() {
    for text in
        ["Где мой заказ? Я жду уже две недели", "أين طلبي من فضلك", "Missä tilaukseni on? En ole saanut sitä vielä"]
    {
        let verdict = run(text);
        assert_eq!(verdict.category, Category::General, "{text}");
        assert!(verdict.confidence <= 0.25, "{text}: {}", verdict.confidence);
    }
}

#[test]
fn the_subject_and_the_order_count() {
    let bare = Input { text: "Hello, can you help me with this?", ..Input::default() };
    let with_subject = Input { subject: Some("Return request"), ..bare };
    assert_eq!(classify(&with_subject).category, Category::RefundReturn);
    let question = Input { text: "Is it available?", has_order: Some(false), ..Input::default() };
    assert_eq!(classify(&question).category, Category::PresaleQuestion);
}

#[test]
fn names_are_the_ones_of_the_api() {
    for category in Category::ALL {
        assert_eq!(Category::from_name(category.name()), Some(category));
        assert_eq!(serde_json::to_value(category).unwrap(), category.name());
    }
    assert_eq!(Category::from_name("nonsense"), None);
    for risk in sellerdesk_classify::Risk::ALL {
        assert_eq!(serde_json::to_value(risk).unwrap(), risk.name());
    }
}
