//! Templates, shipped and own, to choose from.

use super::json::{at, is, list, text, texts};
use super::layout;
use super::parts::{name, options};
use super::settings::{Edit, editor, frame};
use crate::app::Ctx;
use crate::form::{Form, query};
use crate::ui::Ui;
use crate::words::{CATEGORIES, LANGUAGES, codes, label};
use crate::{Response, tags};
use maud::{Markup, html};
use serde_json::Value;

/// Whose a template is, as the filter names it.
const WHOSE: [&str; 3] = ["shared", "personal", "shipped"];

/// The page.
pub(crate) fn page<A>(ctx: &Ctx<'_, A>, found: &Value, edit: &Edit) -> Response {
    let (ui, words) = (&ctx.ui, ctx.ui.lang.forms());
    let title = label(ui.lang, "section", "templates");
    let own = list(found, "templates").iter().filter(|it| fits(it, &ctx.query, false));
    let rows: Vec<(&Value, bool)> = own
        .map(|it| (it, false))
        .chain(list(found, "shipped").iter().filter(|it| fits(it, &ctx.query, true)).map(|it| (it, true)))
        .collect();
    let main = frame(
        ui,
        "templates",
        html! {
            h1 { (title) }
            p.lead { (label(ui.lang, "section-about", "templates")) }
            p { a.button href="/settings/template" { (words.new_template) } }
            (filters(ui, &ctx.query))
            p.small role="status" { (words.templates_shown.replace("{}", &rows.len().to_string())) }
            @if rows.is_empty() { p.empty { (words.no_match) } } @else { (table(ui, found, &rows)) }
            details.advanced { summary { (words.advanced) } (editor(ui, "templates", found, edit)) }
        },
    );
    layout::page(ui, 200, "settings", title, main)
}

/// Whose it is, as the filter and the list name it.
fn whose(template: &Value, is_shipped: bool) -> &'static str {
    match (is_shipped, text(template, "owner").is_empty()) {
        (true, _) => "shipped",
        (false, true) => "shared",
        (false, false) => "personal",
    }
}

/// Languages of a shipped one, or those that an own one has texts in.
fn languages(template: &Value) -> Vec<&str> {
    let own = at(template, "texts").as_object().into_iter().flatten().map(|(lang, _)| lang.as_str());
    texts(template, "languages").into_iter().chain(own).collect()
}

fn fits(template: &Value, asked: &Form, is_shipped: bool) -> bool {
    let holds = |name: &str, is_so: &dyn Fn(&str) -> bool| asked.word(name).is_none_or(is_so);
    let said = format!("{} {}", text(template, "title"), text(template, "id")).to_lowercase();
    holds("q", &|words| words.to_lowercase().split_whitespace().all(|word| said.contains(word)))
        && holds("category", &|category| text(template, "category") == category)
        && holds("lang", &|lang| languages(template).contains(&lang))
        && holds("whose", &|wanted| whose(template, is_shipped) == wanted)
}

fn filters(ui: &Ui, asked: &Form) -> Markup {
    let (words, all) = (ui.words, ui.lang.forms().everything);
    let choice = |name: &str, title: &str, kind: &str, codes: &[&str]| {
        html! { div { label for=(name) { (title) } select id=(name) name=(name) {
            option value="" { (all) }
            (options(ui, kind, codes, asked.text(name)))
        } } }
    };
    html! {
        form.grid.choose method="get" action="/settings/templates" role="search" aria-label=(words.template) {
            div { label for="q" { (ui.lang.forms().words_in) } input #q type="search" name="q" value=(asked.text("q")) maxlength="100" autocomplete="off"; }
            (choice("category", words.category, "category", &codes(&CATEGORIES)))
            (choice("lang", words.language, "language", &LANGUAGES))
            (choice("whose", ui.lang.forms().from, "whose", &WHOSE))
            div.buttons { button { (words.show) } a.button href="/settings/templates" { (words.reset) } }
        }
    }
}

fn table(ui: &Ui, found: &Value, rows: &[(&Value, bool)]) -> Markup {
    let (words, forms) = (ui.words, ui.lang.forms());
    let variables = list(found, "variables");
    html! {
        div.scroll tabindex="0" role="region" aria-label=(words.template) {
            table {
                thead { tr { @for title in [words.template, words.category, words.values, words.language, forms.from, words.actions] { th scope="col" { (title) } } } }
                tbody { @for (it, is_shipped) in rows { tr {
                    th scope="row" { (name(text(it, "title"))) " " span.small { (text(it, "id")) } }
                    td { (label(ui.lang, "category", text(it, "category"))) }
                    td.small { (values(it, variables)) }
                    td.small { (languages(it).join(" ")) }
                    td.small { (label(ui.lang, "whose", whose(it, *is_shipped)))
                        @if !text(it, "owner").is_empty() { " " (name(text(it, "owner"))) }
                        @if is(it, "internal") { " · " (forms.internal) } }
                    td.acts { (act(ui, it, *is_shipped)) }
                } } }
            }
        }
    }
}

fn values(template: &Value, variables: &[Value]) -> String {
    let sources = at(template, "texts").as_object().into_iter().flatten().filter_map(|(_, source)| source.as_str());
    let sources: Vec<&str> = sources.collect();
    let named = tags::used(&sources.join("\n"), variables).into_iter().map(|variable| text(variable, "name"));
    texts(template, "variables").into_iter().chain(named).collect::<Vec<_>>().join(", ")
}

/// What can be done with it; the template's name is there for whoever hears the links alone.
fn act(ui: &Ui, template: &Value, is_shipped: bool) -> Markup {
    let words = ui.lang.forms();
    let to = |field| format!("/settings/template?{}", query([(field, text(template, "id"))]));
    let about = html! { span.hidden { ": " (name(text(template, "title"))) } };
    html! {
        @if !is_shipped { a href=(to("id")) { (words.edit) (about) } " " }
        a href=(to("copy")) { (words.copy) (about) }
    }
}
