//! Checking a team's rules.

use super::{CONDITION_BYTES_MAX, Checked, RULES_COUNT_MAX, Rule, When, folded};
use crate::{Category, Priority};
use std::fmt;

/// What is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// Its place in the list, from 0.
    pub rule: usize,
    /// The field, as in `when.sender`.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

impl fmt::Display for RuleError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "rules[{}].{}: {}", self.rule, self.field, self.problem)
    }
}

impl std::error::Error for RuleError {}

pub(super) fn check(rules: &[Rule]) -> Result<Vec<Checked>, RuleError> {
    if rules.len() > RULES_COUNT_MAX {
        let problem = format!("at most {RULES_COUNT_MAX} rules");
        return Err(RuleError { rule: RULES_COUNT_MAX, field: "when", problem });
    }
    let check = |(rule, source): (usize, &Rule)| {
        check_rule(source).map_err(|(field, problem)| RuleError { rule, field, problem })
    };
    rules.iter().enumerate().map(check).collect()
}

type Problem = (&'static str, String);

fn check_rule(rule: &Rule) -> Result<Checked, Problem> {
    let When { account, channel, subject_contains, text_contains, sender } = &rule.when;
    let when = When {
        account: condition("when.account", account, str::to_owned)?,
        channel: condition("when.channel", channel, str::to_owned)?,
        subject_contains: condition("when.subject_contains", subject_contains, folded)?,
        text_contains: condition("when.text_contains", text_contains, folded)?,
        sender: condition("when.sender", sender, folded)?,
    };
    if when == When::default() {
        return Err(("when", "needs at least one condition: a rule for every message is a setting".into()));
    }
    let unknown = |name: &String| format!("unknown: {:?}", name.chars().take(40).collect::<String>());
    let category = rule.then.category.as_ref();
    let category =
        category.map(|name| Category::from_name(name).ok_or_else(|| ("then.category", unknown(name)))).transpose()?;
    let priority = rule.then.priority.as_ref();
    let priority =
        priority.map(|name| Priority::from_name(name).ok_or_else(|| ("then.priority", unknown(name)))).transpose()?;
    if category.is_none() && priority.is_none() && !rule.then.vip {
        return Err(("then", "needs a category, a priority or vip".into()));
    }
    Ok(Checked { when, category, priority, vip: rule.then.vip })
}

fn condition(
    field: &'static str,
    value: &Option<String>,
    normalise: impl Fn(&str) -> String,
) -> Result<Option<String>, Problem> {
    let Some(value) = value else { return Ok(None) };
    if value.len() > CONDITION_BYTES_MAX {
        return Err((field, format!("at most {CONDITION_BYTES_MAX} bytes")));
    }
    let normal = normalise(value.trim());
    // Characters that are not seen fold to nothing, and nothing is contained in everything.
    if normal.is_empty() { Err((field, "is empty".into())) } else { Ok(Some(normal)) }
}
