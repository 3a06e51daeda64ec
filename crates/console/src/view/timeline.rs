//! What happened, in the platform's order; what sweeps noted is folded up.

use super::json::{at, by_instant, is, list, number, text, texts};
use super::parts::{chip, due, form_token, marked, name, when};
use crate::limits::SPLIT_MAX;
use crate::time;
use crate::ui::Ui;
use crate::words::label;
use maud::{Markup, html};
use serde_json::Value;

/// The records; those that came while somebody wrote are marked.
pub(crate) fn show(ui: &Ui, found: &Value, changed: &[String]) -> Markup {
    let mut records: Vec<&Value> = list(found, "records").iter().filter(|record| !is_noise(record)).collect();
    by_instant(&mut records, "at");
    let id = text(at(found, "conversation"), "id");
    html! {
        section.timeline aria-label=(ui.words.timeline) {
            @if is(found, "has_older") { p.older { (ui.words.has_older) } }
            @for chunk in records.chunk_by(|a, b| is_small(a) && is_small(b)) {
                @match chunk {
                    [one] if !is_small(one) => (record(ui, found, id, one, changed)),
                    [one] => (small(ui, one)),
                    many => details.small {
                        @let missed = many.iter().filter(|one| text(one, "type") == "breach").count();
                        summary {
                            @if missed > 0 { strong.bad.missed { (ui.words.missed.replace("{}", &missed.to_string())) } " · " }
                            (ui.words.sweep_notes.replace("{}", &(many.len() - missed).to_string()))
                        }
                        @for one in many { (small(ui, one)) }
                    },
                }
            }
        }
    }
}

/// Steps of sending: the reply itself shows where it stands.
fn is_noise(record: &Value) -> bool {
    matches!(text(record, "type"), "reply_attempt" | "reply_result" | "policy_applied")
}

fn is_small(record: &Value) -> bool {
    matches!(text(record, "type"), "warning" | "follow_up" | "woken" | "breach")
}

fn record(ui: &Ui, found: &Value, id: &str, record: &Value, changed: &[String]) -> Markup {
    let is_new = changed.iter().any(|new| new == text(record, "id"));
    html! {
        div.entry.new[is_new] {
            @if is_new { span.badge { (ui.words.new) } }
            @match text(record, "type") {
                "message" => (message(ui, found, record)),
                "reply" => (reply(ui, found, record)),
                "noted" => (note(ui, record)),
                "risk" => (risk(ui, record)),
                "order" | "failed" | "quarantined" => (event(ui, id, record)),
                _ => (small(ui, record)),
            }
        }
    }
}

fn message(ui: &Ui, found: &Value, record: &Value) -> Markup {
    let words = ui.words;
    let author = text(record, "author");
    let judgement = at(record, "judgement");
    let who = if author == "buyer" { text(at(found, "buyer"), "name") } else { "" };
    let lang = super::inbox::language(if judgement.is_null() { record } else { judgement });
    html! {
        article class={ "message " (author) } {
            header { strong { (label(ui.lang, "author", author)) } @if !who.is_empty() { " " (name(who)) } " " (when(ui, text(record, "at")))
                @if !text(record, "machine").is_empty() { " " span.chip { (words.machine) " " (text(record, "machine")) } }
            }
            p.body dir="auto" lang=[lang] { (marked(text(record, "text"), list(judgement, "evidence"), "because")) }
            @if is(record, "truncated") { p.small { (words.truncated) } }
            @if !list(record, "attachments").is_empty() {
                ul.files aria-label=(words.attachments) {
                    @for file in list(record, "attachments") {
                        li { (name(text(file, "name"))) " " span.small { (text(file, "media_type")) " " (text(file, "link")) } }
                    }
                }
            }
            @if !judgement.is_null() && author == "buyer" { (why(ui, judgement, text(record, "text"))) }
            (split(ui, found, record))
        }
    }
}

/// Lets a message, or it and what came after it, go on by itself; not all of them.
fn split(ui: &Ui, found: &Value, record: &Value) -> Markup {
    let mut messages: Vec<&Value> =
        list(found, "records").iter().filter(|other| text(other, "type") == "message").collect();
    by_instant(&mut messages, "at");
    let place = messages.iter().position(|other| text(other, "id") == text(record, "id")).unwrap_or_default();
    let rest: Vec<&str> = messages.iter().skip(place).map(|other| text(other, "id")).take(SPLIT_MAX).collect();
    let id = text(at(found, "conversation"), "id");
    html! {
        @if messages.len() > 1 && text(record, "author") == "buyer" {
            details.why {
                summary { (ui.words.split) }
                form method="post" action={ "/conversations/" (id) "/split" } {
                    (form_token(ui))
                    button name="items" value=(text(record, "id")) { (ui.words.split_one) }
                    @if place > 0 && rest.len() > 1 { " " button name="items" value=(rest.join(".")) { (ui.words.split_rest) } }
                }
            }
        }
    }
}

/// What the classifier thought, and because of which words.
fn why(ui: &Ui, judgement: &Value, body: &str) -> Markup {
    let words = ui.words;
    // Formatting a float costs 20 KB of Wasm.
    let percent = (at(judgement, "confidence").as_f64().unwrap_or_default() * 100.0).round() as i64;
    let mut because: Vec<&str> = Vec::new();
    for evidence in list(judgement, "evidence") {
        let words = super::json::span(evidence).and_then(|(start, end)| body.get(start..end));
        if let Some(words) = words.filter(|words| !because.iter().any(|known| known.contains(words))) {
            because.push(words);
        }
    }
    html! {
        details.why {
            summary { (words.why) " " (chip(ui, "category", text(judgement, "category"))) }
            p { (words.confidence) " " (percent) " %"
                @for also in texts(judgement, "also") { " " (chip(ui, "category", also)) }
                @for risk in texts(judgement, "risk") { " " (chip(ui, "risk", risk)) }
            }
            @if !because.is_empty() {
                p { (words.because) " " @for words in because { q dir="auto" { (words) } " " } }
            }
        }
    }
}

fn reply(ui: &Ui, found: &Value, record: &Value) -> Markup {
    let words = ui.words;
    let id = text(record, "id");
    let item = list(found, "replies").iter().find(|item| text(item, "id") == id);
    html! {
        article.message.seller {
            header { strong { (words.reply) } " " (name(text(record, "by"))) " " (when(ui, text(record, "at")))
                @if let Some(item) = item {
                    " " (chip(ui, "sending", text(item, "state")))
                    @if !text(item, "retry_at").is_empty() && number(item, "attempts") > 0 { " " (due(ui, text(item, "retry_at"))) }
                }
            }
            p.body dir="auto" { (text(record, "text")) }
            @if let Some(reason) = item.map(|item| text(item, "reason")).filter(|reason| !reason.is_empty()) {
                p.small.bad { (reason) }
            }
        }
    }
}

fn note(ui: &Ui, record: &Value) -> Markup {
    html! {
        article.message.note {
            header { strong { (ui.words.note) } " " (name(text(record, "by"))) " " (when(ui, text(record, "at")))
                @for who in texts(record, "mentions") { " " span.chip { "@" (name(who)) } }
            }
            p.body dir="auto" { (text(record, "text")) }
        }
    }
}

fn risk(ui: &Ui, record: &Value) -> Markup {
    let amount = at(record, "amount");
    html! {
        article.happening.risk {
            header { strong { (label(ui.lang, "event", text(record, "kind"))) } " " (label(ui.lang, "event-state", text(record, "state"))) " " (when(ui, text(record, "at"))) }
            p dir="auto" { (text(record, "reason")) }
            p.small {
                @if !amount.is_null() { (text(amount, "amount")) " " (text(amount, "currency")) " · " }
                @if !text(record, "due_at").is_empty() { (ui.words.due_at) " " (due(ui, text(record, "due_at"))) " · " }
                (ui.words.reference) " " (name(text(record, "reference")))
            }
        }
    }
}

fn event(ui: &Ui, id: &str, record: &Value) -> Markup {
    let words = ui.words;
    html! {
        article.happening {
            header { strong { (label(ui.lang, "record", text(record, "type"))) } " " (when(ui, text(record, "at"))) }
            @match text(record, "type") {
                "order" => p dir="auto" { (text(record, "status")) " " (text(record, "detail")) },
                "failed" => p.bad dir="auto" { (text(record, "reason")) },
                _ => {
                    p dir="auto" { (text(record, "problem")) }
                    p.small { (text(record, "media_type")) " " (number(record, "body_bytes")) " B "
                        a href={ "/conversations/" (id) "/raw" } download { (words.download) } }
                },
            }
        }
    }
}

/// One line.
fn small(ui: &Ui, record: &Value) -> Markup {
    let kind = text(record, "type");
    let is_bad = kind == "breach";
    html! {
        p.small.step.bad[is_bad] {
            (label(ui.lang, "record", kind)) " "
            @match kind {
                "warning" | "breach" | "follow_up" => {
                    (label(ui.lang, "target", text(record, "target"))) " (" (label(ui.lang, "clock", text(record, "clock"))) ")"
                    @if kind == "warning" { " " (number(record, "permille") / 10) " %" }
                },
                "assigned" => { @if text(record, "to").is_empty() { (ui.words.nobody) } @else { (name(text(record, "to"))) } },
                "tagged" => { @if is(record, "on") { "+" } @else { "−" } "#" (name(text(record, "tag"))) },
                "prioritized" => (label(ui.lang, "priority", text(record, "priority"))),
                "categorized" => { (label(ui.lang, "category", text(record, "was"))) " → " (label(ui.lang, "category", text(record, "category"))) },
                "valued" => { @if is(record, "vip") { "VIP" } @else { "–" } },
                "snoozed" => (when(ui, &instant(at(record, "until")))),
                "merged_into" | "merged_from" | "split_off" => (link(at(record, "conversation"))),
                _ => {},
            }
            " " span.faint { @if !text(record, "by").is_empty() { (name(text(record, "by"))) " " } (when(ui, text(record, "at"))) }
        }
    }
}

fn link(conversation: &Value) -> Markup {
    let id = conversation.as_str().unwrap_or_default();
    html! { @if crate::path::is_id(id) { a href={ "/conversations/" (id) } { (id.get(..8).unwrap_or(id)) "…" } } }
}

/// An instant, as a text or in milliseconds.
fn instant(value: &Value) -> String {
    value.as_i64().map_or_else(|| value.as_str().unwrap_or_default().to_owned(), time::instant)
}
