//! The frame of every page.

use super::parts::form_token;
use crate::act::undo;
use crate::asset::{FORMS_SCRIPT, FORMS_STYLE, ICON, SCRIPT, STYLE};
use crate::form::Form;
use crate::ui::{Lang, Ui};
use crate::{Response, path};
use maud::{DOCTYPE, Markup, html};

/// A page of somebody who is signed in. `section` is the first part of its path.
pub(crate) fn page(ui: &Ui, status: u16, section: &str, title: &str, main: Markup) -> Response {
    let words = ui.words;
    let links = [
        ("/inbox", "inbox", words.inbox),
        ("/board", "board", words.board),
        ("/reports", "reports", ui.lang.figures().reports),
        ("/account-health", "account-health", ui.lang.figures().account_health),
        ("/settings", "settings", words.settings),
    ];
    let body = html! {
        a.skip href="#main" { (words.skip) }
        header.top {
            a.brand href="/inbox" { span.logo aria-hidden="true" {} "SellerDesk" }
            nav aria-label=(words.navigation) {
                @for (href, name, label) in links {
                    a href=(href) aria-current=[(name == section).then_some("page")] { (label) }
                }
            }
            form.search role="search" action="/inbox" method="get" {
                label.hidden for="search" { (words.search) }
                input #search type="search" name="q" placeholder=(words.search_hint) maxlength="200" autocomplete="off";
            }
            details.menu {
                summary { span.hidden { (words.account_menu) } (super::parts::name(if ui.me.is_empty() { "–" } else { &ui.me })) }
                div.sheet {
                    (preferences(ui))
                    p { a href="/password" { (words.your_access) } }
                    p { a href="/help" data-help { (words.shortcuts) } }
                    form method="post" action="/sign-out" { (form_token(ui)) button { (words.sign_out) } }
                }
            }
        }
        main #main tabindex="-1" { (flash(ui)) (main) }
        div #live.hidden role="status" aria-live="polite" {}
    };
    document(ui, status, title, section == "settings", body)
}

/// A page of somebody who isn't.
pub(crate) fn outside(ui: &Ui, status: u16, title: &str, main: Markup) -> Response {
    let body = html! {
        a.skip href="#main" { (ui.words.skip) }
        main #main.outside tabindex="-1" {
            p.brand { span.logo aria-hidden="true" {} "SellerDesk" }
            (main)
        }
        footer.outside { (preferences(ui)) }
    };
    document(ui, status, title, false, body)
}

fn document(ui: &Ui, status: u16, title: &str, has_forms: bool, body: Markup) -> Response {
    let words = ui.words;
    let theme = Some(ui.theme).filter(|theme| *theme != "auto");
    Response::page(
        status,
        html! {
            (DOCTYPE)
            html lang=(ui.lang.tag()) data-theme=[theme] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content=(if ui.theme == "auto" { "light dark" } else { ui.theme });
                    title { (title) " · SellerDesk" }
                    link rel="icon" href=(ICON.path()) type="image/svg+xml";
                    link rel="stylesheet" href=(STYLE.path());
                    script type="module" src=(SCRIPT.path()) {}
                    @if has_forms {
                        link rel="stylesheet" href=(FORMS_STYLE.path());
                        script type="module" src=(FORMS_SCRIPT.path()) {}
                    }
                }
                body data-keys=[ui.keys.then_some("")] data-in=(words.due_in) data-late=(words.due_late) data-ago=(words.ago)
                    data-units={ (words.unit_d) " " (words.unit_h) " " (words.unit_m) }
                    data-turned=(words.turned_late) data-draft=(words.draft_kept) data-failed=(words.silent)
                    { (body) }
            }
        },
    )
}

/// What the form before this page did.
fn flash(ui: &Ui) -> Markup {
    let query = ui.here.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let query = Form::parse(query.as_bytes());
    let words = ui.words;
    let said = match query.text("done") {
        "sent" => words.done_sent,
        "queued" => words.done_queued,
        "unsent" => words.done_unsent,
        "note" => words.done_note,
        "assign" => words.done_assign,
        "tags" => words.done_tags,
        "status" | "snooze" => words.done_status,
        "priority" | "category" | "vip" => words.done_changed,
        "merge" => words.done_merge,
        "split" => words.done_split,
        "undone" => words.done_undone,
        "saved" => words.done_saved,
        "applied" => words.done_applied,
        "removed" => words.done_removed,
        "asked" => words.done_asked,
        "password" => words.done_password,
        "none" => words.done_none,
        "bulk" => words.done_bulk,
        _ => return html! {},
    };
    let count = |name: &str| query.text(name).parse::<u32>().unwrap_or(0);
    let is_bad = query.text("done") == "unsent" || count("failed") > 0;
    html! {
        div.flash.bad[is_bad] role="status" {
            p { (said.replace("{}", &count("count").to_string()))
                @if count("failed") > 0 { " " (words.done_failed.replace("{}", &count("failed").to_string())) } }
            (undo(ui, &query))
        }
    }
}

/// What was just done is taken back with one press.
fn undo(ui: &Ui, query: &Form) -> Markup {
    let (page, filters) = ui.here.split_once('?').unwrap_or_default();
    let conversation = page.strip_prefix("/conversations/").filter(|id| path::is_id(id));
    let many = undo::ids(query.text("ids")).join(".");
    let offered = undo::offered(query).filter(|_| conversation.is_some() || !many.is_empty());
    html! {
        @if let Some((action, key)) = offered {
            form method="post" action="/undo" {
                (form_token(ui))
                input type="hidden" name="undo" value={ (action) "." (key) };
                input type="hidden" name="ids" value=(conversation.filter(|_| many.is_empty()).unwrap_or(&many));
                input type="hidden" name="at" value=(if conversation.is_some() { "conversation" } else { "inbox" });
                input type="hidden" name="filters" value=(filters);
                button { (ui.words.undo) }
            }
        }
    }
}

/// Language, theme and keys.
fn preferences(ui: &Ui) -> Markup {
    let words = ui.words;
    html! {
        form.preferences method="post" action="/preferences" {
            input type="hidden" name="here" value=(ui.here);
            label { (words.language) " "
                select name="lang" {
                    option value="en" selected[ui.lang == Lang::En] lang="en" { "English" }
                    option value="zh" selected[ui.lang == Lang::Zh] lang="zh-CN" { "中文" }
                }
            }
            label { (words.theme) " "
                select name="theme" {
                    option value="auto" selected[ui.theme == "auto"] { (words.theme_auto) }
                    option value="light" selected[ui.theme == "light"] { (words.theme_light) }
                    option value="dark" selected[ui.theme == "dark"] { (words.theme_dark) }
                }
            }
            label { (words.keys) " "
                select name="keys" {
                    option value="on" selected[ui.keys] { (words.on) }
                    option value="nokeys" selected[!ui.keys] { (words.off) }
                }
            }
            button { (words.apply) }
        }
    }
}
