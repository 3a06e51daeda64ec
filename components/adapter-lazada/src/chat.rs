//! Type 2: a message in an IM session.

use crate::content::Content;
use crate::push::{Push, given, own_id};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::{Author, Buyer, Event, Failure, Happening, Message};

/// `from_account_type` and `to_account_type` of a buyer.
const BUYER: &str = "1";
/// The same of a seller.
const SELLER: &str = "2";
/// `type` of what the platform says.
const BY_SYSTEM: &str = "2";
/// `status` of a message that its sender took back.
const RECALLED: &str = "1";

/// Reads a message.
pub fn read(push: &Push<'_>) -> Result<Vec<Event>, Error> {
    let data = &push.data;
    let message_id = data.required("message_id", own_id)?;
    let session_id = data.required("session_id", own_id)?;
    let author = read_author(data)?;
    let content = Content::read(data);
    let blocked = given(data.line("process_msg")).filter(|_| author != Author::Buyer);
    let (id, happening) = if given(data.id("status")).as_deref() == Some(RECALLED) {
        (format!("recalled:{message_id}"), Happening::Message(recalled(author)))
    } else if let Some(reason) = blocked {
        let failure = Failure { message_id: Some(message_id.clone()), reason };
        (format!("blocked:{message_id}"), Happening::Failed(failure))
    } else {
        (message_id, Happening::Message(content.message(author)))
    };
    let event = push.event(id, session_id, push.at("send_time"), happening);
    Ok(vec![Event { buyer: read_buyer(data), order_id: content.order_id, product_id: content.product_id, ..event }])
}

/// A message whose sender nobody names may be a buyer's: people should look at it.
fn read_author(data: &Fields<'_>) -> Result<Author, Error> {
    let from = data.required("from_account_type", Fields::id)?;
    let is_system = given(data.id("type")).as_deref() == Some(BY_SYSTEM);
    let by_machine = given(data.flag("auto_reply")) == Some(true);
    Ok(match from.as_str() {
        _ if is_system => Author::Platform,
        BUYER => Author::Buyer,
        SELLER if by_machine => Author::Automatic,
        SELLER => Author::Seller,
        _ => Author::Platform,
    })
}

/// Whichever side is the buyer.
fn read_buyer(data: &Fields<'_>) -> Option<Buyer> {
    let sides = [("from_account_type", "from_account_id"), ("to_account_type", "to_account_id")];
    let side = sides.into_iter().find(|(kind, _)| given(data.id(kind)).as_deref() == Some(BUYER));
    side.and_then(|(_, id)| given(own_id(data, id))).map(|id| Buyer { id, name: None })
}

fn recalled(author: Author) -> Message {
    let who = if author == Author::Buyer { "The buyer" } else { "The shop" };
    Message {
        author: Author::Platform,
        text: text::body(&format!("{who} took a message back.")).text,
        subject: None,
        attachments: Vec::new(),
        language: Some("en".to_owned()),
        machine: Some("lazada".to_owned()),
        truncated: false,
    }
}
