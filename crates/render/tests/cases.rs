//! Runs every table of `tests/cases/*.toml`. Adding a case needs no Rust: see `cases/README.md`.
#![allow(missing_docs)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use sellerdesk_render::{RenderError, Rendered, render, render_source, validate};
use serde::Deserialize;
use std::collections::BTreeMap;
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
    template: Option<String>,
    source: Option<String>,
    language: Option<String>,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    values: BTreeMap<String, String>,
    text: Option<String>,
    variables: Option<Vec<String>>,
    error: Option<String>,
}

/// What a case comes to: the text, or the names a validation lists.
fn outcome(case: &Case) -> Result<Rendered, RenderError> {
    let values: Vec<(String, String)> = case.values.clone().into_iter().collect();
    let language = case.language.as_deref().unwrap_or_default();
    match (&case.template, &case.source) {
        (Some(template), None) => render(template, language, &case.channel, &values),
        (None, Some(source)) => render_source(source, language, &values),
        _ => panic!("{}: either a template or a source", case.name),
    }
}

fn check(case: &Case) -> Result<(), String> {
    if case.language.is_none() {
        let source = case.source.as_deref().ok_or("a validation needs a source")?;
        return match (validate(source), &case.variables, &case.error) {
            (Ok(names), Some(expected), None) if names == *expected => Ok(()),
            (Err(error), None, Some(expected)) if error.to_string() == *expected => Ok(()),
            (other, ..) => Err(format!("{other:?}")),
        };
    }
    match (outcome(case), &case.text, &case.error) {
        (Ok(rendered), Some(expected), None) if rendered.text == expected.trim_end_matches('\n') => Ok(()),
        (Ok(rendered), ..) => Err(format!("text:\n{}", rendered.text)),
        (Err(error), None, Some(expected)) if error.to_string() == *expected => Ok(()),
        (Err(error), ..) => Err(format!("error: {error}")),
    }
}

#[test]
fn every_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut failures = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let cases: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        for case in cases.case {
            count += 1;
            if let Err(got) = check(&case) {
                failures.push(format!("{file}, {}: got {got}", case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(count > 0, "no cases found");
}
