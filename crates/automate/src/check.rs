//! What is wrong with a document, before it is saved.

use crate::facts::EVENTS;
use crate::limits::{
    ACTIONS_MAX, EXCEPTIONS_MAX, ID_BYTES_MAX, LANGUAGE_BYTES_MAX, NAME_BYTES_MAX, RULES_MAX, TAG_BYTES_MAX,
    TEMPLATE_BYTES_MAX, TEMPLATE_VALUES_MAX, TEXT_BYTES_MAX, VALUE_BYTES_MAX, VALUES_MAX,
};
use crate::rule::{Action, Automations, Condition, Reply, Rule};
use sellerdesk_classify::folded;
use sellerdesk_deadline::{FieldProblem, parse_instant};

/// Reads a document and checks every field; `is_template` says whether a template may be sent to buyers.
///
/// # Errors
/// Every refused field, those of a wrong shape one at a time.
pub fn check(json: &str, is_template: &dyn Fn(&str) -> bool) -> Result<Automations, Vec<FieldProblem>> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let document: Automations = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| vec![FieldProblem::new(error.path().to_string(), shown(&error.inner().to_string(), 200))])?;
    let mut problems = Problems::default();
    problems.ask("rules", document.rules.len() <= RULES_MAX, || format!("at most {RULES_MAX} rules"));
    for (place, rule) in document.rules.iter().take(RULES_MAX).enumerate() {
        let path = format!("rules[{place}]");
        let is_other = document.rules.iter().take(place).any(|other| other.id == rule.id);
        problems.ask(&format!("{path}.id"), !is_other, || "is another rule's".to_owned());
        check_rule(&mut problems, &path, rule, is_template);
    }
    if let Some(caps) = &document.caps {
        problems.0.extend(caps.check("caps"));
    }
    if problems.0.is_empty() { Ok(document) } else { Err(problems.0) }
}

/// What was found.
#[derive(Default)]
struct Problems(Vec<FieldProblem>);

impl Problems {
    fn ask(&mut self, field: &str, is_right: bool, problem: impl Fn() -> String) {
        if !is_right {
            self.0.push(FieldProblem::new(field, problem()));
        }
    }

    /// One line of 1 to so many bytes.
    fn line(&mut self, field: &str, text: &str, bytes_max: usize) {
        let is_line = !text.trim().is_empty() && text.len() <= bytes_max && !text.chars().any(char::is_control);
        self.ask(field, is_line, || format!("must be 1 to {bytes_max} bytes without control characters"));
    }

    /// A text of several lines.
    fn text(&mut self, field: &str, text: &str) {
        let is_text = !text.trim().is_empty() && text.len() <= TEXT_BYTES_MAX;
        self.ask(field, is_text, || format!("must be 1 to {TEXT_BYTES_MAX} bytes"));
    }
}

fn check_rule(problems: &mut Problems, path: &str, rule: &Rule, is_template: &dyn Fn(&str) -> bool) {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    let is_id = (1..=ID_BYTES_MAX).contains(&rule.id.len()) && rule.id.bytes().all(is_plain);
    let field = |name: &str| format!("{path}.{name}");
    problems.ask(&field("id"), is_id, || format!("must be 1 to {ID_BYTES_MAX} of a-z, 0-9, _ and -"));
    if !rule.name.is_empty() {
        problems.line(&field("name"), &rule.name, NAME_BYTES_MAX);
    }
    check_condition(problems, &field("when"), &rule.when);
    problems.ask(&field("unless"), rule.unless.len() <= EXCEPTIONS_MAX, || format!("at most {EXCEPTIONS_MAX}"));
    for (place, exception) in rule.unless.iter().take(EXCEPTIONS_MAX).enumerate() {
        let path = format!("{path}.unless[{place}]");
        problems.ask(&path, *exception != Condition::default(), || "needs at least one part".to_owned());
        check_condition(problems, &path, exception);
    }
    let is_right = (1..=ACTIONS_MAX).contains(&rule.actions.len());
    problems.ask(&field("actions"), is_right, || format!("must be 1 to {ACTIONS_MAX}"));
    let replies = rule.actions.iter().filter(|action| matches!(action, Action::Reply(_))).count();
    problems.ask(&field("actions"), replies <= 1, || "at most one reply".to_owned());
    for (place, action) in rule.actions.iter().take(ACTIONS_MAX).enumerate() {
        let path = format!("{path}.actions[{place}].{}", action.name());
        match action {
            Action::Reply(reply) => check_reply(problems, &path, reply, is_template),
            Action::Tag(name) | Action::Assign(name) => problems.line(&path, name, TAG_BYTES_MAX),
            Action::Note(text) | Action::Notify(text) => problems.text(&path, text),
            Action::Prioritize(_) => {}
        }
    }
}

fn check_reply(problems: &mut Problems, path: &str, reply: &Reply, is_template: &dyn Fn(&str) -> bool) {
    let is_known = reply.template.len() <= TEMPLATE_BYTES_MAX && is_template(&reply.template);
    problems.ask(&format!("{path}.template"), is_known, || "is no template that buyers may get".to_owned());
    if let Some(lang) = &reply.lang {
        problems.line(&format!("{path}.lang"), lang, LANGUAGE_BYTES_MAX);
    }
    let is_right = reply.values.len() <= TEMPLATE_VALUES_MAX;
    problems.ask(&format!("{path}.values"), is_right, || format!("at most {TEMPLATE_VALUES_MAX}"));
    for (name, value) in reply.values.iter().take(TEMPLATE_VALUES_MAX) {
        problems.text(&format!("{path}.values.{}", shown(name, VALUE_BYTES_MAX)), value);
    }
}

fn check_condition(problems: &mut Problems, path: &str, condition: &Condition) {
    let Condition { events, channels, accounts, languages, keywords, tags, during, .. } = condition;
    let lists = [
        ("events", events),
        ("channels", channels),
        ("accounts", accounts),
        ("languages", languages),
        ("keywords", keywords),
        ("tags", tags),
    ];
    for (name, values) in lists {
        problems.ask(&format!("{path}.{name}"), values.len() <= VALUES_MAX, || format!("at most {VALUES_MAX}"));
        for (place, value) in values.iter().take(VALUES_MAX).enumerate() {
            problems.line(&format!("{path}.{name}[{place}]"), value, VALUE_BYTES_MAX);
        }
    }
    for (place, event) in events.iter().take(VALUES_MAX).enumerate() {
        let is_known = EVENTS.contains(&event.as_str());
        problems.ask(&format!("{path}.events[{place}]"), is_known, || format!("one of {}", EVENTS.join(", ")));
    }
    for (place, word) in keywords.iter().take(VALUES_MAX).enumerate() {
        // Characters that are not seen fold to nothing, and nothing is contained in everything.
        let is_word = word.trim().is_empty() || !folded(word.trim()).trim().is_empty();
        problems.ask(&format!("{path}.keywords[{place}]"), is_word, || "has no visible character".to_owned());
    }
    problems.ask(&format!("{path}.during"), during.len() <= VALUES_MAX, || format!("at most {VALUES_MAX}"));
    for (place, period) in during.iter().take(VALUES_MAX).enumerate() {
        let (from, until) = (parse_instant(&period.from), parse_instant(&period.until));
        for (name, at) in [("from", from), ("until", until)] {
            let wanted = || "must be an RFC 3339 instant such as 2026-11-27T00:00:00Z".to_owned();
            problems.ask(&format!("{path}.during[{place}].{name}"), at.is_some(), wanted);
        }
        let is_forward = from.zip(until).is_none_or(|(from, until)| from < until);
        problems.ask(&format!("{path}.during[{place}].until"), is_forward, || "must be after from".to_owned());
    }
}

/// A caller's text as part of an answer.
fn shown(text: &str, chars_max: usize) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(chars_max).collect()
}
