//! Type 14: somebody wrote in a conversation.

use crate::content::{self, Content};
use crate::notification::{Notification, given, instant, own_id};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Author, Buyer, Event, Happening, Message};

/// Reads type 14. Only the two ids must be readable.
pub fn read(notification: &Notification, data: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let id = data.required("message_id", own_id)?;
    let thread = data.required("conversation_id", own_id)?;
    let sender = given(data.object("sender"));
    let role = sender.as_ref().and_then(|sender| given(sender.text("role")));
    let kind = given(data.text("type")).unwrap_or("OTHER");
    let author = read_author(role, kind);
    if given(data.flag("is_visible")) == Some(false) && author != Author::Buyer {
        return Ok(Vec::new());
    }
    let content = content::read(kind, given(data.text("content")).unwrap_or_default());
    let buyer = sender.filter(|_| role == Some("BUYER")).and_then(|sender| given(own_id(&sender, "im_user_id")));
    let Content { text, attachment, order_id, product_id } = content;
    let message = Message {
        author,
        text: text.text,
        subject: None,
        attachments: attachment.into_iter().collect(),
        language: None,
        machine: read_machine(author, role),
        truncated: text.truncated,
    };
    let at = instant(data, "create_time").unwrap_or_else(|| notification.at(data, &[]));
    Ok(vec![Event {
        id,
        thread,
        at,
        buyer: buyer.map(|id| Buyer { id, name: None }),
        order_id,
        product_id,
        site: None,
        happening: Happening::Message(message),
    }])
}

/// Who wrote it. What TikTok writes by itself is the platform's, in whose name ever; so is every role unknown here.
fn read_author(role: Option<&str>, kind: &str) -> Author {
    let is_notice = kind.starts_with("BUYER_ENTER_FROM_") || kind == "ALLOCATED_SERVICE" || kind == "NOTIFICATION";
    match role {
        _ if is_notice => Author::Platform,
        Some("BUYER") => Author::Buyer,
        Some("SHOP" | "CUSTOMER_SERVICE") => Author::Seller,
        Some("ROBOT") => Author::Automatic,
        _ => Author::Platform,
    }
}

fn read_machine(author: Author, role: Option<&str>) -> Option<String> {
    match author {
        Author::Automatic => Some("TikTok Shop chatbot".to_owned()),
        Author::Platform => {
            Some(format!("TikTok Shop, as {}", sellerdesk_adapter::text::line(role.unwrap_or("nobody"))))
        }
        Author::Buyer | Author::Seller => None,
    }
    .map(|machine| sellerdesk_adapter::text::line(&machine))
}
