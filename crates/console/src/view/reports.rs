//! Reports: charts and tables of what happened over a period.

use super::chart::{columns, meter, rates};
use super::json::{at, is, list, number, text, texts};
use super::layout;
use super::parts::{alert, name, when};
use crate::act::reports::Loaded;
use crate::form::query;
use crate::ui::Ui;
use crate::words::{CHANNELS, label};
use crate::{Response, time};
use maud::{Markup, html};
use serde_json::Value;

/// Spans to choose from, in days.
const SPANS: [i64; 4] = [7, 30, 90, 365];
/// The share that is to be answered within 24 hours, in permille.
const AIM_24H: i64 = 980;
/// Ages of what waits, in hours.
const AGES: [&str; 4] = ["4", "12", "24", "48"];
const DAY_MS: i64 = 86_400_000;

/// The page.
pub(crate) fn page(ui: &Ui, asked: &[(&str, &str)], loaded: &Loaded, errors: &[String]) -> Response {
    let words = ui.lang.figures();
    let days = list(&loaded.days, "rows");
    let main = html! {
        div.page.reports {
            h1 { (words.reports) }
            (filters(ui, asked))
            (alert(errors))
            @if is(&loaded.days, "is_partial") { p.alert { (words.partial) } }
            (tiles(ui, at(&loaded.days, "total")))
            (backlog(ui, at(&loaded.days, "backlog")))
            (chart(ui, words.answers_by_day, days, &|label| {
                let counts: Vec<[i64; 2]> = days.iter().map(|day| [number(day, "received"), number(day, "answered")]).collect();
                html! {
                    (columns(ui, label, &counts, ["soft", "fill"]))
                    ul.key { li.soft { (words.received) } li.fill { (words.answered) } }
                }
            }))
            (chart(ui, words.rate_by_day, days, &|label| {
                let counts: Vec<[i64; 2]> = days.iter().map(|day| [number(day, "within_24h"), number(day, "judged_24h")]).collect();
                html! { (rates(ui, label, &counts, AIM_24H)) ul.key { li.limit { (words.within_target) } } }
            }))
            (by_day(ui, days))
            (accounts(ui, asked, list(&loaded.accounts, "rows")))
            (agents(ui, asked, list(&loaded.agents, "rows")))
            (shares(ui, asked, loaded))
            (templates(ui, asked, list(&loaded.templates, "rows")))
            (automations(ui, asked, list(&loaded.automations, "rows")))
            (questions(ui, asked, list(&loaded.questions, "rows")))
        }
    };
    layout::page(ui, 200, "reports", words.reports, main)
}

fn filters(ui: &Ui, asked: &[(&str, &str)]) -> Markup {
    let words = ui.lang.figures();
    let value = |name: &str| asked.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
    let day = |days: i64| time::instant(ui.now_ms - days * DAY_MS).chars().take(10).collect::<String>();
    html! {
        form.line.period method="get" action="/reports" {
            label for="from" { (words.from) } input #from type="date" name="from" value=(value("from"));
            label for="to" { (words.to) } input #to type="date" name="to" value=(value("to"));
            label for="channel" { (ui.words.channel) }
            select #channel name="channel" {
                option value="" selected[value("channel").is_empty()] { (words.all) }
                @for code in CHANNELS { option value=(code) selected[code == value("channel")] { (label(ui.lang, "channel", code)) } }
            }
            label for="account" { (ui.words.account) } input #account name="account" value=(value("account")) maxlength="64" autocomplete="off";
            label for="team" { (words.team) } input #team name="team" value=(value("team")) maxlength="64" autocomplete="off";
            button { (ui.words.show) }
        }
        p.line { @for span in SPANS {
            a.button href={ "/reports?" (query([("from", day(span - 1).as_str()), ("to", day(0).as_str()), ("channel", value("channel")), ("account", value("account")), ("team", value("team"))])) } {
                (words.range.replace("{}", &span.to_string()))
            }
        } }
    }
}

/// Seconds as people say them.
fn lasting(ui: &Ui, seconds: &Value) -> String {
    seconds.as_i64().map_or_else(|| "–".to_owned(), |seconds| time::span(ui.words, seconds.saturating_mul(1_000)))
}

fn tiles(ui: &Ui, total: &Value) -> Markup {
    let words = ui.lang.figures();
    let times = [
        (words.first_median, "first_response_median_s"),
        (words.first_p90, "first_response_p90_s"),
        (words.response_median, "response_median_s"),
        (words.resolution_median, "resolution_median_s"),
    ];
    html! {
        ul.tiles {
            li { p { strong { (number(total, "received")) } (words.received) } }
            li { p { strong { (number(total, "answered")) } (words.answered) } }
            li { p { strong { (rate(number(total, "within_24h"), number(total, "judged_24h"))) } (words.over_24h) } }
            @for (title, field) in times { li { p { strong { (lasting(ui, at(total, field))) } (title) } } }
            li { p { strong { (number(total, "resolved")) } (words.resolved) } }
        }
    }
}

/// A share in percent with one decimal, cut.
fn rate(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return "–".to_owned();
    }
    let permille = part.saturating_mul(1_000) / whole;
    format!("{}.{} %", permille / 10, permille % 10)
}

fn permille(part: i64, whole: i64) -> i64 {
    part.saturating_mul(1_000) / whole.max(1)
}

fn backlog(ui: &Ui, backlog: &Value) -> Markup {
    let words = ui.lang.figures();
    let waiting = number(backlog, "waiting");
    html! {
        h2 { (words.backlog) }
        p { (words.waiting) ": " strong { (waiting) }
            @if !text(backlog, "oldest_since").is_empty() { " · " (ui.words.oldest) " " (when(ui, text(backlog, "oldest_since"))) } }
        dl.facts.bars {
            @for hours in AGES {
                @let over = number(backlog, &format!("over_{hours}h"));
                div { dt { (words.age_over.replace("{}", hours)) } dd { (over) " " (meter(permille(over, waiting), "fill bad")) } }
            }
        }
    }
}

/// A chart under its title; what it shows is in the table by day.
fn chart(ui: &Ui, title: &str, days: &[Value], drawn: &dyn Fn(&str) -> Markup) -> Markup {
    let day = |row: Option<&Value>| row.map(|row| text(row, "day").to_owned()).unwrap_or_default();
    let (first, last) = (day(days.first()), day(days.last()));
    let label = format!("{title}, {first} – {last}. {}", ui.lang.figures().text_of_chart);
    html! {
        h2 { (title) }
        figure {
            (drawn(&label))
            figcaption.small { (first) " – " (last) }
        }
    }
}

fn by_day(ui: &Ui, days: &[Value]) -> Markup {
    let words = ui.lang.figures();
    html! {
        details {
            summary { (words.text_of_chart) }
            (table(words.answers_by_day, &response_titles(ui, words.day), days.iter().rev().map(|day| html! {
                th scope="row" { (text(day, "day")) }
                (response_cells(ui, day))
            })))
        }
    }
}

fn response_titles(ui: &Ui, first: &'static str) -> Vec<&'static str> {
    let words = ui.lang.figures();
    vec![
        first,
        words.received,
        words.answered,
        words.rate_24h,
        words.first_median,
        words.first_p90,
        words.response_median,
        words.response_p90,
        words.resolved,
        words.resolution_median,
        words.reopened,
        words.automatic,
    ]
}

fn response_cells(ui: &Ui, row: &Value) -> Markup {
    html! {
        td.number { (number(row, "received")) }
        td.number { (number(row, "answered")) }
        td.number { (rate(number(row, "within_24h"), number(row, "judged_24h"))) }
        @for field in ["first_response_median_s", "first_response_p90_s", "response_median_s", "response_p90_s"] { td.number { (lasting(ui, at(row, field))) } }
        td.number { (number(row, "resolved")) }
        td.number { (lasting(ui, at(row, "resolution_median_s"))) }
        td.number { (number(row, "reopened")) }
        td.number { (number(row, "automatic")) }
    }
}

fn table(title: &str, titles: &[&str], rows: impl Iterator<Item = Markup>) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(title) {
            table {
                thead { tr { @for title in titles { th scope="col" { (title) } } } }
                tbody { @for row in rows { tr { (row) } } }
            }
        }
    }
}

/// A section's title with its file.
fn head(ui: &Ui, title: &str, what: &str, asked: &[(&str, &str)]) -> Markup {
    let path = format!("/reports/{what}.csv?{}", query(asked.iter().copied()));
    html! { h2 { (title) " " a.small href=(path) download { (ui.lang.figures().csv) span.hidden { ": " (title) } } } }
}

fn accounts(ui: &Ui, asked: &[(&str, &str)], rows: &[Value]) -> Markup {
    html! {
        (head(ui, ui.words.by_account, "responses", asked))
        (table(ui.words.by_account, &response_titles(ui, ui.words.account), rows.iter().map(|row| html! {
            th scope="row" { (label(ui.lang, "channel", text(row, "channel"))) " / " (name(text(row, "account"))) }
            (response_cells(ui, row))
        })))
    }
}

fn agents(ui: &Ui, asked: &[(&str, &str)], rows: &[Value]) -> Markup {
    let words = ui.lang.figures();
    let titles = [
        ui.words.assignee,
        words.answered,
        words.response_median,
        words.response_p90,
        words.resolved,
        words.reopened,
        words.bad_feedback,
    ];
    html! {
        (head(ui, words.agents, "agents", asked))
        (table(words.agents, &titles, rows.iter().map(|row| html! {
            th scope="row" { @if text(row, "agent").is_empty() { (ui.words.nobody) } @else { (name(text(row, "agent"))) } }
            td.number { (number(row, "answered")) }
            td.number { (lasting(ui, at(row, "response_median_s"))) }
            td.number { (lasting(ui, at(row, "response_p90_s"))) }
            td.number { (number(row, "resolved")) }
            td.number { (number(row, "reopened")) }
            td.number { (number(row, "bad_feedback")) }
        })))
    }
}

fn shares(ui: &Ui, asked: &[(&str, &str)], loaded: &Loaded) -> Markup {
    let words = ui.lang.figures();
    let opened = number(at(&loaded.categories, "total"), "opened");
    html! {
        (head(ui, words.categories, "categories", asked))
        (table(words.categories, &[ui.words.category, words.opened, words.percent], list(&loaded.categories, "rows").iter().map(|row| {
            let count = number(row, "opened");
            html! {
                th scope="row" { (label(ui.lang, "category", text(row, "category"))) }
                td.number { (count) }
                td.number { (rate(count, opened)) " " (meter(permille(count, opened), "fill")) }
            }
        })))
        (head(ui, words.targets, "sla", asked))
        (table(words.targets, &[ui.words.target, words.clock, words.met, words.missed, words.percent], list(&loaded.targets, "rows").iter().map(|row| {
            let (met, missed) = (number(row, "met"), number(row, "missed"));
            html! {
                th scope="row" { (label(ui.lang, "target", text(row, "target"))) }
                td { (label(ui.lang, "clock", text(row, "clock"))) }
                td.number { (met) }
                td.number { (missed) }
                td.number { (rate(met, met + missed)) " " (meter(permille(met, met + missed), "fill")) }
            }
        })))
    }
}

fn templates(ui: &Ui, asked: &[(&str, &str)], rows: &[Value]) -> Markup {
    let words = ui.lang.figures();
    let titles = [ui.words.template, words.used, words.automatic, words.resolved, words.reopened];
    html! {
        (head(ui, words.templates, "templates", asked))
        (table(words.templates, &titles, rows.iter().map(|row| html! {
            th scope="row" { @if text(row, "template").is_empty() { "–" } @else { (name(text(row, "template"))) } }
            @for field in ["used", "automatic", "resolved", "reopened"] { td.number { (number(row, field)) } }
        })))
    }
}

fn automations(ui: &Ui, asked: &[(&str, &str)], rows: &[Value]) -> Markup {
    let words = ui.lang.figures();
    html! {
        (head(ui, words.automations, "automations", asked))
        (table(words.automations, &[ui.words.name, words.outcome, words.used], rows.iter().map(|row| html! {
            th scope="row" { (name(text(row, "rule"))) }
            td { (label(ui.lang, "deed", text(row, "did"))) @if !text(row, "refusal").is_empty() { ": " (text(row, "refusal")) } }
            td.number { (number(row, "count")) }
        })))
    }
}

fn questions(ui: &Ui, asked: &[(&str, &str)], rows: &[Value]) -> Markup {
    let words = ui.lang.figures();
    let titles = [words.sku, ui.words.category, words.used, words.words, words.listing];
    html! {
        (head(ui, words.questions, "questions", asked))
        p.small { (words.questions_hint) }
        (table(words.questions, &titles, rows.iter().map(|row| html! {
            th scope="row" { @if text(row, "product").is_empty() { "–" } @else { (name(text(row, "product"))) } }
            td { (label(ui.lang, "category", text(row, "category"))) }
            td.number { (number(row, "conversations")) }
            td { @for word in texts(row, "words") { span.chip { (name(word)) } " " } }
            td.small { (label(ui.lang, "listing", text(row, "suggestion"))) }
        })))
    }
}
