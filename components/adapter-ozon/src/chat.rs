//! Messages in chats.

use crate::push::{Push, given, own_id};
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::limits::{ATTACHMENTS_MAX, LINK_BYTES_MAX};
use sellerdesk_canonical::{Attachment, Author, Buyer, Event, Happening, Message, OrderChange};

/// Parts of a message that are read.
const PARTS_MAX: usize = 100;
/// A chat with a buyer; the others are with OZON.
const CHAT_WITH_BUYER: &str = "Buyer_Seller";

/// Reads a new message.
pub fn read_message(push: &Push<'_>) -> Result<Vec<Event>, Error> {
    let id = push.root.required("message_id", own_id)?;
    read(push, id, push.at(&["created_at"]), None)
}

/// Reads a changed message: said anew, with what it says now.
pub fn read_update(push: &Push<'_>) -> Result<Vec<Event>, Error> {
    let id = push.root.required("message_id", own_id)?;
    let when = given(push.root.instant("updated_at")).map(|at| format!(":{at}")).unwrap_or_default();
    read(push, format!("updated:{id}{when}"), push.at(&["updated_at", "created_at"]), Some("Changed message"))
}

/// Reads the end of a chat: nobody can write in it any more.
pub fn read_closed(push: &Push<'_>) -> Result<Vec<Event>, Error> {
    let chat = push.root.required("chat_id", own_id)?;
    let change = OrderChange { status: "chat closed".to_owned(), detail: None, total: None };
    let event = push.event(format!("closed:{chat}"), chat, push.at(&[]), Happening::Order(change));
    Ok(vec![Event { buyer: read_buyer(push), ..event }])
}

fn read(push: &Push<'_>, id: String, at: i64, subject: Option<&str>) -> Result<Vec<Event>, Error> {
    let chat = push.root.required("chat_id", own_id)?;
    let (words, attachments) = read_parts(push);
    let body = text::body(&words);
    let message = Message {
        author: read_author(push)?,
        text: body.text,
        subject: subject.map(str::to_owned),
        attachments,
        language: None,
        machine: None,
        truncated: body.truncated,
    };
    let event = push.event(id, chat, at, Happening::Message(message));
    Ok(vec![Event { buyer: read_buyer(push), ..event }])
}

/// A message whose sender nobody names may be a buyer's: people should look at it.
fn read_author(push: &Push<'_>) -> Result<Author, Error> {
    let user = push.root.required("user", sellerdesk_adapter::json::Fields::object)?;
    let kind = user.required("type", own_id)?;
    let is_with_ozon = given(push.root.text("chat_type")).is_some_and(|chat| chat != CHAT_WITH_BUYER);
    Ok(match normalized(&kind).as_str() {
        "customer" if !is_with_ozon => Author::Buyer,
        "seller" => Author::Seller,
        _ => Author::Platform,
    })
}

fn read_buyer(push: &Push<'_>) -> Option<Buyer> {
    let user = given(push.root.object("user"))?;
    let is_buyer = given(own_id(&user, "type")).is_some_and(|kind| normalized(&kind) == "customer");
    is_buyer.then(|| given(own_id(&user, "id"))).flatten().map(|id| Buyer { id, name: None })
}

/// In lower case; the Cyrillic С (U+0421) that OZON's examples begin `Customer` with becomes a C.
fn normalized(kind: &str) -> String {
    kind.chars().map(|letter| if matches!(letter, 'С' | 'с') { 'c' } else { letter.to_ascii_lowercase() }).collect()
}

/// The words, and the pictures among the parts: `![](https://...)`.
fn read_parts(push: &Push<'_>) -> (String, Vec<Attachment>) {
    let parts = push.root.texts("data", PARTS_MAX);
    let (pictures, words): (Vec<&str>, Vec<&str>) = parts.into_iter().partition(|part| link_of(part).is_some());
    let attachments: Vec<Attachment> =
        pictures.iter().filter_map(|part| link_of(part)).take(ATTACHMENTS_MAX).map(attachment).collect();
    let words = words.join("\n");
    let words = if words.trim().is_empty() && !attachments.is_empty() { "[picture]".to_owned() } else { words };
    (words, attachments)
}

/// The address of a part that is a Markdown picture and nothing else.
fn link_of(part: &str) -> Option<&str> {
    let (_, link) = part.trim().strip_prefix("![")?.strip_suffix(')')?.split_once("](")?;
    let is_link = link.starts_with("https://") && link.len() <= LINK_BYTES_MAX;
    (is_link && link.bytes().all(|byte| byte.is_ascii_graphic())).then_some(link)
}

fn attachment(link: &str) -> Attachment {
    let file = link.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let name = if file.is_empty() { "picture".to_owned() } else { text::line(file) };
    Attachment { name, media_type: "image/*".to_owned(), size_bytes: None, link: Some(link.to_owned()) }
}
