//! What a message says: `content` is JSON in a text, of a form that depends on the message's type.

use crate::notification::{given, own_id};
use crate::order::spaced;
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::text::{self, Cut};
use sellerdesk_canonical::Attachment;
use sellerdesk_canonical::limits::{LINE_BYTES_MAX, LINK_BYTES_MAX};

/// Longest content that is parsed, in bytes.
const CONTENT_BYTES_MAX: usize = 512 * 1024;

/// A message's content.
#[derive(Clone, Debug)]
pub struct Content {
    /// What was written, or a word for what was sent instead.
    pub text: Cut,
    /// A picture or film.
    pub attachment: Option<Attachment>,
    /// The order that a card shows.
    pub order_id: Option<String>,
    /// The product that a card shows.
    pub product_id: Option<String>,
}

/// Reads a message's content. Nothing in it has to be readable: the words as they stand are better than none.
pub fn read(kind: &str, content: &str) -> Content {
    let value = json::parse(content.as_bytes(), CONTENT_BYTES_MAX).unwrap_or_default();
    let Ok(fields) = Fields::root(&value) else {
        let words = if content.is_empty() { format!("[{}]", spaced(kind)) } else { content.to_owned() };
        return Content { text: text::body(&words), attachment: None, order_id: None, product_id: None };
    };
    let order_id = given(own_id(&fields, "order_id"));
    let product_id = given(own_id(&fields, "product_id"));
    let written = given(fields.text("content")).or_else(|| given(fields.text("text")));
    let words = match (written, kind) {
        (Some(written), _) => written.to_owned(),
        (None, "IMAGE" | "VIDEO") => String::new(),
        (None, _) => describe(kind, order_id.as_deref(), product_id.as_deref()),
    };
    Content { text: text::body(&words), attachment: read_attachment(kind, &fields), order_id, product_id }
}

/// A word for a card or a notice, in brackets because nobody wrote it.
fn describe(kind: &str, order: Option<&str>, product: Option<&str>) -> String {
    let entered = kind.strip_prefix("BUYER_ENTER_FROM_").map(|from| format!("the buyer came from {}", spaced(from)));
    let words = entered.unwrap_or_else(|| spaced(text::cut(kind, LINE_BYTES_MAX / 2)));
    match order.or(product) {
        Some(id) => format!("[{words} {id}]"),
        None => format!("[{words}]"),
    }
}

/// The picture or film, as a link: TikTok names neither file nor media type.
fn read_attachment(kind: &str, fields: &Fields<'_>) -> Option<Attachment> {
    let media_type = match kind {
        "IMAGE" | "EMOTICONS" => "image/*",
        "VIDEO" => "video/*",
        _ => return None,
    };
    let link = given(fields.text("url"))?;
    let is_link = link.starts_with("https://") && link.len() <= LINK_BYTES_MAX && !link.contains(char::is_control);
    Some(Attachment {
        name: spaced(kind),
        media_type: media_type.to_owned(),
        size_bytes: None,
        link: is_link.then(|| link.to_owned()),
    })
}
