//! Rules that act: each a form, in the order they are tried.

use super::fields::{Faults, Field, area, fault, line};
use super::json::{at, is, list, number, text, texts};
use super::layout;
use super::parts::{alert, form_token, name};
use super::settings::{Edit, editor, frame};
use crate::Response;
use crate::act::rule_form::ACTIONS;
use crate::app::Ctx;
use crate::failure::Refusal;
use crate::ui::Ui;
use crate::words::{CATEGORIES, LANGUAGES, PRIORITIES, RISKS, TRIGGERS, codes, label};
use maud::{Markup, html};
use serde_json::Value;

/// Decisions of a test that are shown; the totals count all.
const DECISIONS_MAX: usize = 20;

/// The rule that was typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Opened {
    /// Where it stands, or would.
    pub place: usize,
    /// As the API would get it.
    pub rule: Value,
    /// What a test said.
    pub tested: Option<Value>,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
}

impl Opened {
    /// Which fields of the form are at fault; the rest is for the page.
    fn faults(&self) -> (Faults, Vec<String>) {
        let (mut faults, mut rest) = (Vec::new(), Vec::new());
        let Some(refusal) = &self.refusal else { return (Faults::default(), rest) };
        let of_test =
            self.tested.is_none() && refusal.errors.iter().any(|(field, _)| field.starts_with("automations."));
        // A test looks at this rule alone.
        let below = format!("rules[{}].", if of_test { 0 } else { self.place });
        for (field, why) in &refusal.errors {
            let inside = field.trim_start_matches("automations.").strip_prefix(&below);
            match inside.and_then(place) {
                Some(name) => faults.push((name.to_owned(), why.clone())),
                None => rest.push(format!("{field}: {why}")),
            }
        }
        if refusal.errors.is_empty() {
            rest.push(refusal.detail.clone());
        }
        (Faults(faults), rest)
    }
}

/// The form's field for a path inside a rule.
fn place(path: &str) -> Option<&str> {
    let end = |text: &'_ str| text.find(['[', '.']).unwrap_or(text.len());
    if let Some(inside) = path.strip_prefix("when.") {
        return inside.get(..end(inside)).filter(|name| *name != "during");
    }
    if let Some((_, action)) = path.strip_prefix("actions[").and_then(|rest| rest.split_once("].")) {
        let inside = action.strip_prefix("reply.").unwrap_or(action);
        return inside.get(..end(inside));
    }
    ["id", "name", "actions"].into_iter().find(|known| *known == path)
}

/// What the page shows.
pub(crate) struct Shown<'a> {
    /// The API's answer.
    pub found: &'a Value,
    /// Templates to reply with.
    pub templates: &'a Value,
    /// All of it as text.
    pub document: String,
    /// Its version.
    pub etag: String,
    /// The one that was typed.
    pub opened: Option<Opened>,
}

/// The page.
pub(crate) fn page<A>(ctx: &Ctx<'_, A>, status: u16, shown: &Shown<'_>) -> Response {
    let (ui, words) = (&ctx.ui, ctx.ui.lang.rules());
    let title = label(ui.lang, "section", "automations");
    let rules = list(shown.found, "rules");
    let lines = shown.opened.as_ref().map(|opened| opened.faults().1).unwrap_or_default();
    let main = frame(
        ui,
        "automations",
        html! {
            h1 { (title) }
            p.lead { (label(ui.lang, "section-about", "automations")) }
            (alert(&lines))
            @if rules.is_empty() { p { (words.no_rule) } }
            ol { @for (place, rule) in rules.iter().enumerate() { li { (one(ui, shown, place, rule)) } } }
            (one(ui, shown, rules.len(), &Value::Null))
            details.advanced {
                summary { (ui.lang.forms().advanced) }
                (editor(ui, "automations", shown.found, &Edit { text: shown.document.clone(), etag: shown.etag.clone(), refusal: None }))
            }
        },
    );
    layout::page(ui, status, "settings", title, main)
}

/// A rule, or room for one more.
fn one(ui: &Ui, shown: &Shown<'_>, place: usize, stored: &Value) -> Markup {
    let words = ui.lang.rules();
    let opened = shown.opened.as_ref().filter(|opened| opened.place == place);
    let title = if text(stored, "name").is_empty() { text(stored, "id") } else { text(stored, "name") };
    html! {
        details.policy open[opened.is_some()] {
            summary {
                @if stored.is_null() { (words.new_rule) } @else { (words.rule.replace("{}", &(place + 1).to_string())) " · " (name(title)) }
                @if !stored.is_null() && is_off(stored) { " " span.chip { (words.switched_off) } }
                " " span.small { (does(ui, stored)) }
            }
            @if let Some(tested) = opened.and_then(|opened| opened.tested.as_ref()) { (result(ui, tested)) }
            (form(ui, shown, place, opened.map_or(stored, |opened| &opened.rule), opened))
        }
    }
}

/// Left out, it is on.
fn is_off(rule: &Value) -> bool {
    at(rule, "enabled") == &Value::Bool(false)
}

/// What it does, in short.
fn does(ui: &Ui, rule: &Value) -> String {
    let kinds =
        list(rule, "actions").iter().filter_map(|action| ACTIONS.into_iter().find(|kind| action.get(*kind).is_some()));
    kinds.map(|kind| label(ui.lang, "deed", kind)).collect::<Vec<_>>().join(" · ")
}

fn form(ui: &Ui, shown: &Shown<'_>, place: usize, rule: &Value, opened: Option<&Opened>) -> Markup {
    let words = ui.lang.rules();
    let faults = opened.map(|opened| opened.faults().0).unwrap_or_default();
    let id = format!("r{place}");
    let is_new = place >= list(shown.found, "rules").len();
    let input = |name, title, value: &str| line(ui, Field { form: &id, name, title, value }, None, &faults);
    let check = |name: &str, title: &str, is_on: bool| html! { label.check { input type="checkbox" name=(name) value="1" checked[is_on]; " " (title) } };
    html! {
        form method="post" action="/settings/automations/one" {
            (form_token(ui))
            input type="hidden" name="etag" value=(shown.etag);
            input type="hidden" name="place" value=(place);
            div.grid { (input("id", words.id, text(rule, "id"))) (input("name", ui.words.name, text(rule, "name"))) }
            div.line { (check("enabled", words.enabled, !is_off(rule))) (check("stop", words.stop, is(rule, "stop"))) }
            (conditions(ui, &id, rule, &faults))
            (actions(ui, shown, &id, rule, &faults))
            div.buttons {
                button.primary name="do" value="save" { (ui.words.save) }
                button name="do" value="test" { (words.test) }
                @if !is_new {
                    button name="do" value="up" { (ui.words.up) }
                    button name="do" value="down" { (ui.words.down) }
                    button.danger name="do" value="remove" { (ui.words.remove) }
                }
            }
        }
    }
}

fn conditions(ui: &Ui, id: &str, rule: &Value, faults: &Faults) -> Markup {
    let (words, when) = (ui.lang.rules(), at(rule, "when"));
    let input = |name: &'static str, title| {
        line(ui, Field { form: id, name, title, value: &texts(when, name).join(", ") }, None, faults)
    };
    let many = |name: &str, title: &str, kind: &str, codes: &[&str]| {
        let chosen = texts(when, name);
        html! { div { label for={ (id) "-" (name) } { (title) }
        select id={ (id) "-" (name) } name=(name) multiple size="4" {
            @for code in codes { option value=(code) selected[chosen.contains(code)] { (label(ui.lang, kind, code)) } }
        } (fault(ui, &format!("{id}-{name}"), name, faults)) } }
    };
    let either = |name: &str, title: &str| {
        let is = at(when, name).as_bool();
        html! { div { label for={ (id) "-" (name) } { (title) }
        select id={ (id) "-" (name) } name=(name) {
            option value="" { (words.any) }
            option value="true" selected[is == Some(true)] { (words.yes) }
            option value="false" selected[is == Some(false)] { (words.no) }
        } } }
    };
    let (exceptions, spans) = (list(rule, "unless").len(), list(when, "during").len());
    html! {
        fieldset.week {
            legend { (words.conditions) }
            div.grid {
                (many("events", words.events, "trigger", &codes(&TRIGGERS)))
                (many("categories", ui.words.category, "category", &codes(&CATEGORIES)))
                (many("risks", words.risks, "risk", &codes(&RISKS)))
                (many("priorities", ui.words.priority, "priority", &codes(&PRIORITIES)))
                (input("channels", ui.words.channels))
                (input("accounts", words.accounts))
                (input("languages", ui.words.languages))
                (input("keywords", words.keywords))
                (input("tags", words.tags))
                div { label for={ (id) "-hours" } { (words.hours) }
                    select id={ (id) "-hours" } name="hours" {
                        option value="" { (words.any) }
                        @for code in ["open", "closed"] { option value=(code) selected[text(when, "hours") == code] { (label(ui.lang, "hours", code)) } }
                    } }
                (either("first_message", words.first_message))
                (either("vip", words.vip))
                (either("assigned", words.assigned))
                (either("machine", words.machine))
            }
            @if exceptions + spans > 0 {
                p.small { (words.kept.replacen("{}", &exceptions.to_string(), 1).replacen("{}", &spans.to_string(), 1)) }
            }
        }
    }
}

fn actions(ui: &Ui, shown: &Shown<'_>, id: &str, rule: &Value, faults: &Faults) -> Markup {
    let words = ui.lang.rules();
    let first = |kind: &str| list(rule, "actions").iter().find_map(|action| action.get(kind)).unwrap_or(&Value::Null);
    let word = |kind: &str| first(kind).as_str().unwrap_or_default();
    let input = |name: &'static str, title| line(ui, Field { form: id, name, title, value: word(name) }, None, faults);
    let reply = first("reply");
    let values = at(reply, "values").as_object().into_iter().flatten();
    let values: Vec<String> =
        values.map(|(name, value)| format!("{name} = {}", value.as_str().unwrap_or_default())).collect();
    let option = |it: &Value| html! { option value=(text(it, "id")) selected[text(it, "id") == text(reply, "template")] { (text(it, "title")) } };
    let sendable = list(shown.templates, "shipped").iter().filter(|it| !is(it, "internal"));
    html! {
        fieldset.week {
            legend { (words.actions) }
            (fault(ui, &format!("{id}-actions"), "actions", faults))
            div.grid {
                div { label for={ (id) "-template" } { (words.reply_template) }
                    select id={ (id) "-template" } name="template" {
                        option value="" { (words.none) }
                        optgroup label=(ui.words.own_templates) { @for it in list(shown.templates, "templates") { (option(it)) } }
                        optgroup label=(ui.words.all_templates) { @for it in sendable { (option(it)) } }
                    } (fault(ui, &format!("{id}-template"), "template", faults)) }
                div { label for={ (id) "-lang" } { (words.reply_language) }
                    select id={ (id) "-lang" } name="lang" {
                        option value="" { "–" }
                        (super::parts::options(ui, "language", &LANGUAGES, text(reply, "lang")))
                    } }
                (area(ui, Field { form: id, name: "values", title: words.reply_values, value: &values.join("\n") }, 2, faults))
                (input("tag", words.tag))
                (input("assign", words.assign))
                div { label for={ (id) "-prioritize" } { (words.prioritize) }
                    select id={ (id) "-prioritize" } name="prioritize" {
                        option value="" { (words.none) }
                        (super::parts::options(ui, "priority", &codes(&PRIORITIES), word("prioritize")))
                    } }
                (area(ui, Field { form: id, name: "note", title: words.note, value: word("note") }, 2, faults))
                (input("notify", words.notify))
            }
        }
    }
}

/// What a rule would have done.
fn result(ui: &Ui, tested: &Value) -> Markup {
    let words = ui.lang.rules();
    let (count, totals) = (number(tested, "conversations").to_string(), list(tested, "totals"));
    html! {
        div.flash.tested role="status" {
            @if totals.is_empty() { p { (words.nothing_done.replace("{}", &count)) } } @else { p { (words.tested.replace("{}", &count)) } }
            ul { @for total in totals { li {
                strong { (label(ui.lang, "deed", text(total, "did"))) } ": " (number(total, "done")) " " (words.done)
                @for (reason, count) in at(total, "refused").as_object().into_iter().flatten() { "; " (count.as_i64().unwrap_or_default()) " " (words.refused) ": " (label(ui.lang, "refusal", reason)) }
            } } }
            ul { @for decision in list(tested, "decisions").iter().take(DECISIONS_MAX) { li.small {
                a href={ "/conversations/" (text(decision, "conversation")) } { (label(ui.lang, "deed", text(decision, "did"))) " " (super::parts::when(ui, text(decision, "at"))) }
                @if !text(decision, "text").is_empty() { " " q dir="auto" { (text(decision, "text")) } }
            } } }
        }
    }
}
