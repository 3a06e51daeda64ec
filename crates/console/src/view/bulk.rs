//! One template to several conversations: which, and what came of it.

use super::json::{at, list, text};
use super::parts::form_token;
use super::{layout, parts};
use crate::ui::Ui;
use crate::words::label;
use crate::{Response, path};
use maud::{Markup, html};
use serde_json::Value;

/// Asks for the template.
pub(crate) fn choose(ui: &Ui, ids: &[&str], templates: &Value, filters: &str) -> Response {
    let words = ui.words;
    let mine = list(templates, "templates").iter().filter(|it| parts::is_for(ui, it));
    let mut names: Vec<&str> = mine
        .chain(list(templates, "shipped"))
        .map(|template| text(template, "id"))
        .filter(|id| path::is_name(id))
        .collect();
    names.sort_unstable();
    names.dedup();
    let main = html! {
        div.page {
            h1 { (words.reply_similar) }
            p { (words.reply_similar_hint.replace("{}", &ids.len().to_string())) }
            form.narrow method="post" action="/bulk/reply" {
                (form_token(ui))
                input type="hidden" name="ids" value=(ids.join("."));
                input type="hidden" name="filters" value=(filters);
                input type="hidden" name="asked" value=(ui.now_ms);
                label for="template" { (words.template) }
                select #template name="template" required {
                    option value="" { "–" }
                    @for name in &names { option value=(name) { (name) } }
                }
                div.buttons { button.primary { (words.send) } a.button href={ "/inbox?" (filters) } { (words.back) } }
            }
        }
    };
    layout::page(ui, 200, "inbox", words.reply_similar, main)
}

/// What came of it, one by one.
pub(crate) fn done(ui: &Ui, results: &[Value], filters: &str) -> Response {
    let words = ui.words;
    let (refused, sent): (Vec<&Value>, Vec<&Value>) = results.iter().partition(|it| it.get("problem").is_some());
    let main = html! {
        div.page {
            h1 { (words.reply_similar) }
            p role="status" { (words.replies_queued.replace("{}", &sent.len().to_string())) }
            @if !refused.is_empty() {
                h2 { (words.replies_refused.replace("{}", &refused.len().to_string())) }
                ul.others { @for result in refused { li { (refusal(ui, result)) } } }
            }
            p { a.button href={ "/inbox?" (filters) } { (words.back) } }
        }
    };
    layout::page(ui, 200, "inbox", words.reply_similar, main)
}

fn refusal(ui: &Ui, result: &Value) -> Markup {
    let problem = at(result, "problem");
    html! {
        a href={ "/conversations/" (text(result, "id")) } { (parts::name(text(result, "id").get(..8).unwrap_or_default())) "…" } " "
        @for finding in list(problem, "findings") {
            span.chip { (label(ui.lang, "violation", text(finding, "violation"))) } " " (text(finding, "explanation")) " "
        }
        @for error in list(problem, "errors") { (parts::name(text(error, "field"))) ": " (text(error, "detail")) " " }
        @if list(problem, "findings").is_empty() && list(problem, "errors").is_empty() { (text(problem, "detail")) }
    }
}
