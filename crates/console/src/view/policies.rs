//! Policies as forms: the shop's own first, then the shipped ones.

use super::fields::{Faults, Field, fault, line};
use super::json::{at, is, list, text, texts};
use super::layout;
use super::parts::form_token;
use super::settings::{Edit, editor, frame, wrong};
use crate::Response;
use crate::app::Ctx;
use crate::failure::Refusal;
use crate::form::Form;
use crate::ui::Ui;
use crate::words::{CATEGORIES, PRIORITIES, codes, label};
use maud::{Markup, html};
use serde_json::Value;

const MINUTE_MS: i64 = 60_000;
/// What a policy holds for, as rows and forms name it.
const CONDITIONS: [&str; 7] =
    ["channels", "accounts", "categories", "priorities", "customer_tiers", "languages", "risk_events"];

/// The page; `opened` is the row that was edited.
pub(crate) fn page<A>(ctx: &Ctx<'_, A>, status: u16, found: &Value, edit: &Edit, opened: Option<usize>) -> Response {
    let (ui, words) = (&ctx.ui, ctx.ui.words);
    let own = list(found, "policies");
    let copied = ctx
        .query
        .word("copy")
        .and_then(|id| list(found, "presets").iter().find(|row| text(at(row, "policy"), "id") == id));
    let (faults, rest) =
        edit.refusal.as_ref().map(|refusal| sorted(refusal, opened.unwrap_or(own.len()))).unwrap_or_default();
    // What was refused is shown as it was typed.
    let typed = |place: usize| (edit.refusal.is_some() && opened == Some(place)).then_some((&ctx.form, &faults));
    let main = frame(
        ui,
        "policies",
        html! {
            h1 { (label(ui.lang, "section", "policies")) }
            p.lead { (label(ui.lang, "section-about", "policies")) }
            @if let Some(refusal) = rest { (wrong(ui, &refusal, &edit.text)) }
            h2 { (words.own_policies) }
            @for (place, row) in own.iter().enumerate() { (form(ui, place, row, &edit.etag, &typed(place), (opened == Some(place), false))) }
            (form(ui, own.len(), copied.unwrap_or(&Value::Null), &edit.etag, &typed(own.len()), (copied.is_some() || opened == Some(own.len()), true)))
            form method="post" action="/settings/policies/apply" { (form_token(ui)) button { (words.apply_policies) } }
            h2 { (words.presets) }
            (presets(ui, list(found, "presets")))
            details { summary { (words.document) }
                (editor(ui, "policies", found, &Edit { refusal: None, ..edit.clone() })) }
        },
    );
    layout::page(ui, status, "settings", label(ui.lang, "section", "policies"), main)
}

/// What was typed, and what is wrong with it.
type Typed<'a> = Option<(&'a Form, &'a Faults)>;

/// The faults of the fields that the form at `place` shows, and the refusal with the others.
fn sorted(refusal: &Refusal, place: usize) -> (Faults, Option<Refusal>) {
    let below = format!("policies[{place}].");
    let (mut faults, mut rest) = (Vec::new(), Vec::new());
    for (field, why) in &refusal.errors {
        match shown_in(field.strip_prefix(&below).unwrap_or(field)) {
            Some(name) => faults.push((name.to_owned(), why.clone())),
            None => rest.push((field.clone(), why.clone())),
        }
    }
    let is_all_shown = !faults.is_empty() && rest.is_empty();
    (Faults(faults), (!is_all_shown).then(|| Refusal { errors: rest, ..refusal.clone() }))
}

/// The form's field for a path inside a policy's row.
fn shown_in(path: &str) -> Option<&str> {
    let path = path.split('[').next().unwrap_or_default();
    match path {
        "policy.targets.first_response_ms" => Some("first"),
        "policy.targets.next_response_ms" => Some("next"),
        "policy.targets.resolution_ms" => Some("resolution"),
        "policy.warn_at_permille" => Some("warnings"),
        "policy.id" => Some("id"),
        "policy.name" => Some("name"),
        "first" | "next" | "resolution" | "warnings" => Some(path),
        _ => path.strip_prefix("when.").filter(|name| CONDITIONS.contains(name)),
    }
}

fn form(ui: &Ui, place: usize, row: &Value, etag: &str, typed: &Typed<'_>, (is_open, is_new): (bool, bool)) -> Markup {
    let words = ui.words;
    let (policy, when) = (at(row, "policy"), at(row, "when"));
    let targets = at(policy, "targets");
    let minutes = |name: &str| at(targets, name).as_i64().map(|ms| (ms / MINUTE_MS).to_string()).unwrap_or_default();
    let warnings: Vec<String> = list(policy, "warn_at_permille")
        .iter()
        .filter_map(Value::as_i64)
        .map(|permille| (permille / 10).to_string())
        .collect();
    let warnings = if row.is_null() { "50, 75, 90".to_owned() } else { warnings.join(", ") };
    let none = Faults::default();
    let (id, faults) = (format!("p{place}"), typed.map_or(&none, |(_, faults)| faults));
    let input = |name: &str, title: &str, stored: &str| {
        let value = typed.map_or(stored, |(form, _)| form.text(name));
        line(ui, Field { form: &id, name, title, value }, None, faults)
    };
    let check = |name: &str, title: &str, is_stored: bool| {
        let is_on = typed.map_or(is_stored, |(form, _)| form.get(name).is_some());
        html! { label.check { input type="checkbox" name=(name) value="1" checked[is_on]; " " (title) } }
    };
    let choice = |name: &str, title: &str, kind: &str, codes: &[&str]| {
        let chosen = typed.map_or_else(|| texts(when, name), |(form, _)| form.all(name).collect());
        html! { div { label for={ (id) "-" (name) } { (title) }
        select id={ (id) "-" (name) } name=(name) multiple size="4" {
            @for code in codes { option value=(code) selected[chosen.contains(code)] { (label(ui.lang, kind, code)) } }
        } (fault(ui, &format!("{id}-{name}"), name, faults)) } }
    };
    html! {
        details.policy open[is_open] {
            summary { @if text(policy, "name").is_empty() { (words.new_policy) } @else { (text(policy, "name")) } " " span.small { (summary(ui, row)) } }
            form method="post" action="/settings/policies/row" {
                (form_token(ui))
                input type="hidden" name="etag" value=(etag);
                input type="hidden" name="place" value=(place);
                div.grid {
                    (input("id", words.policy_id, text(policy, "id")))
                    (input("name", words.name, text(policy, "name")))
                    (input("first", words.first_min, &minutes("first_response_ms")))
                    (input("next", words.next_min, &minutes("next_response_ms")))
                    (input("resolution", words.resolution_min, &minutes("resolution_ms")))
                    (input("warnings", words.warn_at, &warnings))
                    (input("channels", words.channels, &texts(when, "channels").join(", ")))
                    (input("accounts", words.accounts, &texts(when, "accounts").join(", ")))
                    (input("customer_tiers", words.tiers, &texts(when, "customer_tiers").join(", ")))
                    (input("languages", words.languages, &texts(when, "languages").join(", ")))
                    (input("risk_events", words.risk_events, &texts(when, "risk_events").join(", ")))
                    (choice("categories", words.category, "category", &codes(&CATEGORIES)))
                    (choice("priorities", words.priority, "priority", &codes(&PRIORITIES)))
                }
                div.line {
                    (check("business_hours", words.business_hours, is(row, "business_hours") || row.is_null()))
                    (check("pause", words.pause, is(policy, "pause_while_pending") || row.is_null()))
                    (check("automatic", words.automatic_counts, is(policy, "automatic_reply_counts")))
                }
                div.buttons {
                    button.primary name="do" value="save" { (words.save) }
                    @if !is_new {
                        button name="do" value="up" { (words.up) }
                        button name="do" value="down" { (words.down) }
                        button.danger name="do" value="remove" { (words.remove) }
                    }
                }
            }
        }
    }
}

fn summary(ui: &Ui, row: &Value) -> String {
    let when = at(row, "when");
    let mut parts: Vec<&str> = texts(when, "channels");
    parts.extend(texts(when, "accounts"));
    parts.extend(texts(when, "categories").into_iter().map(|code| label(ui.lang, "category", code)));
    parts.extend(texts(when, "priorities").into_iter().map(|code| label(ui.lang, "priority", code)));
    parts.extend(texts(when, "customer_tiers"));
    parts.extend(texts(when, "risk_events").into_iter().map(|code| label(ui.lang, "event", code)));
    parts.join(" · ")
}

fn presets(ui: &Ui, presets: &[Value]) -> Markup {
    let words = ui.words;
    let minutes = |row: &Value, name: &str| {
        at(at(at(row, "policy"), "targets"), name).as_i64().map(|ms| (ms / MINUTE_MS).to_string())
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label=(words.presets) {
            table {
                thead { tr { @for title in [words.name, words.holds_for, words.first_min, words.next_min, words.resolution_min, ""] { th scope="col" { (title) } } } }
                tbody { @for row in presets { tr {
                    th scope="row" { (text(at(row, "policy"), "name")) }
                    td.small { (summary(ui, row)) }
                    @for name in ["first_response_ms", "next_response_ms", "resolution_ms"] { td.number { (minutes(row, name).unwrap_or_default()) } }
                    td { a href={ "/settings/policies?" (crate::form::query([("copy", text(at(row, "policy"), "id"))])) } { (words.customise) } }
                } } }
            }
        }
    }
}
