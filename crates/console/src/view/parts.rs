//! Small things that many pages show.

use super::json::{span, text};
use crate::time;
use crate::ui::Ui;
use crate::words::label;
use maud::{Markup, html};
use serde_json::Value;

/// A deadline with its countdown. Urgency is in the words and a sign, never in the colour alone.
pub(crate) fn due(ui: &Ui, at: &str) -> Markup {
    let Some(at_ms) = time::parse(at) else { return html! {} };
    html! {
        time class={ "due " (time::urgency(ui.now_ms, at_ms)) } datetime=(at) data-due title=(time::absolute(at_ms)) {
            (time::until(ui.words, ui.now_ms, at_ms))
        }
    }
}

/// Codes that the style sheet makes stand out.
const LOUD: [&str; 4] = ["urgent", "high", "failed", "breached"];

/// When something happened.
pub(crate) fn when(ui: &Ui, at: &str) -> Markup {
    let Some(at_ms) = time::parse(at) else { return html! {} };
    let ago = time::ago(ui.words, ui.now_ms, at_ms);
    html! { time datetime=(at) data-at title=(ago) { (time::absolute(at_ms)) } }
}

/// How long ago.
pub(crate) fn ago(ui: &Ui, at: &str) -> Markup {
    let Some(at_ms) = time::parse(at) else { return html! {} };
    html! { time datetime=(at) data-ago title=(time::absolute(at_ms)) { (time::ago(ui.words, ui.now_ms, at_ms)) } }
}

/// A name from outside: it can't turn the words around it.
pub(crate) fn name(name: &str) -> Markup {
    html! { bdi { (name) } }
}

/// A code of the API in words, with its class.
pub(crate) fn chip(ui: &Ui, kind: &str, code: &str) -> Markup {
    let loud = LOUD.contains(&code).then_some(code);
    html! { span class={ "chip " (kind) } data-code=[loud] { (label(ui.lang, kind, code)) } }
}

/// Priority, category, status and what else marks a conversation.
pub(crate) fn chips(ui: &Ui, row: &Value, with_status: bool) -> Markup {
    html! {
        @if text(row, "priority") != "normal" { (chip(ui, "priority", text(row, "priority"))) }
        (chip(ui, "category", text(row, "category")))
        @for risk in super::json::texts(row, "risk") { (chip(ui, "risk", risk)) }
        @for event in super::json::texts(row, "risk_events") { (chip(ui, "event", event)) }
        @if with_status || text(row, "status") != "open" { (chip(ui, "status", text(row, "status"))) }
        @if super::json::is(row, "vip") { span class="chip vip" { "VIP" } }
        @if super::json::is(row, "quarantined") { span class="chip risk" { (ui.words.unreadable) } }
        @for tag in super::json::texts(row, "tags") { span class="chip tag" { "#" (name(tag)) } }
    }
}

/// Both clocks, the nearest first.
pub(crate) fn clocks(ui: &Ui, row: &Value) -> Markup {
    let words = ui.words;
    let mut clocks = [
        (text(row, "marketplace_deadline"), words.clock_marketplace_short, words.clock_marketplace),
        (text(row, "company_deadline"), words.clock_company_short, words.clock_company),
    ];
    let [first, second] = clocks.each_ref().map(|(at, ..)| time::parse(at).unwrap_or(i64::MAX));
    if second < first {
        clocks.swap(0, 1);
    }
    html! {
        @for (at, short, long) in clocks.iter().filter(|(at, ..)| !at.is_empty()) {
            span.clock { abbr title=(long) { (short) } " " (due(ui, at)) }
        }
        @if !text(row, "snoozed_until").is_empty() {
            span.clock.idle { (words.snoozed_until) " " (when(ui, text(row, "snoozed_until"))) }
        } @else if super::json::is(row, "paused") && text(row, "next_deadline").is_empty() {
            span.clock.idle { (words.waiting_for_buyer) }
        } @else if text(row, "next_deadline").is_empty() {
            span.clock.idle { (words.no_deadline) }
        }
    }
}

/// A text with its places marked; places that overlap are one.
pub(crate) fn marked(body: &str, places: &[Value], class: &str) -> Markup {
    let mut spans: Vec<(usize, usize)> = places.iter().filter_map(span).collect();
    spans.sort_unstable();
    let mut pieces: Vec<(&str, bool)> = Vec::new();
    let mut done = 0;
    for (start, end) in spans {
        let (before, marked) = (body.get(done..start.max(done)), body.get(start.max(done)..end.max(done)));
        let (Some(before), Some(marked)) = (before, marked) else { continue };
        pieces.extend([(before, false), (marked, true)]);
        done = end.max(done);
    }
    pieces.push((body.get(done..).unwrap_or_default(), false));
    html! {
        @for (piece, is_marked) in pieces.into_iter().filter(|(piece, _)| !piece.is_empty()) {
            @if is_marked { mark class=(class) { (piece) } } @else { (piece) }
        }
    }
}

/// Whether an own template is everybody's, or belongs to whoever looks.
pub(crate) fn is_for(ui: &Ui, template: &Value) -> bool {
    let owner = text(template, "owner");
    owner.is_empty() || owner == ui.me
}

/// Choices of a select: codes of the API in words.
pub(crate) fn options(ui: &Ui, kind: &str, codes: &[&str], chosen: &str) -> Markup {
    html! {
        @for code in codes {
            option value=(code) selected[*code == chosen] { (label(ui.lang, kind, code)) }
        }
    }
}

/// The hidden field that every form carries.
pub(crate) fn form_token(ui: &Ui) -> Markup {
    html! { input type="hidden" name="form" value=(ui.form_token); }
}

/// What went wrong, said at once.
pub(crate) fn alert(lines: &[String]) -> Markup {
    html! {
        @if !lines.is_empty() {
            div.alert role="alert" {
                @for line in lines { p { (line) } }
            }
        }
    }
}
