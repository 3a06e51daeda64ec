//! Runs every row of `tests/suggestions.toml`. Adding a case needs no Rust: see the head of that file.
#![allow(missing_docs)]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use sellerdesk_render::{
    CATEGORIES, Facts, LANGUAGES, RenderError, Suggestions, catalogue, find_variable, is_offered, limits, may_be_sent,
    suggest, variables,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    category: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    risks: Vec<String>,
    #[serde(default)]
    signals: Vec<String>,
    #[serde(default = "english")]
    language: String,
    #[serde(default)]
    fallback: Vec<String>,
    #[serde(default)]
    channel: String,
    /// Variables known, with their examples; `name=value` for another value.
    #[serde(default)]
    known: Vec<String>,
    first: Option<String>,
    missing: Option<Vec<String>>,
    because: Option<Vec<String>>,
    absent: Option<Vec<String>>,
    in_language: Option<String>,
    none: Option<bool>,
}

fn english() -> String {
    "en".to_owned()
}

fn value(known: &str) -> (String, String) {
    let (name, value) = known.split_once('=').unwrap_or((known, ""));
    let value = if value.is_empty() { find_variable(name).unwrap().example } else { value };
    (name.to_owned(), value.to_owned())
}

fn outcome(case: &Case) -> Result<Suggestions, RenderError> {
    // The shop is always known.
    let values: Vec<(String, String)> =
        case.known.iter().map(|known| value(known)).chain([value("shop_name")]).collect();
    suggest(&Facts {
        category: &case.category,
        risks: &case.risks,
        signals: &case.signals,
        text: &case.text,
        language: &case.language,
        fallback_languages: &case.fallback,
        channel: &case.channel,
        values: &values,
    })
}

fn check(case: &Case) -> Result<(), String> {
    let suggestions = match (outcome(case), case.none) {
        (Ok(suggestions), None) => suggestions,
        (Err(RenderError::UnknownLanguage { .. }), Some(true)) => return Ok(()),
        (other, _) => return Err(format!("{other:?}")),
    };
    let got = || {
        format!("{:#?}", suggestions.items.iter().map(|it| (it.template, &it.missing, &it.because)).collect::<Vec<_>>())
    };
    let first = suggestions.items.first();
    if case.first.as_deref() != first.map(|it| it.template) {
        return Err(got());
    }
    let expected_missing = case.missing.clone().unwrap_or_default();
    if first.is_some_and(|it| it.missing != expected_missing || it.text.is_some() != expected_missing.is_empty()) {
        return Err(got());
    }
    if case.because.as_ref().is_some_and(|because| first.is_none_or(|it| it.because != *because)) {
        return Err(got());
    }
    if suggestions.items.iter().any(|it| case.absent.iter().flatten().any(|id| id == it.template)) {
        return Err(got());
    }
    let language = case.in_language.as_deref();
    let as_expected = language
        .map_or(!suggestions.is_fallback, |language| suggestions.is_fallback && suggestions.language == language);
    if as_expected { Ok(()) } else { Err(format!("{} {}", suggestions.language, suggestions.is_fallback)) }
}

#[test]
fn every_case() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suggestions.toml");
    let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let failures: Vec<String> =
        file.case.iter().filter_map(|case| check(case).err().map(|got| format!("{}: {got}", case.name))).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(file.case.len() > 40);
}

/// Every category but advertising has a suggestion, in every language, with nothing known and with everything.
#[test]
fn each_category_has_an_answer() {
    let all: Vec<(String, String)> = variables().iter().map(|variable| value(variable.name)).collect();
    for category in CATEGORIES {
        for language in LANGUAGES {
            for values in [&all[..], &[]] {
                for channel in ["", "amazon", "meta"] {
                    let facts = Facts { category, language, channel, values, ..Facts::default() };
                    let items = suggest(&facts).unwrap().items;
                    assert_eq!(items.is_empty(), category == "spam_marketing", "{category} {language} {channel}");
                    assert!(items.len() <= limits::SUGGESTIONS_MAX);
                    for item in items {
                        assert_eq!(item.text.is_some(), item.missing.is_empty());
                    }
                }
            }
        }
    }
}

/// What a rule suggests for a channel is offered there, and every template that a buyer can get is in some rule but
/// those only an agent or an automatic rule can choose.
#[test]
fn suggestions_are_offered_and_rules_reach_the_catalogue() {
    let rules = include_str!("../suggestions/rules.txt");
    let named: BTreeSet<&str> = rules
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once("=>").or_else(|| line.split_once("->")))
        .flat_map(|(_, ids)| ids.split_whitespace())
        .collect();
    let unnamed: Vec<&str> = catalogue().iter().map(|it| it.id).filter(|id| !named.contains(id)).collect();
    assert_eq!(unnamed, ["return_refused", "first_receipt", "out_of_office", "promotion_time", "holiday_notice"]);

    let all: Vec<(String, String)> = variables().iter().map(|variable| value(variable.name)).collect();
    for category in CATEGORIES {
        let facts = Facts { category, language: "es", channel: "mercadolibre", values: &all, ..Facts::default() };
        for item in suggest(&facts).unwrap().items {
            let template = catalogue().iter().find(|it| it.id == item.template).unwrap();
            assert!(is_offered(template, "es", "mercadolibre"), "{}", item.template);
        }
    }
    assert!(!may_be_sent("manual_url", "mercadolibre"));
}

/// Conditions name variables and signals that exist.
#[test]
fn conditions_are_spelt_right() {
    let mut kinds: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in include_str!("../suggestions/rules.txt").lines().filter(|line| !line.starts_with('#')) {
        for (kind, name) in line.split_whitespace().filter_map(|word| word.split_once(':')) {
            kinds.entry(kind).or_default().insert(name);
        }
    }
    for name in kinds["has"].iter().chain(&kinds["no"]) {
        assert!(find_variable(name).is_some_and(|variable| variable.name == *name), "{name}");
    }
    let risks = ["a_to_z", "chargeback", "fraud_claim", "legal", "negative_review_threat", "safety", "safety_injury"];
    assert_eq!(kinds["risk"], BTreeSet::from(risks));
    let signals = ["feedback", "late", "negative_feedback", "open_claim", "quiet", "resolved", "returning"];
    assert_eq!(kinds["signal"], BTreeSet::from(signals));
}

/// Hostile facts change no other suggestion, and their controls don't reach the text.
#[test]
fn hostile_facts_are_text() {
    let hostile = "{{ shop_name }}{% if x %}<b>\u{202e}\u{0}";
    let facts = |text, values| Facts { category: "quality_issue", language: "en", text, values, ..Facts::default() };
    let known = |name: &str| [value("order_id"), value("shop_name"), ("product_name".to_owned(), name.to_owned())];
    let (plain, marked) = (known("QXQX"), known(hostile));
    let expected = suggest(&facts("broken", &plain)).unwrap();
    let got = suggest(&facts(&format!("broken {hostile}"), &marked)).unwrap();
    assert!(!expected.items.is_empty());
    assert_eq!(got.items.len(), expected.items.len());
    for (got, expected) in got.items.iter().zip(&expected.items) {
        let text = expected.text.as_ref().map(|text| text.replace("QXQX", "{{ shop_name }}{% if x %}<b>"));
        assert_eq!((got.template, &got.text), (expected.template, &text));
    }
}
