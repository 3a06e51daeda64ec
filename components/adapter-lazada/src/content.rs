//! What a message says: `content` is JSON within JSON, of a form for each template.

use crate::push::{given, own_id};
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::text;
use sellerdesk_canonical::limits::LINK_BYTES_MAX;
use sellerdesk_canonical::{Attachment, Author, Message};
use serde_json::Value;

/// Largest content that is parsed, in bytes: all that a push may have.
const CONTENT_BYTES_MAX: usize = crate::BODY_BYTES_MAX as usize;

/// A message's content.
#[derive(Clone, Debug)]
pub struct Content {
    /// The order of a card with one.
    pub order_id: Option<String>,
    /// The product of a card with one.
    pub product_id: Option<String>,
    text: text::Cut,
    attachments: Vec<Attachment>,
}

impl Content {
    /// Reads it. What is not JSON is taken as the text itself: a buyer's words must not wait for their wrapping.
    pub fn read(data: &Fields<'_>) -> Self {
        let raw = given(data.text("content")).unwrap_or_default();
        let template = given(data.id("template_id")).unwrap_or_default();
        let parsed = json::parse(raw.as_bytes(), CONTENT_BYTES_MAX).unwrap_or(Value::Null);
        let Ok(fields) = Fields::root(&parsed) else {
            return Self { order_id: None, product_id: None, text: text::body(raw), attachments: Vec::new() };
        };
        let either = |names: [&'static str; 2]| names.into_iter().find_map(|name| given(own_id(&fields, name)));
        let (order_id, product_id) = (either(["orderId", "order_id"]), either(["itemId", "item_id"]));
        let link = ["imgUrl", "img_url", "videoUrl"].into_iter().find_map(|name| given(fields.text(name)));
        let link = link.filter(|link| is_link(link)).map(str::to_owned);
        let words = given(fields.text("txt")).filter(|words| !words.trim().is_empty());
        let card = || describe(&template, &fields, order_id.as_deref().or(product_id.as_deref()));
        Self {
            text: words.map_or_else(|| text::body(&card()), text::body),
            attachments: read_attachment(&template, link).into_iter().collect(),
            order_id,
            product_id,
        }
    }

    /// The message.
    pub fn message(&self, author: Author) -> Message {
        Message {
            author,
            text: self.text.text.clone(),
            subject: None,
            attachments: self.attachments.clone(),
            language: None,
            machine: (author == Author::Automatic).then(|| "automatic reply".to_owned()),
            truncated: self.text.truncated,
        }
    }
}

/// A card in words.
fn describe(template: &str, fields: &Fields<'_>, id: Option<&str>) -> String {
    let kind = match template {
        "3" => "picture",
        "4" => "emoji",
        "6" => "video",
        "10006" => "product",
        "10007" => "order",
        "10008" => "voucher",
        "10010" => "invitation to follow the shop",
        _ => "card",
    };
    let title = given(fields.line("title")).unwrap_or_default();
    let parts = [kind, id.unwrap_or_default(), &title];
    format!("[{}]", parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

fn read_attachment(template: &str, link: Option<String>) -> Option<Attachment> {
    let (name, media_type) = match template {
        "3" => ("picture", "image/*"),
        "6" => ("video", "video/*"),
        _ => return None,
    };
    Some(Attachment { name: name.to_owned(), media_type: media_type.to_owned(), size_bytes: None, link })
}

fn is_link(link: &str) -> bool {
    link.starts_with("https://") && link.len() <= LINK_BYTES_MAX && link.bytes().all(|byte| byte.is_ascii_graphic())
}
