//! What is wrong with a routing document, each problem with its field.

use super::hours::check_digest;
use super::{Recipient, Routing};
use crate::limits::{
    DIGEST_TIMES_MAX, ID_BYTES_MAX, MEMBERS_MAX, RECIPIENT_TARGETS_MAX, RECIPIENTS_MAX, STEP_S_MAX, STEPS_MAX,
    SUBSCRIPTION_VALUES_MAX, SUBSCRIPTIONS_MAX, TARGETS_MAX, TEAMS_MAX,
};
use crate::{TargetKind, check_desk_url};
use sellerdesk_deadline::{FieldProblem, OpenHours};
use std::collections::BTreeSet;

/// All problems; an empty list is a good document.
pub fn check(routing: &Routing) -> Vec<FieldProblem> {
    let mut found = Found(Vec::new());
    if !routing.desk.is_empty() && !check_desk_url(&routing.desk) {
        found.add("desk", "is not an https URL without a slash at its end");
    }
    found.long("targets", routing.targets.len(), TARGETS_MAX);
    found.long("recipients", routing.recipients.len(), RECIPIENTS_MAX);
    found.long("teams", routing.teams.len(), TEAMS_MAX);
    let targets = found.ids("targets", routing.targets.iter().map(|target| target.id.as_str()));
    let recipients = found.ids("recipients", routing.recipients.iter().map(|recipient| recipient.id.as_str()));
    found.ids("teams", routing.teams.iter().map(|team| team.id.as_str()));
    for (index, target) in routing.targets.iter().enumerate() {
        let is_mail = target.kind == TargetKind::Mail;
        if is_mail != target.to.as_deref().is_some_and(crate::target::is_address) {
            found.add(&format!("targets[{index}].to"), "is one mail address for kind mail, and absent for others");
        }
        if target.credentials.as_deref().is_some_and(|name| !is_id(name)) {
            found.add(&format!("targets[{index}].credentials"), ID_FORM);
        }
    }
    for (index, recipient) in routing.recipients.iter().enumerate() {
        check_recipient(recipient, &format!("recipients[{index}]"), &targets, &mut found);
    }
    for (index, team) in routing.teams.iter().enumerate() {
        for (name, list) in [("members", &team.members), ("supervisors", &team.supervisors)] {
            let path = format!("teams[{index}].{name}");
            found.long(&path, list.len(), MEMBERS_MAX);
            found.known(&path, list, &recipients, "is no recipient");
        }
    }
    found.known("operators", &routing.operators, &recipients, "is no recipient");
    check_chain(routing, &mut found);
    found.0.extend(routing.caps.iter().flat_map(|caps| caps.check("caps")));
    found.0
}

fn check_recipient(recipient: &Recipient, path: &str, targets: &BTreeSet<&str>, found: &mut Found) {
    let at = |field: &str| format!("{path}.{field}");
    if recipient.targets.is_empty() {
        found.add(&at("targets"), "is empty");
    }
    found.long(&at("targets"), recipient.targets.len(), RECIPIENT_TARGETS_MAX);
    found.known(&at("targets"), &recipient.targets, targets, "is no target");
    if let Some(hours) = &recipient.hours
        && let Err(problems) = OpenHours::compile(hours, &at("hours"))
    {
        found.0.extend(problems);
    }
    if let Some(digest) = &recipient.digest {
        found.long(&at("digest.at"), digest.at.len(), DIGEST_TIMES_MAX);
        found.0.extend(check_digest(digest, &at("digest")));
    }
    found.long(&at("subscriptions"), recipient.subscriptions.len(), SUBSCRIPTIONS_MAX);
    for (index, subscription) in recipient.subscriptions.iter().enumerate() {
        for (name, length) in [
            ("kinds", subscription.kinds.len()),
            ("channels", subscription.channels.len()),
            ("accounts", subscription.accounts.len()),
            ("categories", subscription.categories.len()),
        ] {
            found.long(&at(&format!("subscriptions[{index}].{name}")), length, SUBSCRIPTION_VALUES_MAX);
        }
    }
}

fn check_chain(routing: &Routing, found: &mut Found) {
    found.long("escalation", routing.escalation.len(), STEPS_MAX);
    let mut last = None;
    for (index, step) in routing.escalation.iter().enumerate() {
        let is_after = last.map_or(step.after_s == 0, |last| step.after_s > last);
        if !is_after || step.after_s > STEP_S_MAX {
            let message = "is not 0 for the first step, more than that of the step before for others, at most a week";
            found.add(&format!("escalation[{index}].after_s"), message);
        }
        if step.to.is_empty() {
            found.add(&format!("escalation[{index}].to"), "is empty");
        }
        last = Some(step.after_s);
    }
}

const ID_FORM: &str = "is not 1 to 40 of a-z, 0-9, full stop, underscore and hyphen";

fn is_id(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    (1..=ID_BYTES_MAX).contains(&text.len()) && text.bytes().all(is_plain)
}

/// The problems so far.
struct Found(Vec<FieldProblem>);

impl Found {
    fn add(&mut self, field: &str, message: &str) {
        self.0.push(FieldProblem::new(field, message));
    }

    fn long(&mut self, field: &str, length: usize, max: usize) {
        if length > max {
            self.add(field, &format!("has more than {max} items"));
        }
    }

    /// The ids of a list; each has to be one, and stand once.
    fn ids<'a>(&mut self, list: &str, ids: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
        let mut known = BTreeSet::new();
        for (index, id) in ids.enumerate() {
            if !is_id(id) {
                self.add(&format!("{list}[{index}].id"), ID_FORM);
            } else if !known.insert(id) {
                self.add(&format!("{list}[{index}].id"), "stands twice");
            }
        }
        known
    }

    fn known(&mut self, path: &str, names: &[String], known: &BTreeSet<&str>, message: &str) {
        for (index, name) in names.iter().enumerate() {
            if !known.contains(name.as_str()) {
                self.add(&format!("{path}[{index}]"), message);
            }
        }
    }
}
