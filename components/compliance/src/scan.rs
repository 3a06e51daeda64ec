//! Scans a text and checks an operator's changes to the rules.

use sellerdesk_compliance as rules;
use sellerdesk_contract::wit::conduct::{Destination, Finding, Severity, WrongField};

/// Every place that breaks a rule of the channel. Changes that can't be read change nothing: they were checked when they
/// were saved.
pub fn scan(text: &str, destination: &Destination, changes: Option<&str>) -> Vec<Finding> {
    let overrides = changes.and_then(|changes| rules::Overrides::from_json(changes).ok()).unwrap_or_default();
    let context = rules::Context {
        channel: &destination.channel,
        language: destination.language.as_deref(),
        site: destination.site.as_deref(),
    };
    rules::scan(text, &context, &overrides).into_iter().map(finding).collect()
}

/// What is wrong with an operator's changes.
///
/// # Errors
/// The first field that is refused.
pub fn check_changes(changes: &str) -> Result<(), WrongField> {
    match rules::Overrides::from_json(changes) {
        Ok(_) => Ok(()),
        Err(rules::OverridesError { field, detail }) => Err(WrongField { field, detail }),
    }
}

fn finding(finding: rules::Finding) -> Finding {
    Finding {
        rule: finding.rule.into_owned(),
        violation: finding.violation.name().to_owned(),
        severity: match finding.severity {
            rules::Severity::Block => Severity::Block,
            rules::Severity::Warn => Severity::Warn,
        },
        start: u32::try_from(finding.start).unwrap_or(u32::MAX),
        end: u32::try_from(finding.end).unwrap_or(u32::MAX),
        explanation: finding.explanation.into_owned(),
        remedy: finding.remedy.into_owned(),
        source: finding.source.into_owned(),
        checked: finding.checked.into_owned(),
    }
}
