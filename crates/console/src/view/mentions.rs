//! Notes that mention whoever looks.

use super::inbox::{language, subject};
use super::json::{at, list, text};
use super::layout;
use super::parts::{ago, chips, name};
use crate::Response;
use crate::ui::Ui;
use maud::html;
use serde_json::Value;

/// The page.
pub(crate) fn page(ui: &Ui, found: &Value) -> Response {
    let mentions = list(found, "mentions");
    let main = html! {
        div.page {
            h1 { (ui.words.mentions) }
            @if mentions.is_empty() { p.empty { (ui.words.no_mentions) } }
            ul.others {
                @for mention in mentions {
                    @let row = at(mention, "conversation");
                    li {
                        a href={ "/conversations/" (text(row, "id")) } {
                            strong { (name(text(mention, "by"))) } " " (ago(ui, text(mention, "at"))) " "
                            span dir="auto" lang=[language(row)] { b { (subject(row)) } " " (text(row, "excerpt")) }
                        }
                        div.chips { (chips(ui, row, true)) }
                    }
                }
            }
        }
    };
    layout::page(ui, 200, "inbox", ui.words.mentions, main)
}
