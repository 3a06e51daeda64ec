//! Questions on a listing, and their answers.

use crate::api::{Documents, Stop};
use crate::common::{Context, event, given, instant, message, own_id};
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Author, Buyer, Event, Happening, OrderChange};

/// States in which nobody can answer any more although nobody did.
const ENDED: [&str; 4] = ["CLOSED_UNANSWERED", "BANNED", "DELETED", "DISABLED"];

/// Reads the question, and the answer if there is one.
pub fn read(context: &Context<'_>, documents: &Documents<'_>, id: &str) -> Result<Vec<Event>, Stop> {
    let body = documents.required("question", &documents.question(id))?;
    let fields = Fields::root(&body)?;
    let status = given(fields.line("status")).unwrap_or_default();
    let thread = format!("question:{id}");
    let from = given(fields.object("from")).and_then(|from| given(own_id(&from, "id")));
    let of_question = |id: String, at, happening| Event {
        buyer: from.clone().map(|id| Buyer { id, name: None }),
        product_id: given(own_id(&fields, "item_id")),
        site: given(fields.line("site_id")),
        ..event(id, thread.clone(), at, happening)
    };
    let asked_at = context.at([instant(&fields, "date_created")]);
    if ENDED.contains(&status.as_str()) {
        let status = status.to_lowercase();
        let change =
            OrderChange { status: format!("question {}", status.replace('_', " ")), detail: None, total: None };
        // When it ended nobody says.
        let at = context.received_at;
        return Ok(vec![of_question(format!("question:{id}:{status}"), at, Happening::Order(change))]);
    }
    let words = given(fields.text("text")).unwrap_or_default();
    let asked = message(Author::Buyer, words, given(fields.text("text_translated")), Vec::new());
    let mut events = vec![of_question(format!("question:{id}"), asked_at, asked)];
    if let Some(answer) = given(fields.object("answer")) {
        let words = given(answer.text("text")).unwrap_or_default();
        let said = message(Author::Seller, words, given(answer.text("text_translated")), Vec::new());
        let at = context.at([instant(&answer, "date_created"), Some(asked_at)]);
        events.push(of_question(format!("answer:{id}"), at, said));
    }
    Ok(events)
}
