//! What a WhatsApp message says. `type` names the field that holds its content.

use crate::batch::{given, joined};
use crate::content::{PLACE, composed, is_link};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::text;
use sellerdesk_canonical::{Attachment, Author, Message};

/// Kinds of files, as `type` names them.
const FILES: [&str; 5] = ["image", "video", "audio", "document", "sticker"];
/// Contacts or ordered products named in one message.
const LISTED_MAX: usize = 20;

/// Reads a message.
pub fn read(message: &Fields<'_>, author: Author) -> Message {
    // An edit holds the message as it is now.
    if let Some(edited) = given(message.object("edit")).and_then(|edit| given(edit.object("message"))) {
        return composed(&words(&edited), files(&edited), author);
    }
    composed(&words(message), files(message), author)
}

/// The product that a message is about, where the buyer asks from the catalogue.
pub fn product_id(message: &Fields<'_>) -> Option<String> {
    let product = given(given(message.object("context"))?.object("referred_product"))?;
    given(product.id("product_retailer_id"))
}

fn words(message: &Fields<'_>) -> String {
    let of = |field, name| given(message.object(field)).and_then(|fields| given(fields.text(name)));
    let direct = [("text", "body"), ("button", "text"), ("system", "body")];
    if let Some(words) = direct.into_iter().find_map(|(field, name)| of(field, name)) {
        return words.to_owned();
    }
    if let Some(caption) = FILES.into_iter().find_map(|kind| of(kind, "caption")) {
        return caption.to_owned();
    }
    let rarer = [of_interactive(message), of_location(message), of_contacts(message), of_order(message)];
    rarer.into_iter().flatten().next().unwrap_or_default()
}

/// What the buyer chose of buttons, a list or a form.
fn of_interactive(message: &Fields<'_>) -> Option<String> {
    let interactive = given(message.object("interactive"))?;
    let choice = ["button_reply", "list_reply"].into_iter().find_map(|name| given(interactive.object(name)));
    if let Some(choice) = choice {
        return joined([given(choice.line("title")), given(choice.line("description"))]);
    }
    given(given(interactive.object("nfm_reply"))?.line("body"))
}

fn of_location(message: &Fields<'_>) -> Option<String> {
    let location = given(message.object("location"))?;
    joined([Some(PLACE.to_owned()), given(location.line("name")), given(location.line("address"))])
}

fn of_contacts(message: &Fields<'_>) -> Option<String> {
    let contacts = message.objects("contacts", LISTED_MAX).ok()?;
    let name = |contact: &Fields<'_>| given(given(contact.object("name"))?.line("formatted_name"));
    joined(contacts.iter().map(name)).map(|names| format!("[contacts: {names}]"))
}

/// A cart that the buyer sent, with their note.
fn of_order(message: &Fields<'_>) -> Option<String> {
    let order = given(message.object("order"))?;
    let items = order.objects("product_items", LISTED_MAX).unwrap_or_default();
    let item = |item: &Fields<'_>| {
        let product = given(item.line("product_retailer_id"))?;
        Some(format!("{} x {product}", given(item.id("quantity")).unwrap_or_default()))
    };
    let cart = joined(items.iter().map(item)).map(|cart| format!("[cart: {cart}]"));
    joined([given(order.line("text")), cart])
}

fn files(message: &Fields<'_>) -> Vec<Attachment> {
    let file = |kind: &'static str| {
        let file = given(message.object(kind))?;
        Some(Attachment {
            name: given(file.line("filename")).unwrap_or_else(|| kind.to_owned()),
            media_type: given(file.line("mime_type")).unwrap_or_else(|| "application/octet-stream".to_owned()),
            size_bytes: None,
            link: given(file.text("url")).filter(|link| is_link(link)).map(text::line),
        })
    };
    FILES.into_iter().filter_map(file).collect()
}
