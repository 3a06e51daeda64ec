//! One conversation: what happened, an answer to write, and everything known about it.

use super::json::{at, list, text};
use super::parts::{alert, chips, form_token, name};
use super::{layout, reply_box, side, timeline};
use crate::Response;
use crate::act::history::History;
use crate::app::Ctx;
use crate::failure::Refusal;
use crate::words::label;
use maud::html;
use serde_json::Value;

/// What somebody was writing, and what was said to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Drafts {
    /// The template that the reply was made from.
    pub from_template: String,
    /// A reply.
    pub reply: String,
    /// An internal note.
    pub note: String,
    /// What the rules say about the reply.
    pub findings: Vec<Value>,
    /// Somebody asked for the rules' word.
    pub was_checked: bool,
    /// Records that came while the reply was written.
    pub changed: Vec<String>,
    /// Why a form was refused.
    pub refusal: Option<Refusal>,
    /// Why a template can't be written.
    pub template: Option<Refusal>,
}

/// What stands beside a conversation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Beside {
    /// The best templates.
    pub suggestions: Value,
    /// All templates.
    pub templates: Value,
    /// Rows of the same order.
    pub others: Vec<Value>,
    /// What is remembered of the customer.
    pub history: History,
    /// Names of colleagues.
    pub agents: Vec<String>,
    /// Who else is here, in words.
    pub present: String,
    /// What the page was made of.
    pub seen: String,
}

/// The page.
pub(crate) fn page<A>(ctx: &Ctx<'_, A>, status: u16, found: &Value, beside: &Beside, drafts: &Drafts) -> Response {
    let (ui, words) = (&ctx.ui, ctx.ui.words);
    let row = at(found, "conversation");
    let id = text(row, "id");
    let subject = [super::inbox::subject(row), text(row, "order_id"), words.conversation]
        .into_iter()
        .find(|text| !text.is_empty());
    let subject = subject.unwrap_or_default();
    let buyer = text(at(found, "buyer"), "name");
    let lines = drafts.refusal.as_ref().map(|refusal| refused(ui, refusal)).unwrap_or_default();
    let main = html! {
        div.conversation data-id=(id) data-seen=(beside.seen) {
            div.head {
                a.back href="/inbox" data-back { (words.back) }
                h1 dir="auto" { (subject) }
                p.chips { (chips(ui, row, true)) " " span.channel { (label(ui.lang, "channel", text(row, "channel"))) " " (name(text(row, "account"))) }
                    @if !buyer.is_empty() { " · " (name(buyer)) } }
                p #present.present role="status" { (beside.present) }
            }
            div.middle {
                (alert(&lines))
                @if !text(row, "merged_into").is_empty() {
                    p.alert { (words.merged_into) " " a href={ "/conversations/" (text(row, "merged_into")) } { (text(row, "merged_into")) } }
                }
                (timeline::show(ui, found, &drafts.changed))
                div #news.news hidden { a href=(ui.here) { (words.news_here) } }
                (reply_box::show(ctx, found, beside, drafts))
                section.note aria-labelledby="note-title" {
                    h2 #note-title { (words.note) }
                    form method="post" action={ "/conversations/" (id) "/note" } {
                        (form_token(ui))
                        label.hidden for="note" { (words.note_text) }
                        textarea #note name="note" rows="2" maxlength="10000" placeholder=(words.note_hint) { (drafts.note) }
                        button { (words.add_note) }
                    }
                }
            }
            (side::show(ui, found, beside))
        }
    };
    let title = if list(found, "records").is_empty() { words.conversation } else { subject };
    layout::page(ui, status, "inbox", title, main)
}

/// Who else looks or writes, in words; empty: nobody.
pub(crate) fn present(ui: &crate::ui::Ui, others: &[Value]) -> String {
    let said = others.iter().map(|other| {
        let words = if super::json::is(other, "typing") { ui.words.is_writing } else { ui.words.is_looking };
        words.replace("{}", text(other, "name"))
    });
    said.collect::<Vec<_>>().join(" · ")
}

/// The words of a refusal; that of a text is said beside it.
fn refused(ui: &crate::ui::Ui, refusal: &Refusal) -> Vec<String> {
    if refusal.findings.is_empty() { refusal.lines() } else { vec![ui.words.text_refused.to_owned()] }
}
