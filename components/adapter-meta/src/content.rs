//! What a Messenger or Instagram message says: text, files by their links, and cards.

use crate::batch::given;
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::text;
use sellerdesk_canonical::limits::{ATTACHMENTS_MAX, LINK_BYTES_MAX};
use sellerdesk_canonical::{Attachment, Author, Message};

/// Stands for a message that Meta doesn't pass on.
pub const UNSUPPORTED: &str = "[a message of a kind that is not passed on; see the app]";
/// Stands for a place on a map.
pub const PLACE: &str = "[a place]";
/// Cards of a template whose titles are read.
const CARDS_MAX: usize = 10;

/// Reads `message` and `message_edit`.
pub fn read(message: &Fields<'_>, author: Author) -> Message {
    let parts = message.objects("attachments", ATTACHMENTS_MAX).unwrap_or_default();
    let attachments: Vec<Attachment> = parts.iter().filter_map(read_attachment).collect();
    let words = match given(message.text("text")) {
        Some(words) if !words.trim().is_empty() => words.to_owned(),
        _ => parts.iter().flat_map(words_of_card).collect::<Vec<_>>().join("\n"),
    };
    composed(&words, attachments, author)
}

/// Reads a postback: the button's title.
pub fn of_postback(postback: &Fields<'_>, author: Author) -> Message {
    composed(given(postback.text("title")).unwrap_or_default(), Vec::new(), author)
}

/// A message of words and files; one of neither is of a kind that is not passed on.
pub fn composed(words: &str, attachments: Vec<Attachment>, author: Author) -> Message {
    let mut body = text::body(words);
    if body.text.trim().is_empty() && attachments.is_empty() {
        body = text::body(UNSUPPORTED);
    }
    Message {
        author,
        text: body.text,
        subject: None,
        attachments,
        language: None,
        machine: (author == Author::Automatic).then(|| "bot_app".to_owned()),
        truncated: body.truncated,
    }
}

/// The product that a message is about: of the shop button it came by, or of a product card.
pub fn product_id(message: &Fields<'_>) -> Option<String> {
    let of_referral = || {
        let product = given(given(message.object("referral"))?.object("product"))?;
        given(product.id("id"))
    };
    let of_card = || {
        let cards = message.objects("attachments", ATTACHMENTS_MAX).ok()?;
        let product = |card: &Fields<'_>| {
            let product = given(given(card.object("payload"))?.object("product"))?;
            given(product.objects("elements", 1).ok()?.first()?.id("id"))
        };
        cards.iter().find_map(product)
    };
    of_referral().or_else(of_card)
}

fn read_attachment(part: &Fields<'_>) -> Option<Attachment> {
    let payload = given(part.object("payload"));
    let of_payload = |name| payload.as_ref().and_then(|payload| given(payload.text(name)));
    let link = of_payload("url").or_else(|| given(part.text("url")));
    let kind = given(part.line("type")).unwrap_or_else(|| "file".to_owned());
    if matches!(kind.as_str(), "template" | "location") || (kind == "fallback" && link.is_none()) {
        return None;
    }
    let title = of_payload("title").or_else(|| given(part.text("title"))).map(text::line);
    Some(Attachment {
        media_type: media_type(&kind).to_owned(),
        name: title.filter(|title| !title.is_empty()).unwrap_or(kind),
        size_bytes: None,
        link: link.filter(|link| is_link(link)).map(str::to_owned),
    })
}

/// Meta names kinds, not media types.
fn media_type(kind: &str) -> &'static str {
    match kind {
        "image" | "sticker" => "image/*",
        "video" | "reel" | "ig_reel" => "video/*",
        "audio" => "audio/*",
        "fallback" | "share" | "post" | "ig_post" | "story_mention" => "text/html",
        _ => "application/octet-stream",
    }
}

/// Whether a text may stand as a link.
pub fn is_link(link: &str) -> bool {
    link.starts_with("https://") && link.len() <= LINK_BYTES_MAX && link.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The words of a template; of a place only that it is one.
fn words_of_card(part: &Fields<'_>) -> Vec<String> {
    let Some(payload) = given(part.object("payload")) else {
        return Vec::new();
    };
    if given(payload.object("coordinates")).is_some() {
        return vec![PLACE.to_owned()];
    }
    let of_product = given(payload.object("product"));
    let cards = of_product.as_ref().unwrap_or(&payload).objects("elements", CARDS_MAX).unwrap_or_default();
    let titles = cards.iter().map(|card| given(card.line("title")));
    std::iter::once(given(payload.line("text"))).chain(titles).flatten().collect()
}
