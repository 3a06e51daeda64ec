//! The board: what is due soon, late, paused or snoozed, by account and agent.

use super::json::{at, is, list, number, text};
use super::layout;
use super::parts::{ago, chips, clocks, name};
use crate::Response;
use crate::form::query;
use crate::ui::Ui;
use crate::words::label;
use maud::{Markup, html};
use serde_json::Value;

/// Spans to choose from, in hours.
const HOURS: [u32; 5] = [1, 4, 12, 24, 72];

/// The page.
pub(crate) fn page(ui: &Ui, board: &Value, hours: u32) -> Response {
    let words = ui.words;
    let total = at(board, "total");
    let tiles = [
        ("late", words.breached, number(total, "breached"), "/inbox?view=breached"),
        ("soon", words.due_soon, number(total, "due"), "/inbox"),
        ("near", words.at_risk, number(total, "at_risk"), "/inbox?priority=urgent"),
        ("calm", words.open, number(total, "open"), "/inbox"),
        ("idle", words.paused, number(total, "paused"), "/inbox?status=pending"),
        ("idle", words.snoozed, number(total, "snoozed"), "/inbox?status=snoozed"),
    ];
    let main = html! {
        div.page.board {
            h1 { (words.board) }
            form.line method="get" action="/board" {
                label for="hours" { (words.look_ahead) }
                select #hours name="hours" { @for choice in HOURS { option value=(choice) selected[choice == hours] { (choice) " h" } } }
                button { (words.show) }
                span.small { (words.as_of) " " (super::parts::when(ui, text(board, "at"))) }
            }
            @if is(board, "is_partial") { p.alert { (words.partial) } }
            ul.tiles { @for (class, title, count, href) in tiles { li class=(class) { a href=(href) { strong { (count) } " " (title) } } } }
            h2 { (words.by_account) }
            (tallies(ui, list(board, "accounts"), words.account, &|row| html! {
                a href={ "/inbox?" (query([("channel", text(row, "channel")), ("account", text(row, "account"))])) } {
                    (label(ui.lang, "channel", text(row, "channel"))) " / " (name(text(row, "account"))) }
            }))
            h2 { (words.by_agent) }
            (tallies(ui, list(board, "agents"), words.assignee, &|row| {
                let agent = text(row, "assignee");
                html! {
                    a href={ "/inbox?" (query([("assignee", if agent.is_empty() { "none" } else { agent })])) } {
                        @if agent.is_empty() { (words.nobody) } @else { (name(agent)) } }
                }
            }))
            h2 { (words.next_due) }
            @if list(board, "next").is_empty() { p.empty { (words.nothing_due) } }
            ol.rows.compact {
                @for row in list(board, "next") {
                    li.row data-id=(text(row, "id")) {
                        div.clocks { (clocks(ui, row)) }
                        a.what href={ "/conversations/" (text(row, "id")) } {
                            span.who { (name(text(row, "buyer_name"))) }
                            span.about dir="auto" { (text(row, "excerpt")) }
                        }
                        div.chips { (chips(ui, row, false)) }
                        div.where { (label(ui.lang, "channel", text(row, "channel"))) " " (name(text(row, "account"))) }
                    }
                }
            }
        }
    };
    layout::page(ui, 200, "board", words.board, main)
}

fn tallies(ui: &Ui, rows: &[Value], first: &str, link: &dyn Fn(&Value) -> Markup) -> Markup {
    let words = ui.words;
    html! {
        div.scroll tabindex="0" role="region" aria-label=(first) {
            table {
                thead { tr {
                    th scope="col" { (first) }
                    @for title in [words.breached, words.due_soon, words.at_risk, words.open, words.paused, words.snoozed, words.oldest] { th scope="col" { (title) } }
                } }
                tbody {
                    @for row in rows {
                        tr {
                            th scope="row" { (link(row)) }
                            td.number.bad[number(row, "breached") > 0] { (number(row, "breached")) }
                            @for field in ["due", "at_risk", "open", "paused", "snoozed"] { td.number { (number(row, field)) } }
                            td { (ago(ui, text(row, "oldest_unanswered_at"))) }
                        }
                    }
                }
            }
        }
    }
}
