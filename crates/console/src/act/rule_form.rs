//! A rule out of its form; what the form doesn't show stays as it was.

use crate::form::Form;
use serde_json::{Map, Value, json};

/// Conditions that are lists.
const LISTS: [&str; 9] =
    ["events", "channels", "accounts", "categories", "priorities", "risks", "languages", "keywords", "tags"];
/// Conditions that hold, don't hold, or don't matter.
const SWITCHES: [&str; 4] = ["first_message", "vip", "assigned", "machine"];
/// What a rule may do, in the order of the form.
pub(crate) const ACTIONS: [&str; 6] = ["reply", "tag", "assign", "prioritize", "note", "notify"];

/// The rule.
pub(crate) fn rule(form: &Form, old: &Value) -> Value {
    let mut rule = old.as_object().cloned().unwrap_or_default();
    let fields = [
        ("id", json!(form.text("id").trim())),
        ("name", json!(form.text("name").trim())),
        ("enabled", json!(form.get("enabled").is_some())),
        ("stop", json!(form.get("stop").is_some())),
        ("when", condition(form, old.get("when"))),
        ("actions", actions(form, old.get("actions"))),
    ];
    rule.extend(fields.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Value::Object(rule)
}

fn condition(form: &Form, old: Option<&Value>) -> Value {
    let mut when = old.and_then(Value::as_object).cloned().unwrap_or_default();
    for name in LISTS {
        let all = form.all(name).flat_map(|value| value.split([',', '，'])).map(str::trim);
        when.insert(name.to_owned(), json!(all.filter(|word| !word.is_empty()).collect::<Vec<_>>()));
    }
    for name in SWITCHES {
        let is = form.word(name).map(|word| word == "true");
        when.insert(name.to_owned(), json!(is));
    }
    when.insert("hours".to_owned(), json!(form.word("hours")));
    Value::Object(when)
}

/// The first of each kind is the form's; further ones of a kind stay.
fn actions(form: &Form, old: Option<&Value>) -> Value {
    let mut actions: Vec<Value> = old.and_then(Value::as_array).cloned().unwrap_or_default();
    for kind in ACTIONS {
        let place = actions.iter().position(|action| action.get(kind).is_some());
        match (place, action(form, kind)) {
            (Some(place), Some(typed)) => {
                if let Some(action) = actions.get_mut(place) {
                    *action = typed;
                }
            }
            (Some(place), None) => drop(actions.remove(place)),
            (None, Some(typed)) => actions.push(typed),
            (None, None) => {}
        }
    }
    Value::Array(actions)
}

fn action(form: &Form, kind: &str) -> Option<Value> {
    if kind != "reply" {
        return form.word(kind).map(|word| json!({ kind: word.replace("\r\n", "\n") }));
    }
    let mut reply = Map::new();
    reply.insert("template".to_owned(), json!(form.word("template")?));
    if let Some(lang) = form.word("lang") {
        reply.insert("lang".to_owned(), json!(lang));
    }
    let lines = form.text("values").lines().map(str::trim).filter(|line| !line.is_empty());
    let pair = |line: &str| {
        let (name, value) = line.split_once(['=', '＝', ':', '：']).unwrap_or((line, ""));
        (name.trim().to_owned(), json!(value.trim()))
    };
    reply.insert("values".to_owned(), Value::Object(lines.map(pair).collect()));
    Some(json!({ "reply": reply }))
}
