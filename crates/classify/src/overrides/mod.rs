//! A team's own rules, which override the model: "subject contains X: category Y", VIP senders.
//!
//! ```json
//! {"when": {"account": "de-1", "subject_contains": "Rechnung"}, "then": {"category": "invoice_payment"}}
//! ```
//!
//! All parts of `when` must hold. Rules are read in order; the first that holds decides the category, the first
//! that names a priority decides that, and any can mark a sender as VIP. [`Rules::apply`] says which rule did.

mod check;

pub use check::RuleError;

use crate::fold::fold;
use crate::visible::truncate;
use crate::{Category, Priority, Risk, SUBJECT_BYTES_MAX, Verdict};
use serde::{Deserialize, Serialize};

/// Rules of one team.
pub const RULES_COUNT_MAX: usize = 200;
/// Bytes of each part of `when`.
pub const CONDITION_BYTES_MAX: usize = 200;
/// Bytes of a text that rules are compared with.
pub const RULE_TEXT_BYTES_MAX: usize = 16 * 1024;

/// A rule as the API and the settings hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TeamRule"))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What must hold, all of it.
    pub when: When,
    /// What follows.
    pub then: Then,
}

/// Conditions; upper and lower case and diacritics don't matter, except in `account` and `channel`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TeamRuleCondition"))]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The account's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The channel's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Words of the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_contains: Option<String>,
    /// Words of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_contains: Option<String>,
    /// The sender's address or name; `@example.com` stands for everybody there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
}

/// Consequences, at least one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TeamRuleConsequence"))]
#[serde(deny_unknown_fields)]
pub struct Then {
    /// Name of a category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Name of a priority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    /// Whether the sender is a VIP.
    #[serde(default, skip_serializing_if = "is_false")]
    pub vip: bool,
}

/// What rules can ask about a message.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    /// The account's id.
    pub account: &'a str,
    /// The channel's name.
    pub channel: &'a str,
    /// Subject line, where there is one.
    pub subject: Option<&'a str>,
    /// The text.
    pub text: &'a str,
    /// The sender's address or name.
    pub sender: &'a str,
}

/// The part of a judgement that rules change.
#[derive(Debug)]
pub struct Judged<'a> {
    /// What the buyer wants.
    pub category: &'a mut Category,
    /// Second categories.
    pub also: &'a mut Vec<Category>,
    /// 0 to 1.
    pub confidence: &'a mut f32,
    /// Risk flags.
    pub risk: &'a [Risk],
    /// Suggested priority.
    pub priority: &'a mut Priority,
    /// Nothing but thanks.
    pub needs_no_reply: &'a mut bool,
}

/// Which rules decided, by their place in the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// The rule that set the category.
    pub category_by: Option<usize>,
    /// The rule that set the priority.
    pub priority_by: Option<usize>,
    /// The first rule that marked the sender as VIP.
    pub vip_by: Option<usize>,
}

/// Checked rules, ready to be applied.
#[derive(Clone, Debug, Default)]
pub struct Rules(Vec<Checked>);

#[derive(Clone, Debug)]
struct Checked {
    /// Conditions, folded.
    when: When,
    category: Option<Category>,
    priority: Option<Priority>,
    vip: bool,
}

impl Rules {
    /// Checks a team's rules.
    ///
    /// # Errors
    ///
    /// Which field of which rule is wrong, and how.
    pub fn new(rules: &[Rule]) -> Result<Self, RuleError> {
        check::check(rules).map(Self)
    }

    /// Lets the rules change a verdict.
    ///
    /// A category set by a rule is certain (confidence 1); the model's own moves to the front of `also`, and the
    /// priority follows the category unless a rule names one. A flagged risk keeps a message urgent whatever the
    /// rules say: a rule written for one purpose must not hide a threat.
    pub fn apply(&self, facts: &Facts<'_>, verdict: &mut Verdict) -> Applied {
        let Verdict { category, also, confidence, risk, priority, needs_no_reply, .. } = verdict;
        self.apply_to(facts, Judged { category, also, confidence, risk, priority, needs_no_reply })
    }

    /// As [`apply`](Self::apply), for a judgement in whatever form it is kept.
    pub fn apply_to(&self, facts: &Facts<'_>, mut judged: Judged<'_>) -> Applied {
        let subject = folded(truncate(facts.subject.unwrap_or(""), SUBJECT_BYTES_MAX));
        let text = folded(truncate(facts.text, RULE_TEXT_BYTES_MAX));
        let sender = folded(facts.sender.trim());
        let mut applied = Applied::default();
        for (place, rule) in self.0.iter().enumerate() {
            if !rule.when.holds(facts, &subject, &text, &sender) {
                continue;
            }
            if let (Some(category), None) = (rule.category, applied.category_by) {
                applied.category_by = Some(place);
                judged.set_category(category);
            }
            if let (Some(_), None) = (rule.priority, applied.priority_by) {
                applied.priority_by = Some(place);
            }
            if rule.vip && applied.vip_by.is_none() {
                applied.vip_by = Some(place);
            }
        }
        let named = applied.priority_by.and_then(|place| self.0.get(place)?.priority);
        if let Some(priority) = named.filter(|_| judged.risk.is_empty()) {
            *judged.priority = priority;
        }
        applied
    }
}

impl When {
    fn holds(&self, facts: &Facts<'_>, subject: &str, text: &str, sender: &str) -> bool {
        let is_sender =
            |wanted: &str| if wanted.starts_with('@') { sender.ends_with(wanted) } else { sender == wanted };
        self.account.as_deref().is_none_or(|wanted| facts.account == wanted)
            && self.channel.as_deref().is_none_or(|wanted| facts.channel == wanted)
            && self.sender.as_deref().is_none_or(is_sender)
            && self.subject_contains.as_deref().is_none_or(|wanted| subject.contains(wanted))
            && self.text_contains.as_deref().is_none_or(|wanted| text.contains(wanted))
    }
}

impl Judged<'_> {
    fn set_category(&mut self, category: Category) {
        if *self.category != category {
            self.also.retain(|other| *other != category);
            self.also.insert(0, *self.category);
            *self.needs_no_reply = false;
        }
        *self.category = category;
        *self.confidence = 1.0;
        *self.priority = Priority::of(category, self.risk);
    }
}

/// The spelling that texts are compared in: case, accents, widths and Chinese variants don't matter.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    text.chars().for_each(|character| fold(character, |lower| folded.push(lower)));
    folded
}

fn is_false(value: &bool) -> bool {
    !value
}
