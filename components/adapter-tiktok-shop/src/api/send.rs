//! A reply as a request.

use super::TEXT_CHARS_MAX;
use super::account::{api_url, query, required};
use super::{sign, token};
use crate::notification::is_id;
use sellerdesk_adapter::{ApiAccount, HttpRequest, Refusal, Reply};
use serde_json::json;

const ACCESS_TOKEN: &str = "x-tts-access-token";
/// How long after the buyer's last message the seller may answer, in days ("Customer service API overview").
const WINDOW_DAYS: i64 = 7;
/// The same in milliseconds.
const WINDOW_MS: i64 = WINDOW_DAYS * 24 * 60 * 60 * 1_000;

/// The signed request for a reply.
pub fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
    verify(account, reply)?;
    let settings = account.settings()?;
    let secret = required(&settings, "app_secret")?;
    let access = token::access(account).ok_or_else(|| Refusal::new("there is no access token yet"))?;
    let path = format!("/customer_service/202309/conversations/{}/messages", reply.thread);
    let timestamp = (account.now / 1_000).to_string();
    let mut parameters = vec![
        ("app_key", required(&settings, "app_key")?),
        ("shop_cipher", required(&settings, "shop_cipher")?),
        ("timestamp", timestamp.as_str()),
    ];
    let content = json!({"content": reply.text}).to_string();
    let request = HttpRequest::post_json("", &json!({"type": "TEXT", "content": content}));
    let signature = sign::sign(secret, &path, &parameters, &request.body);
    parameters.push(("sign", &signature));
    let url = format!("{}{path}?{}", api_url(account), query(&parameters));
    Ok(HttpRequest { url, ..request }.with(ACCESS_TOKEN, access))
}

fn verify(account: &ApiAccount, reply: &Reply) -> Result<(), Refusal> {
    if !is_id(&reply.thread) {
        return Err(Refusal::new("TikTok Shop takes replies in conversations only: this one is about an order"));
    }
    if reply.text.trim().is_empty() {
        return Err(Refusal::new("the reply has no text"));
    }
    if reply.text.chars().count() > TEXT_CHARS_MAX as usize {
        return Err(Refusal::new(format!("TikTok Shop takes at most {TEXT_CHARS_MAX} characters in a message")));
    }
    let closed = reply.buyer_wrote_at.is_some_and(|at| account.now.saturating_sub(at) > WINDOW_MS);
    if closed {
        return Err(Refusal::new(format!(
            "TikTok Shop takes replies for {WINDOW_DAYS} days after the buyer's last message"
        )));
    }
    Ok(())
}
