//! A customer's history beside a conversation.

use super::conversation::Beside;
use super::json::{number, text};
use super::parts::{ago, chip, name, when};
use crate::ui::Ui;
use crate::words::label;
use maud::{Markup, html};
use serde_json::Value;

/// What is remembered; nothing of somebody who is new. What is listed as of the same order isn't listed twice.
pub(crate) fn show(ui: &Ui, beside: &Beside) -> Markup {
    let (words, short) = (ui.words, &beside.history.short);
    let is_known = |row: &&Value| beside.others.iter().any(|other| text(other, "id") == text(row, "id"));
    let others: Vec<&Value> = beside.history.elsewhere.iter().filter(|row| !is_known(row)).collect();
    html! {
        @if !text(short, "since").is_empty() || !others.is_empty() {
            section aria-labelledby="history-title" {
                h2 #history-title { (words.customer_history) }
                @if !text(short, "since").is_empty() {
                    dl.facts {
                        div { dt { (words.customer_since) } dd { (when(ui, text(short, "since"))) } }
                        div { dt { (words.orders) } dd { (number(short, "orders")) } }
                        @if number(short, "praises") > 0 { div { dt { (words.praises) } dd { (number(short, "praises")) } } }
                    }
                }
                @if !others.is_empty() {
                    p.small { (words.same_name) }
                    ul.others {
                        @for row in others {
                            li {
                                a href={ "/conversations/" (text(row, "id")) } {
                                    (chip(ui, "status", text(row, "status"))) " "
                                    span.channel { (label(ui.lang, "channel", text(row, "channel"))) } " " (name(text(row, "order_id"))) " "
                                    span dir="auto" { (text(row, "excerpt")) } " " (ago(ui, text(row, "updated_at")))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
