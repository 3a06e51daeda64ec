//! Code 10, `webchat_push`: messages between the shop and its buyers.

use crate::content;
use crate::push::{Context, data, given, instant, plain_id};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Author, Buyer, Event, Failure, Happening, Message};

/// Reads a push of the chat. `notification` (read, marked as replied, ...) asks for nothing.
pub fn read(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let data = data(payload)?;
    if given(data.text("type")).is_some_and(|kind| kind != "message") {
        return Ok(Vec::new());
    }
    let content = data.required("content", Fields::object)?;
    let id = content.required("message_id", plain_id)?;
    let thread = content.required("conversation_id", plain_id)?;
    let is_echo = is_of_shop(context, &content);
    let happening = read_happening(&content, &id, is_echo);
    let id = if matches!(happening, Happening::Failed(_)) { format!("failed:{id}") } else { id };
    let (buyer_id, buyer_name) = if is_echo { ("to_id", "to_user_name") } else { ("from_id", "from_user_name") };
    let event = context.event(id, thread, instant(&content, "created_timestamp"), happening);
    Ok(vec![Event {
        buyer: Some(Buyer { id: content.required(buyer_id, plain_id)?, name: given(content.line(buyer_name)) }),
        order_id: content::order_id(&content),
        product_id: content::product_id(&content),
        site: given(content.line("region")).or_else(|| given(data.line("region"))),
        ..event
    }])
}

/// Whether the shop wrote it, by what tells it best; without any of it the buyer did.
fn is_of_shop(context: &Context<'_>, content: &Fields<'_>) -> bool {
    let is_shop = |name| given(content.id(name)).map(|id| id == context.shop.id);
    if is_shop("from_shop_id") == Some(true) {
        return true;
    }
    if is_shop("to_shop_id") == Some(true) {
        return false;
    }
    match (&context.shop.user_id, given(content.id("from_id"))) {
        (Some(shop_user), Some(from)) => from == *shop_user,
        _ => has_sub_account(content),
    }
}

fn has_sub_account(content: &Fields<'_>) -> bool {
    given(content.id("sub_account_id")).is_some_and(|id| id != "0")
}

fn read_happening(content: &Fields<'_>, id: &str, is_echo: bool) -> Happening {
    let status = given(content.text("status")).unwrap_or_default();
    if is_echo && matches!(status, "blocked" | "censored_blacklist") {
        let reason = format!("Shopee held the message back ({status})");
        return Happening::Failed(Failure { message_id: Some(id.to_owned()), reason });
    }
    let with_others = given(content.id("business_type")).is_some_and(|kind| kind != "0");
    let machine = machine(content, status).filter(|_| is_echo);
    let author = match (is_echo, &machine) {
        (true, Some(_)) => Author::Automatic,
        (true, None) => Author::Seller,
        (false, _) if with_others => Author::Platform,
        (false, _) => Author::Buyer,
    };
    let read = content::read(content);
    Happening::Message(Message {
        author,
        text: read.text.text,
        subject: None,
        attachments: read.attachments,
        language: None,
        machine: machine.map(str::to_owned),
        truncated: read.text.truncated,
    })
}

/// Why a message of the shop is a machine's.
fn machine(content: &Fields<'_>, status: &str) -> Option<&'static str> {
    let kind = given(content.text("message_type")).unwrap_or_default();
    match (status, kind) {
        ("auto_reply", _) => Some("auto_reply"),
        ("offwork_autoreply", _) => Some("offwork_autoreply"),
        (_, "bundle_message") => Some("bundle_message"),
        (_, kind) if kind.starts_with("faq") => Some("faq"),
        _ => {
            let in_session = given(content.flag("is_in_chatbot_session")) == Some(true);
            (in_session && !has_sub_account(content)).then_some("chatbot")
        }
    }
}
