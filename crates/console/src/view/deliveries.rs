//! The log of notifications.

use super::json::{at, is, list, number, text};
use super::layout;
use super::parts::{chip, form_token, name, when};
use super::settings::frame;
use crate::Response;
use crate::ui::Ui;
use crate::words::label;
use maud::{Markup, html};
use serde_json::Value;

/// The page.
pub(crate) fn page(ui: &Ui, log: &Value) -> Response {
    let words = ui.words;
    let title = label(ui.lang, "section", "deliveries");
    let breaker = at(log, "breaker");
    let press = |path: String, title: &str| html! { form method="post" action={ "/settings/" (path) } { (form_token(ui)) button { (title) } } };
    let main = frame(
        ui,
        "deliveries",
        html! {
            h1 { (title) }
            p.lead { (label(ui.lang, "section-about", "deliveries")) }
            @if is(breaker, "is_open") {
                div.alert { p { (words.breaker_open) " " (when(ui, text(breaker, "open_since"))) } (press("breaker/close".to_owned(), words.close_breaker)) }
            }
            @for target in list(log, "targets") {
                div.alert { p { (words.target_failing) " " (name(text(target, "id"))) " " (text(target, "reason")) } (press(format!("targets/{}/clear", text(target, "id")), words.use_again)) }
            }
            (deliveries(ui, list(log, "deliveries"), &press))
            @if !list(log, "refused").is_empty() {
                h2 { (words.not_told) }
                ul { @for refused in list(log, "refused") {
                    li { (when(ui, text(refused, "at"))) " " (name(text(refused, "recipient"))) " " (name(text(refused, "target"))) " " (text(refused, "reason")) }
                } }
            }
        },
    );
    layout::page(ui, 200, "settings", title, main)
}

fn deliveries(ui: &Ui, items: &[Value], press: &dyn Fn(String, &str) -> Markup) -> Markup {
    let words = ui.words;
    html! {
        @if items.is_empty() { p.empty { (words.nothing_here) } }
        @else {
            div.scroll tabindex="0" role="region" aria-label=(words.notifications) {
                table {
                    thead { tr { @for title in [words.recipient, words.target, words.kind, words.state, words.attempts, words.settled, ""] { th scope="col" { (title) } } } }
                    tbody { @for item in items { tr {
                        th scope="row" { (name(text(item, "recipient"))) }
                        td { (name(text(item, "target"))) }
                        td { (text(item, "kind")) " " span.small { (text(item, "severity")) } }
                        td { (chip(ui, "sending", text(item, "state"))) " " span.small { (text(item, "reason")) } }
                        td.number { (number(item, "attempts")) }
                        td { (when(ui, text(item, "settled_at"))) }
                        td { (press(format!("deliveries/{}/redeliver", text(item, "id")), words.send_again)) }
                    } } }
                }
            }
        }
    }
}
