//! The list: views and filters beside it, a bar for what is ticked, one line to a conversation.

use super::json::{at, list, number, text};
use super::layout;
use super::parts::{ago, alert, chips, clocks, form_token, name, options};
use crate::act::inbox::{Around, asked};
use crate::app::Ctx;
use crate::form::query;
use crate::ui::Ui;
use crate::words::{CATEGORIES, CHANNELS, PRIORITIES, codes, label};
use crate::{Response, guard, time};
use maud::{Markup, html};
use serde_json::Value;
use std::collections::BTreeMap;

/// Statuses that the list can be narrowed to.
const STATUSES: [&str; 3] = ["open", "pending", "snoozed"];
/// What the list can be: the API's names.
const VIEWS: [&str; 3] = ["inbox", "breached", "quarantine"];
/// How clocks can stand: the API's names.
const SLAS: [&str; 4] = ["due_soon", "breached", "paused", "ok"];

/// The page.
pub(crate) fn page<A>(ctx: &Ctx<'_, A>, listed: &Value, around: &Around, wrong: &[String]) -> Response {
    let ui = &ctx.ui;
    let rows = list(listed, "conversations");
    let present = present(ui, &around.present);
    let main = html! {
        div.columns {
            (sidebar(ctx, &around.views))
            section.list aria-labelledby="list-title" {
                h1 #list-title.hidden { (ui.words.conversations) }
                (alert(wrong))
                div #news.news hidden { a href=(ui.here) { (ui.words.news) } }
                (table(ctx, rows, &present, at(&around.marks, "marks")))
                (pages(ctx, listed))
                (elsewhere(ui, rows, &around.found))
            }
        }
    };
    layout::page(ui, 200, "inbox", ui.words.inbox, main)
}

/// A name of what the list shows: another one means news.
pub(crate) fn mark(listed: &Value) -> String {
    let rows = list(listed, "conversations").iter();
    guard::mark(
        rows.flat_map(|row| ["id", "updated_at", "status", "assignee", "breached_at"].map(|name| text(row, name))),
    )
}

/// Who else is at which conversation, in words.
pub(crate) fn present(ui: &Ui, present: &Value) -> BTreeMap<String, String> {
    let mut by_conversation: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for other in list(present, "present") {
        by_conversation.entry(text(other, "conversation").to_owned()).or_default().push(other.clone());
    }
    let said = by_conversation.into_iter();
    said.map(|(id, others)| (id, super::conversation::present(ui, &others))).collect()
}

/// What a search found that is not in the list: closed conversations.
fn elsewhere(ui: &Ui, rows: &[Value], found: &Value) -> Markup {
    let is_new = |row: &&Value| !rows.iter().any(|known| text(known, "id") == text(row, "id"));
    let others: Vec<&Value> = list(found, "conversations").iter().filter(is_new).collect();
    html! {
        @if !others.is_empty() {
            section aria-labelledby="found-title" {
                h2 #found-title { (ui.words.also_found) }
                ul.others {
                    @for row in others {
                        li {
                            a href={ "/conversations/" (text(row, "id")) } {
                                (chips(ui, row, true)) " " (name(text(row, "buyer_name"))) " " (name(text(row, "order_id"))) " "
                                span dir="auto" lang=[language(row)] { b { (subject(row)) } " " (text(row, "excerpt")) } " "
                                (ago(ui, text(row, "updated_at")))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn sidebar<A>(ctx: &Ctx<'_, A>, saved: &Value) -> Markup {
    let words = ctx.ui.words;
    let me = ctx.ui.me.as_str();
    let views: [(&str, Vec<(&str, &str)>); 9] = [
        (words.view_open, vec![]),
        (words.view_urgent, vec![("priority", "urgent")]),
        (words.view_mine, vec![("assignee", me)]),
        (words.view_unassigned, vec![("assignee", "none")]),
        (words.view_breached, vec![("view", "breached")]),
        (words.view_pending, vec![("status", "pending")]),
        (words.view_snoozed, vec![("status", "snoozed")]),
        (words.view_vip, vec![("vip", "true")]),
        (words.view_quarantine, vec![("view", "quarantine")]),
    ];
    let mut current = asked(&ctx.query);
    current.retain(|(name, value)| *name != "cursor" && (*name, *value) != ("view", "inbox"));
    html! {
        aside.views {
            nav aria-label=(words.views) {
                ul {
                    @for (title, fields) in &views {
                        @let href = query(fields.iter().copied());
                        li { a href={ "/inbox" @if !href.is_empty() { "?" (href) } } aria-current=[(*fields == current).then_some("page")] { (title) } }
                    }
                    li { a href="/mentions" { (words.mentions) } }
                }
            }
            (super::views::show(ctx, saved))
            (filters(ctx))
        }
    }
}

fn filters<A>(ctx: &Ctx<'_, A>) -> Markup {
    let (ui, words) = (&ctx.ui, ctx.ui.words);
    let set = |name: &str| ctx.query.word(name).unwrap_or_default();
    let is_set = asked(&ctx.query).iter().any(|(name, _)| !matches!(*name, "q" | "cursor" | "view"));
    let select = |field: &'static str, title: &str, codes: &[&str], kind: &str| {
        html! {
            label for={ "f-" (field) } { (title) }
            select id={ "f-" (field) } name=(field) { option value="" { (words.any) } (options(ui, kind, codes, set(field))) }
        }
    };
    let input = |field: &'static str, title: &str, hint: &str| {
        html! {
            label for={ "f-" (field) } { (title) }
            input id={ "f-" (field) } name=(field) value=(set(field)) placeholder=(hint) maxlength="64" autocomplete="off";
        }
    };
    html! {
        details.filters open[is_set] {
            summary { (words.filters) }
            form action="/inbox" method="get" {
                (select("view", words.view, &VIEWS, "view"))
                (select("channel", words.channel, &CHANNELS, "channel"))
                (input("account", words.account, ""))
                (select("status", words.status, &STATUSES, "status"))
                (select("category", words.category, &codes(&CATEGORIES), "category"))
                (select("priority", words.priority, &codes(&PRIORITIES), "priority"))
                (input("assignee", words.assignee, words.assignee_hint))
                (input("tag", words.tag, ""))
                (select("sla", words.sla, &SLAS, "sla"))
                label for="f-since" { (words.since) }
                input #f-since type="date" name="since" value=(set("since")) autocomplete="off";
                label for="f-until" { (words.until) }
                input #f-until type="date" name="until" value=(set("until")) autocomplete="off";
                (input("q", words.search, words.search_hint))
                label.check { input type="checkbox" name="vip" value="true" checked[set("vip") == "true"]; " VIP" }
                div.buttons { button.primary { (words.apply) } a.button href="/inbox" { (words.reset) } }
            }
        }
    }
}

fn table<A>(ctx: &Ctx<'_, A>, rows: &[Value], present: &BTreeMap<String, String>, marks: &Value) -> Markup {
    let (ui, words) = (&ctx.ui, ctx.ui.words);
    let mark = guard::mark(
        rows.iter()
            .flat_map(|row| ["id", "updated_at", "status", "assignee", "breached_at"].map(|name| text(row, name))),
    );
    html! {
        form #bulk method="post" action="/bulk" data-mark=(mark) {
            (form_token(ui))
            input type="hidden" name="filters" value=(query(asked(&ctx.query)));
            @if !rows.is_empty() { (bar(ui)) }
            ol.rows { @for row in rows { (line(ui, row, present.get(text(row, "id")), is_unread(row, marks))) } }
            @if rows.is_empty() { p.empty { (words.nothing_here) } }
        }
    }
}

fn bar(ui: &Ui) -> Markup {
    let words = ui.words;
    html! {
        fieldset.bar {
            legend.hidden { (words.bulk) }
            label.check.all hidden { input #all type="checkbox"; span.hidden { (words.select_all) } }
            span.selected data-none=(words.selected_none) data-some=(words.selected_some) { (words.selected_none) }
            label.hidden for="bulk-assignee" { (words.assignee) }
            input #bulk-assignee name="assignee" placeholder=(words.assignee) maxlength="64" autocomplete="off";
            button name="do" value="assign" { (words.assign) }
            label.hidden for="bulk-tag" { (words.tags) }
            input #bulk-tag name="add" placeholder=(words.tag) maxlength="64" autocomplete="off";
            button name="do" value="tags" { (words.add_tag) }
            button name="do" value="reply" { (words.reply_similar) }
            button name="do" value="read" { (words.mark_read) }
            button name="do" value="unread" { (words.mark_unread) }
            button name="do" value="no_reply_needed" { (words.no_reply_needed) }
            button name="do" value="close" { (words.close) }
        }
    }
}

/// Whether more is there than one has read; where nobody knows what one has read, nothing is.
fn is_unread(row: &Value, marks: &Value) -> bool {
    marks.is_object() && number(row, "items") > number(marks, text(row, "id"))
}

fn line(ui: &Ui, row: &Value, present: Option<&String>, is_unread: bool) -> Markup {
    let words = ui.words;
    let id = text(row, "id");
    let buyer =
        [text(row, "buyer_name"), text(row, "order_id"), words.unknown_buyer].into_iter().find(|name| !name.is_empty());
    let buyer = buyer.unwrap_or_default();
    let urgency = time::parse(text(row, "next_deadline")).map_or("idle", |at| time::urgency(ui.now_ms, at));
    html! {
        li class={ "row " (urgency) @if is_unread { " unread" } } data-id=(id) {
            label.tick { input type="checkbox" name="id" value=(id) form="bulk"; span.hidden { (words.select) " " (name(buyer)) } }
            div.clocks { (clocks(ui, row)) }
            a.what href={ "/conversations/" (id) } {
                span.who { @if is_unread { span.hidden { (words.unread) " " } } (name(buyer)) @if number(row, "items") > 1 { " " span.count { (number(row, "items")) } } }
                span.about dir="auto" lang=[language(row)] { b { (subject(row)) } " " (text(row, "excerpt")) }
            }
            div.chips { (chips(ui, row, false)) @if let Some(present) = present { " " span.present { (present) } } }
            div.where { span.channel { (label(ui.lang, "channel", text(row, "channel"))) } " " (name(text(row, "account")))
                span.whose { @if text(row, "assignee").is_empty() { (words.nobody) } @else { (name(text(row, "assignee"))) } } }
            div.age { (ago(ui, text(row, "updated_at"))) }
        }
    }
}

/// The subject without what every one of them repeats.
pub(crate) fn subject(row: &Value) -> &str {
    let subject = text(row, "subject");
    subject.split(" (Order: ").next().unwrap_or(subject)
}

/// The buyer's language, for voices and hyphens.
pub(crate) fn language(row: &Value) -> Option<&str> {
    let tag = text(row, "language");
    let is_tag =
        !tag.is_empty() && tag.len() <= 16 && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_tag.then_some(tag)
}

fn pages<A>(ctx: &Ctx<'_, A>, listed: &Value) -> Markup {
    let words = ctx.ui.words;
    let with = |cursor: &str| {
        let mut fields = asked(&ctx.query);
        fields.retain(|(name, _)| *name != "cursor");
        fields.push(("cursor", cursor));
        format!("/inbox?{}", query(fields))
    };
    html! {
        nav.pages aria-label=(words.pages) {
            @if ctx.query.word("cursor").is_some() { a.button href=(with("")) { (words.first_page) } }
            @if !text(listed, "next").is_empty() { a.button rel="next" href=(with(text(listed, "next"))) { (words.next_page) } }
            a href={ "/export?" (query(asked(&ctx.query).into_iter().filter(|(name, _)| *name != "cursor"))) } download { (words.download_csv) }
        }
    }
}
