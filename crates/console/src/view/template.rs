//! One template: its form, what can be inserted, and how it comes out.

use super::fields::{Faults, Field, fault, line};
use super::json::{list, text};
use super::layout;
use super::parts::{alert, form_token, options};
use super::reply_box::findings;
use super::settings::frame;
use crate::Response;
use crate::app::Ctx;
use crate::failure::Refusal;
use crate::ui::{Lang, Ui};
use crate::words::{CATEGORIES, CHANNELS, LANGUAGES, codes, label};
use maud::{Markup, html};
use serde_json::Value;

/// Longest text, in characters: the renderer takes 16 KB.
const SOURCE_CHARS_MAX: usize = 16_384;
/// Lines of a text's box.
const ROWS: usize = 9;
/// Texts that are all open; of more only the first and the one that is tried.
const OPEN_MAX: usize = 3;

/// A template as its form holds it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// The id it is stored under; empty for a new one.
    pub was: String,
    /// The id it gets.
    pub id: String,
    /// What it is for.
    pub title: String,
    /// A category of the classifier.
    pub category: String,
    /// Whose it is; empty: everybody's.
    pub owner: String,
    /// Language and source; one without a language was typed without choosing one.
    pub texts: Vec<(String, String)>,
    /// The title of what it is a copy of.
    pub copied: String,
}

/// A text of it with sample values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tried {
    /// Which text; empty: there is none yet.
    pub lang: String,
    /// Where it would go.
    pub channel: String,
    /// What it names, and what that was filled with.
    pub values: Vec<(String, String)>,
    /// How it comes out.
    pub text: String,
    /// What the rules say.
    pub findings: Vec<Value>,
    /// Why it doesn't.
    pub refusal: Option<Refusal>,
}

/// What the page shows.
pub(crate) struct Shown<'a> {
    /// The API's answer.
    pub found: &'a Value,
    /// Its version.
    pub etag: &'a str,
    /// Names of people.
    pub agents: &'a [String],
    /// The template.
    pub draft: &'a Draft,
    /// Written once.
    pub tried: &'a Tried,
    /// What stands there now, if saving was refused.
    pub stored: Option<&'a Draft>,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
}

/// The page.
pub(crate) fn page<A>(ctx: &Ctx<'_, A>, status: u16, shown: &Shown<'_>) -> Response {
    let (ui, words, draft) = (&ctx.ui, ctx.ui.lang.forms(), shown.draft);
    let title = if draft.was.is_empty() { words.new_template } else { ui.words.template };
    let faults = Faults(shown.refusal.iter().flat_map(|refusal| refusal.errors.clone()).collect());
    let main = frame(
        ui,
        "templates",
        html! {
            p { a.back href="/settings/templates" { "← " (label(ui.lang, "section", "templates")) } }
            h1 { (title) @if !draft.was.is_empty() { " " bdi { (draft.was) } } }
            @if !draft.copied.is_empty() { p.lead { (words.copy_of) " " bdi { (draft.copied) } } }
            @if let Some(refusal) = &shown.refusal { (refused(ui, refusal, draft, shown.stored)) }
            form #template-form method="post" action="/settings/template" {
                (form_token(ui))
                input type="hidden" name="etag" value=(shown.etag);
                input type="hidden" name="was" value=(draft.was);
                div.pair {
                    div {
                        (about(ui, shown, &faults))
                        (written(ui, draft, &shown.tried.lang, &faults))
                        div.buttons {
                            button.primary name="do" value="save" { (ui.words.save) }
                            button name="do" value="preview" { (words.preview) }
                            @if !draft.was.is_empty() { button.danger name="do" value="remove" { (ui.words.remove) } }
                        }
                    }
                    div { (preview(ui, shown)) (variables(ui, list(shown.found, "variables"))) }
                }
            }
        },
    );
    layout::page(ui, status, "settings", title, main)
}

/// Fields of the form that show themselves what is wrong with them.
fn is_shown(field: &str, draft: &Draft) -> bool {
    let text = field.strip_prefix("texts.");
    ["id", "title", "category", "owner", "texts", "texts."].contains(&field)
        || text.is_some_and(|lang| draft.texts.iter().any(|(known, _)| known == lang))
}

fn refused(ui: &Ui, refusal: &Refusal, draft: &Draft, stored: Option<&Draft>) -> Markup {
    let rest = refusal.errors.iter().filter(|(field, _)| !is_shown(field, draft));
    let mut lines: Vec<String> = rest.map(|(field, why)| format!("{field}: {why}")).collect();
    if refusal.name == "conflict" {
        lines = vec![ui.words.conflict.to_owned()];
    } else if refusal.errors.is_empty() {
        lines.push(refusal.detail.clone());
    } else if lines.is_empty() {
        lines.push(ui.words.refused.to_owned());
    }
    html! {
        (alert(&lines))
        @if let Some(stored) = stored.filter(|_| refusal.name == "conflict") {
            details { summary { (ui.lang.forms().changed_by) " " bdi { (stored.title) } }
                @for (lang, source) in &stored.texts { h2 { (label(ui.lang, "language", lang)) } p.body.quoted lang=(lang) { (source) } } }
        }
    }
}

/// What it is called, what it is for, whose it is.
fn about(ui: &Ui, shown: &Shown<'_>, faults: &Faults) -> Markup {
    let (words, draft) = (ui.lang.forms(), shown.draft);
    let text = |name, title, value| line(ui, Field { form: "t", name, title, value }, None, faults);
    let is_other = !draft.owner.is_empty() && !shown.agents.contains(&draft.owner);
    html! {
        div.grid {
            (text("title", words.template_title, &draft.title))
            (text("id", words.template_id, &draft.id))
            div {
                label for="t-category" { (ui.words.category) }
                select #t-category name="category" { (options(ui, "category", &codes(&CATEGORIES), &draft.category)) }
                (fault(ui, "t-category", "category", faults))
            }
            div {
                label for="t-owner" { (words.owner) }
                select #t-owner name="owner" {
                    option value="" { (words.everybody) }
                    @for name in shown.agents { option value=(name) selected[*name == draft.owner] { (name) } }
                    @if is_other { option value=(draft.owner) selected { (draft.owner) } }
                }
                (fault(ui, "t-owner", "owner", faults))
            }
        }
    }
}

/// Its texts, and room for one in another language.
fn written(ui: &Ui, draft: &Draft, shown: &str, faults: &Faults) -> Markup {
    let words = ui.lang.forms();
    let known: Vec<&str> = draft.texts.iter().map(|(lang, _)| lang.as_str()).collect();
    let others: Vec<&str> = LANGUAGES.into_iter().filter(|lang| !known.contains(lang)).collect();
    let homeless = draft.texts.iter().find(|(lang, _)| lang.is_empty()).map(|(_, source)| source.as_str());
    let is_wrong = faults.has("texts.");
    html! {
        (fault(ui, "t-texts", "texts", faults))
        @for (place, (lang, source)) in draft.texts.iter().filter(|(lang, _)| !lang.is_empty()).enumerate() {
            (source_box(ui, place, lang, source, (place == 0 || lang == shown || known.len() <= OPEN_MAX, faults)))
        }
        details.another open[homeless.is_some()] {
            summary { (words.add_language) }
            div.grid {
                div {
                    label for="t-lang" { (ui.words.language) }
                    select #t-lang name="lang" aria-describedby=[is_wrong.then_some("t-lang-fault")] {
                        option value="" { "–" }
                        (options(ui, "language", &others, ""))
                    }
                    (fault(ui, "t-lang", "texts.", faults))
                }
            }
            label for="t-text" { (words.add_language) ": " (ui.words.template) }
            textarea #t-text name="text" rows=(ROWS) maxlength=(SOURCE_CHARS_MAX) dir="auto" data-source { (homeless.unwrap_or_default()) }
        }
        p.small { (words.empty_removes) }
    }
}

/// One text; of many, those that nobody looks at are shut.
fn source_box(ui: &Ui, place: usize, lang: &str, source: &str, (is_open, faults): (bool, &Faults)) -> Markup {
    let (id, field) = (format!("t-text-{place}"), format!("texts.{lang}"));
    let is_wrong = faults.has(&field);
    html! {
        input type="hidden" name="lang" value=(lang);
        details.source open[is_open || is_wrong] {
            summary { (ui.lang.forms().body) " " (label(ui.lang, "language", lang)) }
            label.hidden for=(id) { (ui.lang.forms().body) " " (label(ui.lang, "language", lang)) }
            textarea id=(id) name="text" rows=(ROWS) maxlength=(SOURCE_CHARS_MAX) lang=(lang) dir="auto" data-source
                aria-invalid=[is_wrong.then_some("true")] aria-describedby=[is_wrong.then(|| format!("{id}-fault"))] { (source) }
            (fault(ui, &id, &field, faults))
        }
    }
}

/// How a text comes out, and with what.
fn preview(ui: &Ui, shown: &Shown<'_>) -> Markup {
    let (words, tried) = (ui.lang.forms(), shown.tried);
    let langs: Vec<&str> =
        shown.draft.texts.iter().map(|(lang, _)| lang.as_str()).filter(|lang| !lang.is_empty()).collect();
    html! {
        section aria-labelledby="preview-title" {
            h2 #preview-title { (words.preview) }
            p.small { (words.preview_hint) }
            div.grid {
                div { label for="preview-lang" { (words.preview_language) }
                    select #preview-lang name="preview_lang" { (options(ui, "language", &langs, &tried.lang)) } }
                div { label for="preview-channel" { (words.preview_channel) }
                    select #preview-channel name="channel" { (options(ui, "channel", &CHANNELS, &tried.channel)) } }
            }
            div #preview role="status" aria-live="polite" { (result(ui, tried)) }
            @if !tried.values.is_empty() {
                details { summary { (words.filled_in) }
                    div.grid { @for (name, value) in &tried.values {
                        div { label for={ "v-" (name) } { (label(ui.lang, "variable", name)) " " code { (name) } }
                            input id={ "v-" (name) } name={ "v." (name) } value=(value) maxlength="400" autocomplete="off"; }
                    } }
                }
            }
        }
    }
}

/// The text and what the rules say, or why there is none.
pub(crate) fn result(ui: &Ui, tried: &Tried) -> Markup {
    let lines = tried.refusal.as_ref().map(Refusal::lines).unwrap_or_default();
    html! {
        @if tried.lang.is_empty() { p.small { (ui.words.template) " " (ui.lang.forms().is_missing) } }
        @for line in &lines { p.fault { (line) } }
        @if !tried.text.is_empty() && tried.findings.is_empty() {
            p.body.quoted lang=(tried.lang) dir="auto" { (tried.text) }
            p.good { (ui.words.no_findings) }
        }
        (findings(ui, &tried.text, &tried.findings))
    }
}

/// What can be inserted, and what it means. The buttons work with scripts; without, the names are there to be copied.
fn variables(ui: &Ui, variables: &[Value]) -> Markup {
    let words = ui.lang.forms();
    html! {
        details.variables open {
            summary { (words.variables) }
            p.small { (words.variables_hint) }
            div.scroll tabindex="0" role="region" aria-label=(words.variables) {
                table {
                    thead { tr { @for title in [ui.words.name, words.meaning, words.example] { th scope="col" { (title) } } } }
                    tbody { @for variable in variables {
                        @let (name, alias) = (text(variable, "name"), text(variable, "alias"));
                        tr {
                            th scope="row" { code { "{" (name) "}" } @if ui.lang == Lang::Zh { " " span.small { "{" (alias) "}" } }
                                button type="button" hidden data-insert={ "{" (name) "}" } { (words.insert_into) span.hidden { " " (name) } } }
                            td { (label(ui.lang, "variable", name)) }
                            td.small { (text(variable, "example")) }
                        }
                    } }
                }
            }
        }
    }
}
