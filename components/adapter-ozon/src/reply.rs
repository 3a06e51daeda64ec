//! Replies: text messages in a chat.

use crate::Ozon;
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{
    ApiAccount, Error, HttpRequest, HttpResponse, Outcome, REASON_BYTES_MAX, Refusal, Reply, ReplyApi, ReplyLimits,
    text,
};
use serde_json::json;

/// The API's base.
const OWN_BASE: &str = "https://api-seller.ozon.ru";
const PATH: &str = "/v1/chat/send/message";
/// Longest text, in Unicode scalar values.
const TEXT_CHARS_MAX: u32 = 1_000;
/// Replies in a minute; OZON names no limit for chats.
const PER_MINUTE_MAX: u32 = 60;
/// How long a chat takes replies after the buyer wrote, in hours, unless the settings say otherwise.
const WINDOW_H: i64 = 48;
/// The longest window that can be set, in hours: 30 days.
const WINDOW_H_MAX: i64 = 30 * 24;
const MS_PER_H: i64 = 60 * 60 * 1_000;
/// Longest chat id that is answered, in bytes.
const CHAT_BYTES_MAX: usize = 100;

impl ReplyApi for Ozon {
    const LIMITS: ReplyLimits =
        ReplyLimits { text_chars_max: TEXT_CHARS_MAX, per_minute_max: PER_MINUTE_MAX, is_idempotent: false };

    fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
        let settings = account.settings()?;
        check_text(&reply.text)?;
        check_chat(&reply.thread)?;
        check_window(account, &settings, reply)?;
        let body = json!({"chat_id": reply.thread, "text": reply.text});
        Ok(HttpRequest::post_json(format!("{}{PATH}", account.base(OWN_BASE)), &body)
            .with("client-id", needed(&settings, "client_id")?)
            .with("api-key", needed(&settings, "api_key")?))
    }

    /// OZON answers `{"result":"success"}`, without the message's id.
    fn interpret(_account: &ApiAccount, _reply: &Reply, response: &HttpResponse) -> Outcome {
        let body = response.json();
        let root = Fields::root(&body).ok();
        let field = |name| root.as_ref().and_then(|root| root.id(name).ok().flatten());
        let reason = field("message").map(|message| text::line(&message));
        let reason = reason.filter(|reason| !reason.is_empty()).unwrap_or_else(|| "no reason given".to_owned());
        let reason = text::cut(&reason, REASON_BYTES_MAX);
        match Outcome::of_status(response, reason) {
            // There is no token that could be renewed: the key itself is refused.
            Outcome::Unauthorized { reason } => Outcome::Permanent { reason },
            Outcome::Delivered { .. } if field("result").as_deref() != Some("success") => {
                Outcome::permanent(format!("OZON did not say that the message is sent: {reason}"))
            }
            outcome => outcome,
        }
    }
}

fn needed<'a>(settings: &'a Settings, key: &'static str) -> Result<&'a str, Refusal> {
    let missing = || Error::Settings { key: key.to_owned(), problem: "is missing" };
    Ok(settings.text(key)?.ok_or_else(missing)?)
}

fn check_text(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::new("the text is empty"));
    }
    let length = text.chars().count();
    if length > TEXT_CHARS_MAX as usize {
        return Err(Refusal::new(format!("the text has {length} characters; OZON takes {TEXT_CHARS_MAX} at most")));
    }
    Ok(())
}

/// What is about a posting only has no chat that could be answered.
fn check_chat(thread: &str) -> Result<(), Refusal> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    if (1..=CHAT_BYTES_MAX).contains(&thread.len()) && thread.bytes().all(is_plain) {
        return Ok(());
    }
    Err(Refusal::new("OZON takes replies in a chat only: begin one with the buyer in the seller's cabinet"))
}

/// Where nobody knows when the buyer wrote, OZON has to say it.
fn check_window(account: &ApiAccount, settings: &Settings, reply: &Reply) -> Result<(), Refusal> {
    let window_h = settings.whole("reply_window_h", 1, WINDOW_H_MAX)?.unwrap_or(WINDOW_H);
    let Some(wrote_at) = reply.buyer_wrote_at else { return Ok(()) };
    if account.now.saturating_sub(wrote_at) > window_h * MS_PER_H {
        return Err(Refusal::new(format!("the buyer wrote more than {window_h} h ago: OZON takes no reply any more")));
    }
    Ok(())
}
