//! What a chat message says: `message_type` names the kind, `content` holds it.

use crate::push::{given, plain_id};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::text::{self, Cut};
use sellerdesk_canonical::Attachment;
use sellerdesk_canonical::limits::LINK_BYTES_MAX;

/// Longest kind of message that is named in the text, in bytes.
const KIND_BYTES_MAX: usize = 40;

/// A message's text and files.
#[derive(Clone, Debug)]
pub struct Content {
    /// The words, or what the message is where it has none.
    pub text: Cut,
    /// At most one.
    pub attachments: Vec<Attachment>,
}

/// Reads a message.
pub fn read(message: &Fields<'_>) -> Content {
    let kind = given(message.line("message_type")).unwrap_or_default();
    let content = given(message.object("content"));
    let field = |name| content.as_ref().and_then(|content| given(content.text(name)));
    let attachments: Vec<Attachment> = match kind.as_str() {
        "image" => vec![attachment("image", "image/*", field("url"))],
        "video" => vec![attachment("video", "video/*", field("video_url"))],
        "file" => vec![attachment("file", "application/octet-stream", field("url"))],
        _ => Vec::new(),
    };
    let words = match field("text") {
        Some(words) if !words.trim().is_empty() => words.to_owned(),
        _ if attachments.is_empty() => instead(message, &kind),
        _ => String::new(),
    };
    Content { text: text::body(&words), attachments }
}

/// The order that the message is about: the card that was sent, or where the chat was begun from.
pub fn order_id(message: &Fields<'_>) -> Option<String> {
    of_card(message, "order_sn")
}

/// The listing that the message is about, likewise.
pub fn product_id(message: &Fields<'_>) -> Option<String> {
    of_card(message, "item_id")
}

fn of_card(message: &Fields<'_>, name: &'static str) -> Option<String> {
    let of = |object| given(plain_id(&given(message.object(object))?, name)).filter(|id| id != "0");
    of("content").or_else(|| of("source_content"))
}

/// What stands for a message without words.
fn instead(message: &Fields<'_>, kind: &str) -> String {
    let card = order_id(message).or_else(|| product_id(message)).map(|id| format!(" {id}")).unwrap_or_default();
    match kind {
        "" => "[a message that is not passed on; see the chat]".to_owned(),
        "bundle_message" => "[several messages of the chatbot; see the chat]".to_owned(),
        kind => format!("[{}{card}]", text::cut(kind, KIND_BYTES_MAX)),
    }
}

/// Videos come as keys and not as links: then there is no link.
fn attachment(name: &str, media_type: &str, link: Option<&str>) -> Attachment {
    let is_link = |link: &&str| {
        link.starts_with("https://") && link.len() <= LINK_BYTES_MAX && link.bytes().all(|byte| byte.is_ascii_graphic())
    };
    Attachment {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        size_bytes: None,
        link: link.filter(is_link).map(str::to_owned),
    }
}
