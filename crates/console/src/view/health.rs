//! Account health: the accounts, and one of them with its gauges, what is ahead, and what to answer first.

use super::chart::gauge;
use super::json::{at, is, list, number, text, texts};
use super::layout;
use super::parts::{due, name, when};
use crate::Response;
use crate::form::query;
use crate::ui::Ui;
use crate::words::label;
use maud::{Markup, html};
use serde_json::Value;

/// Days that are named of those on which defects leave.
const LEAVING_MAX: usize = 8;

/// All accounts.
pub(crate) fn list_page(ui: &Ui, found: &Value) -> Response {
    let words = ui.lang.figures();
    let accounts = list(found, "accounts");
    let main = html! {
        div.page {
            h1 { (words.account_health) }
            @if accounts.is_empty() { p.empty { (words.idle) } }
            ul.accounts {
                @for account in accounts {
                    li {
                        h2 { a href=(href(account)) { (title(ui, account)) } }
                        p { (level(ui, text(account, "level"))) " " span.small { (words.evaluated) " " (when(ui, text(account, "evaluated_at"))) } }
                        dl.facts {
                            @for figure in list(account, "figures").iter().filter(|figure| is_grave(figure)) {
                                div { dt { (metric(ui, text(account, "channel"), figure)) } dd { (count(ui, figure)) " " (level(ui, text(figure, "level"))) } }
                            }
                        }
                    }
                }
            }
            @if !text(found, "next").is_empty() {
                p.pages { a.button href={ "/account-health?" (query([("cursor", text(found, "next"))])) } { (ui.words.next_page) } }
            }
        }
    };
    layout::page(ui, 200, "account-health", words.account_health, main)
}

/// One account.
pub(crate) fn page(ui: &Ui, found: &Value, outliers: &Value) -> Response {
    let words = ui.lang.figures();
    let channel = text(found, "channel");
    let (judged, others): (Vec<&Value>, Vec<&Value>) =
        list(found, "figures").iter().partition(|figure| !at(figure, "limit_ppm").is_null());
    let main = html! {
        div.page {
            a.back href="/account-health" { (words.every_account) }
            h1 { (words.account_health) ": " (title(ui, found)) }
            p { (level(ui, text(found, "level"))) " " span.small { (ui.words.as_of) " " (when(ui, text(found, "at")))
                @if !text(found, "exact_since").is_empty() { " · " (words.exact_since.replace("{}", text(found, "exact_since"))) }
            } }
            (conversations(ui, list(found, "conversations")))
            h2 { (words.figures) }
            ul.gauges { @for figure in &judged { (card(ui, channel, figure)) } }
            @if !others.is_empty() { (plain(ui, channel, &others)) }
            h2 { (words.official) }
            (official(ui, channel, at(found, "official")))
            h2 { (words.outliers) }
            (stand_out(ui, outliers))
            h2 { (words.appeal) }
            p.small { (words.plan_hint) }
            form.line.period method="get" action={ (href(found)) "/appeal.zip" } {
                label for="from" { (words.from) } input #from type="date" name="from";
                label for="to" { (words.to) } input #to type="date" name="to";
                button { (words.appeal) }
            }
            h2 { (words.alerts) }
            ul.checks {
                @for alert in list(found, "alerts") {
                    li { (when(ui, text(alert, "at"))) " " (level(ui, text(alert, "level"))) " " (text(alert, "detail"))
                        @if is(alert, "told") { " " span.small { "(" (words.told) ")" } } }
                }
            }
            @if list(found, "alerts").is_empty() { p.small { (ui.words.nothing_here) } }
        }
    };
    layout::page(ui, 200, "account-health", words.account_health, main)
}

/// Levels that are worth naming in the list of accounts.
fn is_grave(figure: &Value) -> bool {
    matches!(text(figure, "level"), "aim" | "warn" | "red")
}

fn title(ui: &Ui, account: &Value) -> Markup {
    html! { (label(ui.lang, "channel", text(account, "channel"))) " / " (name(text(account, "account"))) }
}

fn href(account: &Value) -> String {
    let part = |name: &str| form_urlencoded::byte_serialize(text(account, name).as_bytes()).collect::<String>();
    format!("/account-health/{}/{}", part("channel"), part("account"))
}

/// How a figure stands: a sign and words, not the colour alone.
fn level(ui: &Ui, level: &str) -> Markup {
    let class = match level {
        "red" => "late",
        "warn" => "soon",
        "aim" => "near",
        _ => "calm",
    };
    html! { span class={ "due " (class) } { (label(ui.lang, "level", level)) } }
}

/// A metric's name, with the site and the window.
fn metric(ui: &Ui, channel: &str, figure: &Value) -> Markup {
    let metric = text(figure, "metric");
    let bare = metric.strip_prefix(channel).and_then(|rest| rest.strip_prefix('-')).unwrap_or(metric);
    html! {
        (label(ui.lang, "metric", bare)) " "
        span.small { (name(text(figure, "site"))) " " (label(ui.lang, "metric", text(figure, "view"))) " " (name(text(figure, "part_of"))) }
    }
}

fn count(ui: &Ui, figure: &Value) -> Markup {
    html! {
        @if !text(figure, "percent").is_empty() { strong { (short(text(figure, "percent"))) " %" } " " }
        span.small { (pair(ui.lang.figures().counts, number(figure, "numerator"), number(figure, "denominator"))) }
    }
}

/// Two decimals of four: `0.4926` as `0.49`.
fn short(percent: &str) -> &str {
    percent.find('.').and_then(|point| percent.get(..point + 3)).unwrap_or(percent)
}

fn pair(form: &str, first: i64, second: i64) -> String {
    form.replacen("{}", &first.to_string(), 1).replacen("{}", &second.to_string(), 1)
}

/// A figure with a limit: its gauge, and what is ahead.
fn card(ui: &Ui, channel: &str, figure: &Value) -> Markup {
    let words = ui.lang.figures();
    let (part, whole) = (number(figure, "numerator"), number(figure, "denominator"));
    let ahead = |form: &str, name: &str| {
        let value = at(figure, name);
        let said = value.as_i64().map_or_else(|| value.as_str().unwrap_or_default().to_owned(), |it| it.to_string());
        html! { @if !said.is_empty() && said != "0" { p.small { (form.replace("{}", &said)) } } }
    };
    html! {
        li {
            h3 { (metric(ui, channel, figure)) }
            p { (count(ui, figure)) " " (level(ui, text(figure, "level"))) }
            @if whole > 0 { (gauge(part.saturating_mul(1_000_000) / whole, number(figure, "limit_ppm"), is(figure, "is_floor"))) }
            p.small { (words.limit) ": " (text(figure, "limit")) }
            (ahead(words.bearable, "bearable"))
            (ahead(words.excess, "excess"))
            (ahead(words.kept_from, "kept_from"))
            (ahead(words.broken_from, "broken_from"))
            (leaving(ui, list(figure, "leaving")))
            details.small {
                summary { (words.source) }
                p { (text(figure, "source")) " (" (text(figure, "checked")) ", " (text(figure, "verification")) ")" }
                @if !text(figure, "note").is_empty() { p { (text(figure, "note")) } }
                p { (words.window) ": " (pair_of(words.chart_days, text(figure, "from"), text(figure, "to"))) }
            }
        }
    }
}

fn pair_of(form: &str, first: &str, second: &str) -> String {
    form.split("{}").zip([first, second, ""]).map(|(before, value)| format!("{before}{value}")).collect()
}

fn leaving(ui: &Ui, days: &[Value]) -> Markup {
    html! {
        @if !days.is_empty() {
            details.small {
                summary { (ui.lang.figures().leaving) }
                ul { @for day in days.iter().take(LEAVING_MAX) {
                    li { (day.get(0).and_then(Value::as_str).unwrap_or_default()) ": −" (day.get(1).and_then(Value::as_i64).unwrap_or_default()) }
                } }
            }
        }
    }
}

/// Figures that nobody has set a limit for.
fn plain(ui: &Ui, channel: &str, figures: &[&Value]) -> Markup {
    let words = ui.lang.figures();
    html! {
        div.scroll tabindex="0" role="region" aria-label=(words.figures) {
            table {
                thead { tr { @for title in [words.figure, words.percent, words.level, words.window] { th scope="col" { (title) } } } }
                tbody { @for figure in figures { tr {
                    th scope="row" { (metric(ui, channel, figure)) }
                    td.number { (count(ui, figure)) }
                    td { (level(ui, text(figure, "level"))) }
                    td { (pair_of(words.chart_days, text(figure, "from"), text(figure, "to"))) }
                } } }
            }
        }
    }
}

/// The marketplace's figures beside ours, and why they differ.
fn official(ui: &Ui, channel: &str, official: &Value) -> Markup {
    let words = ui.lang.figures();
    if official.is_null() {
        return html! { p.small { (words.no_official) } };
    }
    let side = |side: &Value| html! { @if !side.is_null() { (count(ui, side)) } };
    html! {
        p.small { (when(ui, text(at(official, "report"), "at"))) }
        div.scroll tabindex="0" role="region" aria-label=(words.official) {
            table {
                thead { tr { @for title in [words.figure, words.official_short, words.own_short, words.because] { th scope="col" { (title) } } } }
                tbody { @for figure in list(official, "figures") { tr {
                    th scope="row" { (metric(ui, channel, figure)) }
                    td.number { (side(at(figure, "official"))) }
                    td.number { (side(at(figure, "own"))) }
                    td.small { @for reason in list(figure, "reasons") { (text(reason, "detail")) ". " } }
                } } }
            }
        }
    }
}

/// Open conversations, likeliest defects first.
fn conversations(ui: &Ui, ranked: &[Value]) -> Markup {
    let words = ui.lang.figures();
    html! {
        h2 { (words.risky) }
        @if ranked.is_empty() { p.small { (words.no_conversations) } } @else { p.small { (words.risky_hint) } }
        ol.rows.compact {
            @for row in ranked {
                li.row data-id=(text(row, "id")) {
                    div.clocks { (due(ui, text(row, "next_deadline"))) }
                    a.what href={ "/conversations/" (text(row, "id")) } {
                        span.who { (name(text(row, "buyer_name"))) " " (name(text(row, "order_id"))) }
                        span.about dir="auto" { (text(row, "excerpt")) }
                    }
                    div.chips { @for reason in texts(row, "reasons") { span.chip { (label(ui.lang, "rank", reason)) } } }
                    div.where { (label(ui.lang, "category", text(row, "category"))) }
                }
            }
        }
    }
}

/// SKUs with more trouble than their history explains, and parcels that only the carrier saw.
fn stand_out(ui: &Ui, outliers: &Value) -> Markup {
    let words = ui.lang.figures();
    let fake = at(outliers, "fake_deliveries");
    let spikes = list(outliers, "skus");
    html! {
        @if spikes.is_empty() && fake.is_null() { p.small { (words.no_outliers) } }
        @if !fake.is_null() {
            p { (pair(&pair(words.fake_deliveries, number(fake, "recent"), number(fake, "recent_delivered")), number(fake, "before"), number(fake, "before_delivered"))) }
        }
        @if !spikes.is_empty() {
            div.scroll tabindex="0" role="region" aria-label=(words.outliers) {
                table {
                    thead { tr { @for title in [words.sku, words.lately, words.because, words.words] { th scope="col" { (title) } } } }
                    tbody { @for spike in spikes { tr {
                        th scope="row" { (name(text(spike, "sku"))) }
                        td.number { (pair(words.spike, number(spike, "recent"), number(spike, "before"))) }
                        td {
                            @for kind in list(spike, "kinds") { (label(ui.lang, "trouble", text(kind, "about"))) " " (number(kind, "orders")) " " }
                            @if !text(spike, "batch_from").is_empty() { span.small { (words.batch_from.replace("{}", text(spike, "batch_from"))) } }
                        }
                        td { @for word in list(spike, "words") { span.chip { (name(text(word, "word"))) " " (number(word, "messages")) } " " } }
                    } } }
                }
            }
        }
    }
}
