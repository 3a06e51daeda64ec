//! The channels `tiktok-shop`, `lazada` and `meta` (WhatsApp): a JSON push for each message, an HMAC over it.

use crate::{Account, Delivery};
use sellerdesk_adapter::signing;
use serde_json::{Value, json};

/// The app that test and demo accounts of TikTok Shop and Lazada are for; it is part of what is signed.
pub const APP_KEY: &str = "68xu9ks5p4i8";
/// Their shop at TikTok.
pub const TIKTOK_SHOP: &str = "7494049642642441621";
/// Their seller at Lazada.
pub const LAZADA_SELLER: &str = "1000042284";
/// Their WhatsApp number's id.
const PHONE_NUMBER_ID: &str = "106540000000001";
/// Their WhatsApp number.
const PHONE_NUMBER: &str = "15550000001";

/// Somebody's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words<'a> {
    /// The message's id.
    pub id: &'a str,
    /// A number of the conversation, unlike any other's.
    pub number: u64,
    /// The buyer's name, where the channel tells it.
    pub buyer: &'a str,
    /// Whether the shop wrote, on the marketplace's own pages.
    pub is_own: bool,
    /// The text.
    pub text: &'a str,
    /// When, in milliseconds since the epoch; TikTok and WhatsApp tell whole seconds.
    pub at: i64,
}

/// A message at TikTok Shop (type 14).
pub fn tiktok(account: &Account, words: Words<'_>) -> Delivery {
    let data = json!({
        "content": json!({"content": words.text}).to_string(),
        "conversation_id": format!("7106886323{}", words.number),
        "create_time": words.at / 1_000,
        "is_visible": true,
        "message_id": words.id,
        "type": "TEXT",
        "sender": {"im_user_id": format!("7078855651{}", words.number),
            "role": if words.is_own { "CUSTOMER_SERVICE" } else { "BUYER" }},
    });
    tiktok_push(account, 14, words.id, words.at, &data)
}

/// Any push of TikTok Shop's.
pub fn tiktok_push(account: &Account, kind: u32, id: &str, at: i64, data: &Value) -> Delivery {
    let body = json!({"type": kind, "tts_notification_id": id, "shop_id": TIKTOK_SHOP, "timestamp": at / 1_000,
        "data": data});
    by_app_key("tiktok-shop", account, &body, at)
}

/// A message at Lazada (type 2).
pub fn lazada(account: &Account, words: Words<'_>) -> Delivery {
    let (buyer, seller) = ((format!("{}", words.number), 1), ("100094063".to_owned(), 2));
    let (from, to) = if words.is_own { (seller, buyer) } else { (buyer, seller) };
    let data = json!({"session_id": format!("100094063_2_{}_1_103", words.number), "message_id": words.id,
        "content": json!({"txt": words.text}).to_string(), "from_account_id": from.0, "from_account_type": from.1,
        "to_account_id": to.0, "to_account_type": to.1, "send_time": words.at, "template_id": 1, "type": 1,
        "site_id": "SG", "process_msg": "", "auto_reply": false, "status": 0});
    lazada_push(account, 2, words.at, &data)
}

/// Any push of Lazada's.
pub fn lazada_push(account: &Account, kind: u32, at: i64, data: &Value) -> Delivery {
    let body = json!({"seller_id": LAZADA_SELLER, "message_type": kind, "data": data, "timestamp": at / 1_000,
        "site": "lazada_sg"});
    by_app_key("lazada", account, &body, at)
}

fn by_app_key(channel: &str, account: &Account, body: &Value, at: i64) -> Delivery {
    let body = body.to_string().into_bytes();
    let signature = signing::app_key_and_body(APP_KEY, &account.secret, &body);
    Delivery::post(channel, &account.name, "application/json", body, at).with_header("authorization", &signature)
}

/// A message on WhatsApp.
pub fn whatsapp(account: &Account, words: Words<'_>) -> Delivery {
    let buyer = format!("1650{}", words.number);
    let mut message = json!({"id": format!("wamid.{}", words.id), "timestamp": (words.at / 1_000).to_string(),
        "type": "text", "text": {"body": words.text}, "from": if words.is_own { PHONE_NUMBER } else { &buyer }});
    if let (true, Some(fields)) = (words.is_own, message.as_object_mut()) {
        fields.insert("to".to_owned(), json!(buyer));
    }
    let (field, list) = if words.is_own { ("smb_message_echoes", "message_echoes") } else { ("messages", "messages") };
    let value = json!({"messaging_product": "whatsapp",
        "metadata": {"display_phone_number": PHONE_NUMBER, "phone_number_id": PHONE_NUMBER_ID},
        "contacts": [{"profile": {"name": words.buyer}, "wa_id": buyer}], list: [message]});
    let entry = json!({"id": "102290000000001", "time": words.at / 1_000,
        "changes": [{"value": value, "field": field}]});
    let body = json!({"object": "whatsapp_business_account", "entry": [entry]}).to_string().into_bytes();
    let signature = signing::meta(&account.secret, &body);
    Delivery::post("meta", &account.name, "application/json", body, words.at)
        .with_header("x-hub-signature-256", &signature)
}
