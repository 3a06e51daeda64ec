//! A shop whose rules act: calendars, templates and people to tell as plain as can be.

#![allow(dead_code, clippy::unwrap_used, reason = "tests; each binary uses its own part")]

use super::PlainRules;
use sellerdesk_canonical::Instant;
use sellerdesk_inbox::rules::{
    Destination, Facts, Finding, Hours, Judgement, MessageInput, Moment, Rules, Scan, Standing, Write,
};

/// [`PlainRules`], with an account that is closed on odd days and open on even ones.
pub struct Rulebook;

impl Rules for Rulebook {
    fn judge(&self, input: MessageInput<'_>) -> Judgement {
        PlainRules.judge(input)
    }
    fn select(&self, facts: &Facts, settings: Option<&str>) -> String {
        PlainRules.select(facts, settings)
    }
    fn with_present_hours(&self, policy: &str, facts: &Facts, settings: &str) -> Option<String> {
        PlainRules.with_present_hours(policy, facts, settings)
    }
    fn evaluate(&self, moments: &[Moment], policy: &str) -> Standing {
        PlainRules.evaluate(moments, policy)
    }
}

impl Scan for Rulebook {
    fn scan(&self, text: &str, to: Destination<'_>, changes: Option<&str>) -> Vec<Finding> {
        PlainRules.scan(text, to, changes)
    }
}

impl Hours for Rulebook {
    fn is_open(&self, _channel: &str, _account: &str, _settings: &str, at: Instant) -> Option<bool> {
        Some(at.div_euclid(super::DAY_MS) % 2 == 0)
    }
}

impl Write for Rulebook {
    /// The template's name, the language and the values; `missing` can't be written, `german` in German only.
    fn write(
        &self,
        _own: &str,
        template: &str,
        language: &str,
        _channel: &str,
        values: &[(String, String)],
    ) -> Result<String, String> {
        if template == "missing" || template == "german" && language != "de" {
            return Err(format!("{template} is not there in {language}"));
        }
        let values: Vec<String> = values.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Ok(format!("{template} {language} {}", values.join(" ")))
    }
}
