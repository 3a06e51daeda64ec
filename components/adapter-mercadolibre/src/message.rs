//! Messages on a sale.

use crate::api::{Documents, Stop};
use crate::common::{Context, attachments, event, given, instant, message, own_id, plain_id};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::limits::ATTACHMENTS_MAX;
use sellerdesk_canonical::{Author, Buyer, Event, Failure, Happening};

/// Messages in a document about one.
const MESSAGES_MAX: usize = 50;
/// Resources that a message names.
const RESOURCES_MAX: usize = 20;
/// What Mercado Libre says of a message that it keeps from the other side.
const REJECTED: [&str; 2] = ["moderated", "rejected"];

/// Reads the message.
pub fn read(context: &Context<'_>, documents: &Documents<'_>, id: &str) -> Result<Vec<Event>, Stop> {
    let body = documents.required("message", &documents.message(id))?;
    let messages = Fields::root(&body)?.objects("messages", MESSAGES_MAX)?;
    let is_it = |message: &&Fields<'_>| given(own_id(message, "id")).as_deref() == Some(id);
    // One message is asked for: what is named otherwise is that one still.
    let found = messages.iter().find(is_it).or(messages.first());
    let missing = || Error::Field { path: "messages".to_owned(), problem: "has no message" };
    Ok(vec![of(context, id, found.ok_or_else(missing)?)?])
}

fn of(context: &Context<'_>, id: &str, fields: &Fields<'_>) -> Result<Event, Error> {
    let resources = fields.objects("message_resources", RESOURCES_MAX).unwrap_or_default();
    let resource = |name: &str| {
        let named = resources.iter().find(|resource| given(resource.text("name")) == Some(name));
        named.and_then(|resource| given(plain_id(resource, "id")))
    };
    let sale = resource("packs").or_else(|| resource("orders"));
    let sale = sale.ok_or_else(|| fields.wrong("message_resources", "names no pack"))?;
    let side = |name| fields.object(name).ok().flatten();
    let from = fields.required("from", Fields::object)?.required("user_id", own_id)?;
    let by_seller = context.is_own(&from) || resource("sellers").as_ref() == Some(&from);
    let author = if by_seller { Author::Seller } else { Author::Buyer };
    let buyer = side(if by_seller { "to" } else { "from" });
    let files = fields.objects("message_attachments", ATTACHMENTS_MAX).unwrap_or_default();
    let words = given(fields.text("text")).unwrap_or_default();
    let (id, happening) = match rejection(fields).filter(|_| by_seller) {
        Some(reason) => {
            (format!("rejected:{id}"), Happening::Failed(Failure { message_id: Some(id.to_owned()), reason }))
        }
        None => (id.to_owned(), message(author, words, given(fields.text("text_translated")), attachments(&files))),
    };
    let dates = given(fields.object("message_date"));
    let date = |name| dates.as_ref().and_then(|dates| instant(dates, name));
    let at = context.at(["created", "received", "available"].map(date));
    let read_buyer =
        |side: Fields<'_>| Some(Buyer { id: given(own_id(&side, "user_id"))?, name: given(side.line("name")) });
    Ok(Event {
        buyer: buyer.and_then(read_buyer),
        order_id: Some(sale.clone()),
        site: given(fields.line("site_id")),
        ..event(id, format!("pack:{sale}"), at, happening)
    })
}

/// Why a message was kept from the other side, if it was.
pub fn rejection(fields: &Fields<'_>) -> Option<String> {
    let moderation = given(fields.object("message_moderation"));
    let of = |name| moderation.as_ref().and_then(|moderation| given(moderation.line(name)));
    let states = [given(fields.line("status")), of("status")];
    let is_rejected = states.iter().flatten().any(|state| REJECTED.contains(&state.as_str()));
    let reason = || of("reason").map(|reason| format!(": {reason}")).unwrap_or_default();
    is_rejected.then(|| text::line(&format!("Mercado Libre's moderation rejected it{}", reason())))
}
