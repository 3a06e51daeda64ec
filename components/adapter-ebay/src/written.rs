//! One message, as the notification or its conversation has it.

use crate::message::Place;
use crate::notification::{given, own_id};
use sellerdesk_adapter::html;
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::text::{self, Cut};
use sellerdesk_canonical::limits::{ATTACHMENTS_MAX, LINK_BYTES_MAX, TEXT_BYTES_MAX};
use sellerdesk_canonical::{Attachment, Author, Buyer, Event, Happening, Instant, Message};

/// What a message's parts are called in the notification, the API and the older API.
const IDS: [&str; 2] = ["messageId", "questionId"];
const TEXTS: [&str; 5] = ["messageBody", "messageText", "questionText", "question", "body"];
const SENDERS: [&str; 5] = ["senderUserName", "senderUsername", "senderId", "buyerUserName", "buyerUsername"];
const RECIPIENTS: [&str; 5] =
    ["recipientUserName", "recipientUsername", "recipientId", "sellerUserName", "sellerUsername"];
const TIMES: [&str; 3] = ["createdDate", "creationDate", "messageDate"];

/// A message as a document has it.
pub struct Written {
    /// Its id.
    pub id: Option<String>,
    /// What was written.
    pub text: Option<String>,
    /// Who wrote it, by name or immutable id.
    pub sender: Option<String>,
    /// To whom.
    pub recipient: Option<String>,
    subject: Option<String>,
    at: Option<Instant>,
    attachments: Vec<Attachment>,
}

impl Written {
    /// Reads a message; whatever can't be read is left out.
    pub fn read(fields: &Fields<'_>) -> Self {
        let id = |names: &[&'static str]| names.iter().find_map(|name| given(own_id(fields, name)));
        let attachments = fields.objects("messageMedia", ATTACHMENTS_MAX).unwrap_or_default();
        Self {
            id: id(&IDS),
            text: TEXTS.iter().find_map(|name| given(fields.text(name))).map(str::to_owned),
            sender: id(&SENDERS),
            recipient: id(&RECIPIENTS),
            subject: given(fields.line("subject")),
            at: TIMES.iter().find_map(|name| given(fields.instant(name))),
            attachments: attachments.iter().filter_map(read_attachment).collect(),
        }
    }

    /// The event; `None` for a message between two strangers.
    pub fn event(self, place: &Place, sellers: &[&str]) -> Option<Event> {
        let author = self.author(place, sellers)?;
        let other = match author {
            Author::Buyer => self.sender,
            Author::Seller => self.recipient,
            Author::Automatic | Author::Platform => None,
        };
        let body = read_text(self.text.as_deref().unwrap_or_default(), author);
        Some(Event {
            id: self.id?,
            thread: place.thread.clone(),
            at: self.at.unwrap_or(place.at),
            buyer: other.map(|id| Buyer { id, name: None }),
            order_id: place.order_id.clone(),
            product_id: place.product_id.clone(),
            site: place.site.clone(),
            happening: Happening::Message(Message {
                author,
                text: body.text,
                subject: self.subject,
                attachments: self.attachments,
                language: None,
                machine: (author == Author::Platform).then(|| "eBay".to_owned()),
                truncated: body.truncated,
            }),
        })
    }

    fn author(&self, place: &Place, sellers: &[&str]) -> Option<Author> {
        let is_seller = |name: &str| sellers.iter().any(|seller| seller.eq_ignore_ascii_case(name));
        match (self.sender.as_deref(), self.recipient.as_deref()) {
            _ if place.from_ebay => Some(Author::Platform),
            (Some(sender), _) if is_seller(sender) => Some(Author::Seller),
            (Some(sender), _) if sender.eq_ignore_ascii_case("eBay") => Some(Author::Platform),
            (Some(_), Some(recipient)) if !is_seller(recipient) => None,
            (Some(_), _) => Some(Author::Buyer),
            // Nobody's words are not a buyer's.
            (None, _) => Some(Author::Platform),
        }
    }
}

/// A message's text. eBay's own are HTML; members write plain text.
fn read_text(written: &str, author: Author) -> Cut {
    if author == Author::Platform && written.contains('<') {
        return text::body(&html::html_to_text(written, TEXT_BYTES_MAX));
    }
    text::body(written)
}

/// A file; eBay names kinds of files, not media types.
fn read_attachment(media: &Fields<'_>) -> Option<Attachment> {
    let link = given(media.text("mediaUrl")).filter(|link| {
        link.starts_with("https://") && link.len() <= LINK_BYTES_MAX && !link.contains(char::is_control)
    });
    let name = given(media.line("mediaName"));
    let kind = given(media.line("mediaType")).unwrap_or_default();
    let media_type = match kind.to_ascii_uppercase().as_str() {
        "IMAGE" => "image/*".to_owned(),
        "PDF" => "application/pdf".to_owned(),
        "DOC" => "application/msword".to_owned(),
        "TXT" => "text/plain".to_owned(),
        _ => text::line(&kind.to_ascii_lowercase()),
    };
    (link.is_some() || name.is_some()).then(|| Attachment {
        name: name.unwrap_or_else(|| text::line(&kind.to_ascii_lowercase())),
        media_type,
        size_bytes: None,
        link: link.map(str::to_owned),
    })
}
