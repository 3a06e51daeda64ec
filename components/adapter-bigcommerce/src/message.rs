//! `store/order/message/created`: the delivery says a number, the list of the order's messages has the words.

use crate::context::{Context, OWN_BASE, given, number, store_base};
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::{Answer, Error, Evidence, Need, Reason, Received, mail, text};
use sellerdesk_canonical::{Author, Buyer, Event, Happening, Message};

/// What comes after an order's number in the URL of its messages: the most that one page holds.
pub const LIST: &str = "/messages?limit=250";
/// Messages of one order that are looked through.
const MESSAGES_MAX: usize = 250;
/// Longest list that is read, in bytes.
const LIST_BYTES_MAX: usize = 4 * 1024 * 1024;
/// `type` of what staff write.
const BY_STAFF: &str = "admin";

/// Asks for the order's messages, or reads the announced one of them.
///
/// A list that is not there (the order was deleted) asks for nothing. Anything but that and 200 has BigCommerce send
/// the delivery again.
pub fn judge(context: &Context<'_>, evidence: &[Evidence], answer: &Answer) -> Result<Received, Error> {
    let order = context.data.required("id", number)?;
    let announced = context.data.required("message", Fields::object)?.required("order_message_id", number)?;
    let base = store_base(context.request.base(OWN_BASE), &context.store);
    let url = format!("{base}/v2/orders/{order}{LIST}");
    let Some(list) = evidence.iter().rev().find(|document| document.url == url) else {
        return Ok(Received::Needs(vec![Need::of_account(url)]));
    };
    match list.status {
        200 => {
            let event = read(context, &order, &announced, &list.body)?;
            Ok(Received::accepted(vec![event], answer.clone()))
        }
        204 | 404 | 410 => Ok(Received::accepted(Vec::new(), answer.clone())),
        status => {
            Ok(Received::rejected(Reason::Misconfigured, format!("the order's messages can't be fetched ({status})")))
        }
    }
}

fn read(context: &Context<'_>, order: &str, announced: &str, list: &[u8]) -> Result<Event, Error> {
    let wrong = |problem| Error::Field { path: "the order's messages".to_owned(), problem };
    let list = json::parse(list, LIST_BYTES_MAX).map_err(|_| wrong("are not JSON"))?;
    // A list has no fields to read by: it is put where one would be.
    let list = serde_json::Value::Object([("messages".to_owned(), list)].into_iter().collect());
    let messages = Fields::root(&list)?.objects("messages", MESSAGES_MAX).map_err(|_| wrong("are not a list"))?;
    let found = messages.iter().find(|message| given(number(message, "id")).as_deref() == Some(announced));
    let message = found.ok_or_else(|| wrong("don't have the one that was announced"))?;
    let body = text::body(given(message.text("message")).unwrap_or_default());
    let author = author(message);
    let happening = Happening::Message(Message {
        author,
        text: body.text,
        subject: given(message.line("subject")),
        attachments: Vec::new(),
        language: None,
        machine: None,
        truncated: body.truncated,
    });
    let event = context.event(format!("message:{announced}"), Some(order), happening);
    let written_at = given(message.text("date_created")).and_then(mail::parse_date);
    Ok(Event { at: written_at.unwrap_or(context.at), buyer: buyer(message), ..event })
}

/// Staff have a number; a message of type `admin` is theirs even without one.
fn author(message: &Fields<'_>) -> Author {
    let by_staff = given(number(message, "staff_id")).is_some_and(|id| id != "0");
    let kind = given(message.text("type")).unwrap_or_default();
    if by_staff || kind.eq_ignore_ascii_case(BY_STAFF) { Author::Seller } else { Author::Buyer }
}

/// The customer; guests have the number 0.
fn buyer(message: &Fields<'_>) -> Option<Buyer> {
    let id = given(number(message, "customer_id")).filter(|id| id != "0")?;
    Some(Buyer { id, name: None })
}
