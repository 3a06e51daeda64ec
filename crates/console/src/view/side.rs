//! Beside a conversation: its deadlines, the order and the customer, and what can be done.

use super::conversation::Beside;
use super::history;
use super::json::{at, by_instant, is, list, text, texts};
use super::parts::{chip, due, form_token, name, options, when};
use crate::form::query;
use crate::ui::Ui;
use crate::words::{CATEGORIES, PRIORITIES, codes, label};
use maud::{Markup, html};
use serde_json::Value;

/// Snoozes to choose from, in hours.
const SNOOZES: [(&str, &str); 6] =
    [("1", "1 h"), ("4", "4 h"), ("24", "1 d"), ("72", "3 d"), ("168", "7 d"), ("720", "30 d")];
/// Statuses to choose from.
const STATUSES: [&str; 6] = ["open", "pending", "resolved", "closed", "no_reply_needed", "spam"];

/// The column.
pub(crate) fn show(ui: &Ui, found: &Value, beside: &Beside) -> Markup {
    let row = at(found, "conversation");
    html! {
        aside.side aria-label=(ui.words.details) {
            (tasks(ui, found, text(row, "id")))
            (deadlines(ui, found))
            (actions(ui, row, &beside.agents))
            (customer(ui, found, row))
            (others(ui, row, &beside.others))
            (history::show(ui, beside))
        }
    }
}

/// What claims, returns and bad ratings ask for, by when, and the template to begin with.
fn tasks(ui: &Ui, found: &Value, id: &str) -> Markup {
    let words = ui.lang.figures();
    let tasks = list(found, "tasks");
    html! {
        @if !tasks.is_empty() {
            section aria-labelledby="tasks-title" {
                h2 #tasks-title { (words.tasks) }
                ul.checks {
                    @for task in tasks {
                        li {
                            strong { (label(ui.lang, "event", text(task, "kind"))) } " " (label(ui.lang, "task", text(task, "state"))) " "
                            @if text(task, "state") == "ended" { (when(ui, text(task, "opened_at"))) } @else { (due(ui, text(task, "due_at"))) }
                            @if is(task, "without_message") { " " span.small { (words.without_message) } }
                            @if !text(task, "template").is_empty() {
                                " " a href={ "/conversations/" (id) "?" (query([("template", text(task, "template"))])) "#reply-title" } { (words.begin_with) " " (name(text(task, "template"))) }
                            }
                            @if !text(task, "source").is_empty() { p.small { (text(task, "source")) " (" (text(task, "checked")) ")" } }
                        }
                    }
                }
            }
        }
    }
}

fn deadlines(ui: &Ui, found: &Value) -> Markup {
    let words = ui.words;
    let (mut running, settled): (Vec<&Value>, Vec<&Value>) =
        list(found, "clocks").iter().partition(|clock| text(clock, "outcome") == "running");
    by_instant(&mut running, "deadline");
    let line = |clock: &Value, deadline: Markup| {
        html! {
            div { dt { (label(ui.lang, "target", text(clock, "target"))) " " span.small { (label(ui.lang, "clock", text(clock, "clock"))) } } dd { (deadline) } }
        }
    };
    html! {
        section aria-labelledby="deadlines-title" {
            h2 #deadlines-title { (words.deadlines) }
            dl.facts {
                @for clock in &running {
                    @let deadline = text(clock, "deadline");
                    (line(clock, html! { @if deadline.is_empty() { (words.standing_still) } @else { (due(ui, deadline)) } }))
                }
            }
            @if running.is_empty() { p.small { (words.no_deadline) } }
            @if !settled.is_empty() {
                details { summary { (words.settled) " (" (settled.len()) ")" }
                    dl.facts { @for clock in settled { (line(clock, html! { (chip(ui, "outcome", text(clock, "outcome"))) " " (when(ui, text(clock, "settled_at"))) })) } }
                }
            }
        }
    }
}

fn actions(ui: &Ui, row: &Value, agents: &[String]) -> Markup {
    let words = ui.words;
    let id = text(row, "id");
    let form = |what: &str, inner: Markup| {
        html! { form.act method="post" action={ "/conversations/" (id) "/" (what) } { (form_token(ui)) (inner) } }
    };
    html! {
        section.actions aria-labelledby="actions-title" {
            h2 #actions-title { (words.actions) }
            (form("assign", html! {
                label for="assignee" { (words.assignee) }
                input #assignee name="assignee" value=(text(row, "assignee")) placeholder=(words.nobody) maxlength="64" list="agents" autocomplete="off";
                datalist #agents { @for agent in agents { option value=(agent) {} } }
                button { (words.assign) }
                @if !ui.me.is_empty() && ui.me != text(row, "assignee") { button name="me" value="1" data-key="a" { (words.to_me) } }
                label.hidden for="handover" { (words.handover) }
                input #handover name="handover" placeholder=(words.handover) maxlength="1000" autocomplete="off";
            }))
            (form("status", html! {
                label for="status" { (words.status) }
                select #status name="status" { (options(ui, "status", &STATUSES, text(row, "status"))) }
                button { (words.set) }
            }))
            (form("snooze", html! {
                label for="snooze" { (words.snooze) }
                select #snooze name="hours" { @for (hours, title) in SNOOZES { option value=(hours) { (title) } } }
                button { (words.snooze) }
            }))
            (form("tags", html! {
                label for="tags" { (words.tags) }
                input #tags name="add" maxlength="200" placeholder=(words.tags_hint) autocomplete="off";
                button { (words.add_tag) }
                @for tag in texts(row, "tags") {
                    button.chip name="remove" value=(tag) { "#" (name(tag)) " ×" span.hidden { (words.take_off) } }
                }
            }))
            details.more {
                summary { (words.more) }
                (form("priority", html! {
                    label for="priority" { (words.priority) }
                    select #priority name="priority" { (options(ui, "priority", &codes(&PRIORITIES), text(row, "priority"))) }
                    button { (words.set) }
                }))
                (form("category", html! {
                    label for="category" { (words.category) }
                    select #category name="category" { (options(ui, "category", &codes(&CATEGORIES), text(row, "category"))) }
                    button { (words.set) }
                }))
                (form("vip", html! {
                    @if is(row, "vip") { button name="vip" value="false" { (words.vip_off) } } @else { button name="vip" value="true" { (words.vip_on) } }
                }))
                (form("merge", html! {
                    label for="into" { (words.merge_into) }
                    input #into name="into" placeholder=(words.merge_hint) maxlength="300" autocomplete="off";
                    button { (words.merge) }
                }))
            }
            @if text(row, "status") != "resolved" && text(row, "status") != "closed" {
                (form("status", html! { button data-key="e" name="status" value="resolved" { (words.resolve) } }))
            }
        }
    }
}

fn customer(ui: &Ui, found: &Value, row: &Value) -> Markup {
    let words = ui.words;
    let buyer = at(found, "buyer");
    let fact = |title: &str, value: Markup| html! { div { dt { (title) } dd { (value) } } };
    let orders = texts(found, "order_ids");
    let products = texts(found, "product_ids");
    html! {
        section aria-labelledby="customer-title" {
            h2 #customer-title { (words.order_customer) }
            dl.facts {
                (fact(words.buyer, html! { (name(text(buyer, "name"))) @if is(row, "vip") { " " span.chip.vip { "VIP" } } }))
                @if !text(buyer, "id").is_empty() { (fact(words.buyer_id, name(text(buyer, "id")))) }
                @if !orders.is_empty() {
                    (fact(words.orders, html! { @for order in orders { a href={ "/inbox?" (query([("q", order)])) } { (name(order)) } " " } }))
                }
                @if !products.is_empty() { (fact(words.products, html! { @for product in products { (name(product)) " " } })) }
                (fact(words.channel, html! { (label(ui.lang, "channel", text(row, "channel"))) " / " (name(text(row, "account"))) " " (name(text(found, "site"))) }))
                @if !text(row, "language").is_empty() { (fact(words.language, html! { (label(ui.lang, "language", text(row, "language"))) })) }
                (fact(words.opened, when(ui, text(row, "opened_at"))))
                @if !text(row, "waiting_since").is_empty() { (fact(words.waiting_since, when(ui, text(row, "waiting_since")))) }
                @if !text(row, "breached_at").is_empty() { (fact(words.first_breach, when(ui, text(row, "breached_at")))) }
                (fact(words.reasons, html! { @for reason in texts(row, "reasons") { span.chip { (reason_in_words(ui, reason)) } " " } }))
            }
        }
    }
}

/// `category:refund_return` in words.
fn reason_in_words(ui: &Ui, reason: &str) -> String {
    match reason.split_once(':') {
        Some((kind, code)) => label(ui.lang, kind, code).to_owned(),
        None => label(ui.lang, "reason", reason).to_owned(),
    }
}

fn others(ui: &Ui, row: &Value, others: &[Value]) -> Markup {
    let id = text(row, "id");
    html! {
        @if !others.is_empty() {
            section aria-labelledby="others-title" {
                h2 #others-title { (ui.words.same_order) }
                ul.others {
                    @for other in others {
                        li {
                            a href={ "/conversations/" (text(other, "id")) } { (chip(ui, "status", text(other, "status"))) " " span dir="auto" { (text(other, "excerpt")) } }
                            form method="post" action={ "/conversations/" (id) "/merge" } {
                                (form_token(ui)) button name="into" value=(text(other, "id")) { (ui.words.merge_this) }
                            }
                        }
                    }
                }
            }
        }
    }
}
