//! The rules' answers and refusals arrive in the records of `renderer.wit`.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use renderer::{catalogue, render, render_source, sources, validate, variables};
use sellerdesk_contract::wit::reply_templates::{Problem, ProblemKind};

fn values(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn refused(source: &str, given: &[(&str, &str)]) -> Problem {
    render_source(source, "en", &values(given)).unwrap_err()
}

#[test]
fn every_listed_template_renders_with_the_listed_examples() {
    let variables = variables();
    for template in catalogue() {
        assert!(template.optional.iter().all(|name| template.variables.contains(name)), "{}", template.id);
        let given: Vec<_> = variables
            .iter()
            .filter(|variable| template.variables.contains(&variable.name))
            .map(|variable| (variable.name.clone(), variable.example.clone()))
            .collect();
        assert_eq!(given.len(), template.variables.len(), "{}", template.id);
        for language in &template.languages {
            let rendered = render(&template.id, language, "amazon", &given).unwrap();
            assert_eq!(&rendered.language, language, "{}", template.id);
            assert!(!rendered.text.is_empty(), "{}", template.id);
        }
    }
}

#[test]
fn own_templates_take_the_names_of_chinese_sellers() {
    let rendered = render_source(
        "Hallo {客户名}: {{ refund_amount }}",
        "de",
        &values(&[("customer_name", "Anna"), ("退款金额", "19.9 EUR")]),
    );
    assert_eq!(rendered.unwrap().text, "Hallo Anna: 19,90\u{a0}€");
    assert_eq!(validate("{客户名} {{ refund_amount }}").unwrap(), ["customer_name", "refund_amount"]);
}

#[test]
fn one_problem_names_every_missing_value() {
    let problem = refused("{order_id} {customer_name} {carrier}", &[("carrier", "DHL")]);
    assert_eq!(problem.kind, ProblemKind::ValueMissing);
    assert_eq!(problem.fields, ["customer_name", "order_id"]);
    assert!(problem.detail.contains("customer_name, order_id"));
}

#[test]
fn each_refusal_has_its_kind() {
    let no_values = Vec::new();
    assert_eq!(render("nonsense", "en", "amazon", &no_values).unwrap_err().kind, ProblemKind::TemplateUnknown);
    assert_eq!(render("thanks", "xx", "amazon", &no_values).unwrap_err().kind, ProblemKind::LanguageUnknown);
    assert_eq!(refused("{refund_date}", &[("refund_date", "yesterday")]).kind, ProblemKind::ValueInvalid);
    assert_eq!(refused("{refund_date}", &[("refund_date", "yesterday")]).fields, ["refund_date"]);
    assert_eq!(refused("{{ no_such_variable }}", &[]).kind, ProblemKind::VariableUnknown);
    assert_eq!(refused("{% if %}", &[]).kind, ProblemKind::Syntax);
    assert_eq!(refused(&"x".repeat(1_000_000), &[]).kind, ProblemKind::TooLong);
    assert_eq!(validate("{% if %}").unwrap_err().kind, ProblemKind::Syntax);
}

#[test]
fn every_listed_template_can_be_copied_in_every_language() {
    for template in catalogue() {
        let sources = sources(&template.id);
        let languages: Vec<&String> = sources.iter().map(|(language, _)| language).collect();
        assert_eq!(languages, template.languages.iter().collect::<Vec<_>>(), "{}", template.id);
        for (language, source) in &sources {
            let named = validate(source).unwrap();
            assert!(named.iter().all(|name| template.variables.contains(name)), "{} {language}", template.id);
        }
    }
    assert!(sources("no_such_template").is_empty());
}
