//! Exact findings: `cases.toml`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use sellerdesk_compliance::{Context, Document, Overrides, scan};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

/// A text and all its findings as `rule severity "span"`.
#[derive(Deserialize)]
struct Case {
    name: String,
    text: String,
    #[serde(default)]
    times: Option<usize>,
    channel: String,
    language: Option<String>,
    site: Option<String>,
    #[serde(default)]
    overrides: Document,
    findings: Vec<String>,
    remedy: Option<String>,
}

#[test]
fn every_case_has_exactly_its_findings() {
    let file: File = toml::from_str(include_str!("cases.toml")).unwrap();
    let mut wrong = Vec::new();
    for case in file.case {
        let text = case.text.repeat(case.times.unwrap_or(1));
        let context =
            Context { channel: &case.channel, language: case.language.as_deref(), site: case.site.as_deref() };
        let findings = scan(&text, &context, &Overrides::new(case.overrides).unwrap());
        let mut found = Vec::new();
        for finding in &findings {
            let span = &text[finding.start..finding.end];
            let shown = if case.times.is_some() { format!("{}..{}", finding.start, finding.end) } else { span.into() };
            found.push(format!("{} {} {shown}", finding.rule, finding.severity.name()));
        }
        if found != case.findings {
            wrong.push(format!("{}:\n  expected {:#?}\n  found    {found:#?}", case.name, case.findings));
        }
        if let Some(remedy) = case.remedy {
            assert_eq!(findings.first().map(|finding| finding.remedy.as_ref()), Some(remedy.as_str()), "{}", case.name);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
