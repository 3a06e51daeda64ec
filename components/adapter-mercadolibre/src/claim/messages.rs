//! Messages in a claim. They have no ids: role and time tell them apart.

use crate::common::{Context, attachments, event, given, instant, message};
use crate::message::rejection;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::limits::ATTACHMENTS_MAX;
use sellerdesk_canonical::{Author, Event, Failure, Happening};
use serde_json::Value;

/// Messages that are read of a claim, the newest; the desk has the others already.
const MESSAGES_MAX: usize = 50;

/// Roles that a message may be sent to; ids name them, for a reply to find its reader.
pub const ROLES: [&str; 3] = ["complainant", "respondent", "mediator"];

/// The messages, the oldest first. What can't be told apart from others is left out.
pub fn read(context: &Context<'_>, claim: &str, said: &Value, own_role: &str, thread: &str) -> Vec<Event> {
    let said = said.as_array().map(Vec::as_slice).unwrap_or_default();
    let one = |fields: Fields<'_>| of(context, claim, &fields, own_role, thread);
    let mut events: Vec<Event> = said.iter().filter_map(|item| Fields::root(item).ok().and_then(one)).collect();
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    events.truncate(MESSAGES_MAX);
    events.reverse();
    events
}

fn of(context: &Context<'_>, claim: &str, fields: &Fields<'_>, own_role: &str, thread: &str) -> Option<Event> {
    let role = given(fields.text("sender_role"))?;
    let sent_at = ["message_date", "date_created"].into_iter().find_map(|name| instant(fields, name))?;
    let author = match role {
        "mediator" => Author::Platform,
        role if role == own_role => Author::Seller,
        _ => Author::Buyer,
    };
    let role = ROLES.into_iter().find(|known| *known == role).unwrap_or("other");
    let files = fields.objects("attachments", ATTACHMENTS_MAX).unwrap_or_default();
    let words = given(fields.text("message")).unwrap_or_default();
    let id = format!("claim:{claim}:{role}:{sent_at}");
    let (id, happening) = match rejection(fields).filter(|_| author == Author::Seller) {
        Some(reason) => (format!("rejected:{id}"), Happening::Failed(Failure { message_id: Some(id), reason })),
        None => (id, message(author, words, given(fields.text("translated_message")), attachments(&files))),
    };
    Some(event(id, thread.to_owned(), context.at([Some(sent_at)]), happening))
}
