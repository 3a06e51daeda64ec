//! Writing to the buyer: a template to begin with, the rules' word while writing.

use super::conversation::{Beside, Drafts};
use super::json::{at, list, text, texts};
use super::parts::{alert, form_token, is_for, marked};
use crate::app::Ctx;
use crate::tags;
use crate::ui::Ui;
use crate::words::{LANGUAGES, label};
use maud::{Markup, html};
use serde_json::Value;

/// What a conversation fills in by itself.
const KNOWN: [&str; 5] = ["customer_name", "order_id", "sku", "agent_name", "shop_name"];

/// The box.
pub(crate) fn show<A>(ctx: &Ctx<'_, A>, found: &Value, beside: &Beside, drafts: &Drafts) -> Markup {
    let (ui, words) = (&ctx.ui, ctx.ui.words);
    let row = at(found, "conversation");
    let id = text(row, "id");
    let lang = if text(row, "language").is_empty() { "en" } else { text(row, "language") };
    html! {
        section.reply aria-labelledby="reply-title" {
            h2 #reply-title { (words.reply) " " span.small { (words.buyer_writes) " " strong { (label(ui.lang, "language", lang)) } } }
            @if !drafts.changed.is_empty() { div.alert role="alert" { p { (words.collision) } } }
            (picker(ctx, id, lang, beside, drafts))
            form #reply method="post" action={ "/conversations/" (id) "/reply" } {
                (form_token(ui))
                input type="hidden" name="seen" value=(beside.seen);
                input type="hidden" name="channel" value=(text(row, "channel"));
                input type="hidden" name="lang" value=(lang);
                input type="hidden" name="site" value=(text(found, "site"));
                input #from-template type="hidden" name="from_template" value=(drafts.from_template);
                label.hidden for="reply-text" { (words.reply_text) }
                div.paper {
                    div.marks aria-hidden="true" {}
                    textarea #reply-text name="text" rows="8" maxlength="20000" dir="auto" lang=(lang) aria-describedby="findings" spellcheck="true" { (drafts.reply) }
                }
                div #findings role="status" aria-live="polite" {
                    (findings(ui, &drafts.reply, &drafts.findings))
                    @if drafts.was_checked && drafts.findings.is_empty() { p.good { (words.no_findings) } }
                }
                div.buttons {
                    button.primary name="do" value="send" { (words.send) }
                    button name="do" value="resolve" { (words.send_resolve) }
                    button name="do" value="check" { (words.check) }
                    span #draft.small {}
                }
            }
        }
    }
}

/// Where a text breaks rules, and what to write instead.
pub(crate) fn findings(ui: &Ui, body: &str, findings: &[Value]) -> Markup {
    html! {
        @if !findings.is_empty() {
            p.body.quoted dir="auto" { (marked(body, findings, "found")) }
            ul.findings {
                @for finding in findings {
                    @let severity = text(finding, "severity");
                    li class=(severity) {
                        strong { (label(ui.lang, "severity", severity)) } " "
                        (label(ui.lang, "violation", text(finding, "violation")))
                        @if let Some(words) = super::json::span(finding).and_then(|(start, end)| body.get(start..end)) { " " q dir="auto" { (words) } }
                        " " span lang="en" { (text(finding, "explanation")) }
                        @if !text(finding, "remedy").is_empty() { p { (ui.words.remedy) " " q { (text(finding, "remedy")) } } }
                    }
                }
            }
        }
    }
}

/// Templates; a GET, so that it is a link like any other.
fn picker<A>(ctx: &Ctx<'_, A>, id: &str, lang: &str, beside: &Beside, drafts: &Drafts) -> Markup {
    let (ui, words) = (&ctx.ui, ctx.ui.words);
    let chosen = ctx.query.text("template");
    let suggested = list(&beside.suggestions, "suggestions").iter().filter(|it| !super::json::is(it, "internal"));
    let own: Vec<&Value> = list(&beside.templates, "templates").iter().filter(|it| is_for(ui, it)).collect();
    let shipped = list(&beside.templates, "shipped").iter().filter(|it| !super::json::is(it, "internal"));
    let option = |it: &Value, name: &str| {
        let title = if text(it, "title").is_empty() { text(it, name) } else { text(it, "title") };
        let missing = texts(it, "missing").join(", ");
        html! { option value=(text(it, name)) selected[text(it, name) == chosen] { (title) @if !missing.is_empty() { " (" (missing) ")" } } }
    };
    let lines = drafts.template.as_ref().map(crate::failure::Refusal::lines).unwrap_or_default();
    html! {
        form #picker.picker method="get" action={ "/conversations/" (id) } {
            label for="template" { (words.template) }
            select #template name="template" {
                optgroup label=(words.suggested) { @for it in suggested { (option(it, "template")) } }
                @if !own.is_empty() { optgroup label=(words.own_templates) { @for it in own { (option(it, "id")) } } }
                optgroup label=(words.all_templates) { @for it in shipped { (option(it, "id")) } }
            }
            label for="template-lang" { (words.language) }
            select #template-lang name="lang" {
                @for code in LANGUAGES { option value=(code) selected[code == ctx.query.word("lang").unwrap_or(lang)] { (label(ui.lang, "language", code)) } }
            }
            button { (words.insert) }
            @if drafts.template.is_some() { (alert(&lines)) }
            (values(ctx, beside, chosen, drafts.template.is_some()))
        }
    }
}

/// Fields for what the template wants and the conversation doesn't know.
fn values<A>(ctx: &Ctx<'_, A>, beside: &Beside, chosen: &str, is_refused: bool) -> Markup {
    let template = list(&beside.templates, "shipped").iter().find(|it| text(it, "id") == chosen);
    let wanted = template.map_or_else(|| of_own(&beside.templates, chosen), |it| texts(it, "variables"));
    let optional = template.map(|it| texts(it, "optional")).unwrap_or_default();
    let suggested = list(&beside.suggestions, "suggestions").iter().find(|it| text(it, "template") == chosen);
    let missing = suggested.map(|it| texts(it, "missing")).unwrap_or_default();
    // Suggestions say what shipped ones lack; of own ones all is asked once they could not be written.
    let lacks_any = is_refused && template.is_none();
    let shown: Vec<&str> =
        wanted.into_iter().filter(|name| lacks_any || missing.contains(name) || !KNOWN.contains(name)).collect();
    html! {
        @if !shown.is_empty() {
            fieldset.values {
                legend { (ctx.ui.words.values) }
                @for name in shown {
                    @let field = format!("v.{name}");
                    label for={ "v-" (name) } { (name) @if optional.contains(&name) { " " (ctx.ui.words.optional) } }
                    input id={ "v-" (name) } name=(field) value=(ctx.query.text(&field)) maxlength="200" autocomplete="off";
                }
            }
        }
    }
}

/// What an own template names.
fn of_own<'a>(templates: &'a Value, chosen: &str) -> Vec<&'a str> {
    let own = list(templates, "templates").iter().find(|it| text(it, "id") == chosen);
    let sources = own.and_then(|it| at(it, "texts").as_object()).into_iter().flatten();
    let sources: Vec<&str> = sources.filter_map(|(_, source)| source.as_str()).collect();
    let named = tags::used(&sources.join("\n"), list(templates, "variables")).into_iter();
    named.map(|variable| text(variable, "name")).collect()
}
