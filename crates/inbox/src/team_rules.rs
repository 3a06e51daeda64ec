//! The team's own rules on top of what the classifier said.

use crate::customers::VipRule;
use crate::rules::Judgement;
use crate::settings::{Section, Settings};
use sellerdesk_canonical::{Event, Happening};
use sellerdesk_classify::overrides::{Facts, Judged, Rule, RuleError, Rules};
use serde::Deserialize;

/// The document, as it is stored.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TeamRules"))]
#[serde(default, deny_unknown_fields)]
pub struct Document {
    /// Rules on messages, in order.
    rules: Vec<Rule>,
    /// When a customer counts as one of the best.
    vip: VipRule,
}

/// The team's own word on what was judged.
#[derive(Debug)]
pub struct TeamRules {
    /// Rules on messages.
    pub rules: Rules,
    /// When a customer's history makes them one of the best.
    pub vip: VipRule,
}

/// Checks a document of rules before it is saved.
///
/// # Errors
/// The field that is wrong, and how.
pub fn check_team_rules(json: &str) -> Result<(), (String, String)> {
    let document: Document = serde_json::from_str(json).map_err(|error| ("rules".to_owned(), error.to_string()))?;
    document.vip.check().map_err(|(field, problem)| (format!("vip.{field}"), problem))?;
    match Rules::new(&document.rules) {
        Ok(_) => Ok(()),
        Err(RuleError { rule, field, problem }) => Err((format!("rules[{rule}].{field}"), problem)),
    }
}

/// The rules as the settings hold them; none where they can't be read.
pub fn team_rules(settings: &Settings) -> Option<TeamRules> {
    let document: Document = serde_json::from_str(settings.json(Section::Rules)?).ok()?;
    Some(TeamRules { rules: Rules::new(&document.rules).ok()?, vip: document.vip })
}

/// Lets the rules change what was judged of an event.
pub fn apply_to_event(rules: &Rules, channel: &str, account: &str, event: &Event, judgement: &mut Judgement) {
    let Happening::Message(message) = &event.happening else { return };
    let buyer = event.buyer.as_ref();
    for sender in [buyer.map(|buyer| buyer.id.as_str()), buyer.and_then(|buyer| buyer.name.as_deref())] {
        let facts = Facts {
            account,
            channel,
            subject: message.subject.as_deref(),
            text: &message.text,
            sender: sender.unwrap_or_default(),
        };
        // The name is tried only where nothing held for the id.
        if apply_team_rules(rules, &facts, judgement) {
            return;
        }
    }
}

/// The same for a text that nobody sent; whether any rule held.
pub fn apply_team_rules(rules: &Rules, facts: &Facts<'_>, judgement: &mut Judgement) -> bool {
    let Judgement { category, also, confidence, risk, priority, needs_no_reply, .. } = judgement;
    let applied = rules.apply_to(facts, Judged { category, also, confidence, risk, priority, needs_no_reply });
    judgement.vip |= applied.vip_by.is_some();
    let by = [applied.category_by, applied.priority_by, applied.vip_by];
    for place in by.into_iter().flatten() {
        let name = format!("rules[{place}]");
        if !judgement.rules.contains(&name) {
            judgement.rules.push(name);
        }
    }
    !judgement.rules.is_empty()
}
