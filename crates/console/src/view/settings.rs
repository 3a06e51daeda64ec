//! What operators set: documents as text, each refused field beside them.

use super::json::text;
use super::layout;
use super::parts::{form_token, name, when};
use crate::Response;
use crate::act::documents::SECTIONS;
use crate::app::Ctx;
use crate::failure::Refusal;
use crate::ui::Ui;
use crate::words::label;
use maud::{Markup, html};
use serde_json::Value;

/// A document being edited.
#[derive(Clone, Debug, Default)]
pub(crate) struct Edit {
    /// As text.
    pub text: String,
    /// The version it was made from.
    pub etag: String,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
}

/// All sections.
pub(crate) fn overview(ui: &Ui) -> Response {
    let main = frame(
        ui,
        "",
        html! {
            h1 { (ui.words.settings) }
            ul.cards {
                @for (path, title, what) in sections(ui) {
                    li { a href={ "/settings/" (path) } { strong { (title) } span { (what) } } }
                }
            }
        },
    );
    layout::page(ui, 200, "settings", ui.words.settings, main)
}

/// One section's document.
pub(crate) fn document<A>(ctx: &Ctx<'_, A>, status: u16, section: &str, found: &Value, edit: &Edit) -> Response {
    let ui = &ctx.ui;
    let title = label(ui.lang, "section", section);
    let main = frame(
        ui,
        section,
        html! {
            h1 { (title) }
            p.lead { (label(ui.lang, "section-about", section)) }
            (editor(ui, section, found, edit))
        },
    );
    layout::page(ui, status, "settings", title, main)
}

/// The page's own navigation beside it.
pub(crate) fn frame(ui: &Ui, current: &str, main: Markup) -> Markup {
    html! {
        div.columns {
            aside.views { nav aria-label=(ui.words.settings) { ul {
                @for (path, title, _) in sections(ui) {
                    li { a href={ "/settings/" (path) } aria-current=[(path == current).then_some("page")] { (title) } }
                }
            } } }
            div.page { (main) }
        }
    }
}

/// The text, with its version and what is wrong with it.
pub(crate) fn editor(ui: &Ui, section: &str, found: &Value, edit: &Edit) -> Markup {
    let words = ui.words;
    html! {
        @if !text(found, "updated_at").is_empty() {
            p.small { (words.updated) " " (when(ui, text(found, "updated_at"))) " " (name(text(found, "updated_by"))) }
        }
        @if let Some(refusal) = &edit.refusal { (wrong(ui, refusal, &edit.text)) }
        form.document method="post" action={ "/settings/" (section) } {
            (form_token(ui))
            input type="hidden" name="etag" value=(edit.etag);
            label for="document" { (words.document) }
            textarea #document name="document" rows="24" spellcheck="false" autocapitalize="off" autocomplete="off"
                aria-describedby=[edit.refusal.is_some().then_some("wrong")] aria-invalid=[edit.refusal.is_some().then_some("true")] { (edit.text) }
            div.buttons { button.primary { (words.save) } a.button href={ "/settings/" (section) } { (words.discard) } }
        }
    }
}

/// Each field at fault, what is wrong with it, and what stands there.
pub(crate) fn wrong(ui: &Ui, refusal: &Refusal, document: &str) -> Markup {
    let parsed: Value = serde_json::from_str(document).unwrap_or_default();
    html! {
        div #wrong.alert role="alert" {
            p { strong { @if refusal.name == "conflict" { (ui.words.conflict) } @else { (ui.words.refused) } } }
            @if refusal.errors.is_empty() { p { (refusal.detail) } }
            ul {
                @for (field, detail) in &refusal.errors {
                    li { code { (field) } " " (detail)
                        @if let Some(value) = stands(&parsed, field) { " " span.small { (ui.words.stands_there) " " code { (value) } } }
                    }
                }
            }
        }
    }
}

/// Characters shown of a value at fault.
const SHOWN_CHARS_MAX: usize = 60;

/// What stands at a path such as `policies[0].policy.targets`.
fn stands(document: &Value, field: &str) -> Option<String> {
    let mut value = document;
    for part in field.split(['.', '[', ']']).filter(|part| !part.is_empty()) {
        value = match part.parse::<usize>() {
            Ok(index) => value.get(index).or_else(|| value.get("policies")?.get(index))?,
            Err(_) => value.get(part)?,
        };
    }
    let shown = value.to_string();
    (!shown.is_empty() && field != "body").then(|| shown.chars().take(SHOWN_CHARS_MAX).collect())
}

fn sections(ui: &Ui) -> Vec<(&'static str, &'static str, &'static str)> {
    let named = |path: &'static str| (path, label(ui.lang, "section", path), label(ui.lang, "section-about", path));
    SECTIONS.into_iter().chain(["accounts", "people", "deliveries"]).map(named).collect()
}
