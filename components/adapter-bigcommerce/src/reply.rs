//! Outgoing: a message on the order, and the list of an order's messages.

use crate::context::{OWN_BASE, given, is_number, is_store, number, store_base, store_wrong};
use crate::message::LIST;
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{
    ApiAccount, Error, HttpRequest, HttpResponse, Outcome, REASON_BYTES_MAX, Refusal, Reply, text,
};
use serde_json::{Value, json};

/// Longest text, in Unicode scalar values. BigCommerce names no limit; this is SellerDesk's own.
pub const TEXT_CHARS_MAX: usize = 10_000;
/// Longest path from the settings, in bytes.
const PATH_BYTES_MAX: usize = 200;
/// Where a message would be made; unverified.
const REPLY_PATH: &str = "/v2/orders/{order}/messages";
/// What the order's number is put for.
const ORDER: &str = "{order}";
/// What a store answers that lists messages only.
const NO_SUCH_CALL: [u16; 2] = [404, 405];
/// Milliseconds until the quota is filled again.
const QUOTA_RESET_MS: &str = "x-rate-limit-time-reset-ms";

/// The request that puts a message on the order.
///
/// # Errors
/// The text is empty or too long, there is no order, or a setting is missing or wrong.
pub fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
    let chars = reply.text.chars().count();
    if chars > TEXT_CHARS_MAX {
        return Err(Refusal::new(format!("the text has {chars} characters; this channel takes {TEXT_CHARS_MAX}")));
    }
    if reply.text.trim().is_empty() {
        return Err(Refusal::new("the text is empty"));
    }
    let order = reply.order_id.as_deref().filter(|order| is_number(order));
    let order =
        order.ok_or_else(|| Refusal::new("the conversation has no order: BigCommerce has messages on orders only"))?;
    let settings = account.settings()?;
    let url = format!("{}{}", base(account, &settings)?, path(&settings)?.replace(ORDER, order));
    let subject = reply.subject.as_deref().map_or_else(|| format!("Order #{order}"), text::line);
    let request = HttpRequest::post_json(url, &json!({"subject": subject, "message": reply.text}));
    Ok(authorized(request, &settings)?)
}

/// What the answer means.
pub fn interpret(response: &HttpResponse) -> Outcome {
    let answer = response.json();
    match Outcome::of_status(response, reason(&answer)) {
        Outcome::Delivered { .. } => {
            let id = Fields::root(&answer).and_then(|answer| number(&answer, "id"));
            Outcome::Delivered { message_id: given(id).map(|id| format!("message:{id}")) }
        }
        Outcome::Permanent { reason } if NO_SUCH_CALL.contains(&response.status) => Outcome::Permanent {
            reason: format!("{reason}; the order is not there, or this store takes no messages through its API"),
        },
        Outcome::Temporary { reason, retry_after_s } => {
            Outcome::Temporary { reason, retry_after_s: retry_after_s.or_else(|| quota_reset_s(response)) }
        }
        outcome => outcome,
    }
}

/// The request for a list of messages: of the account's own store, and nothing else.
///
/// # Errors
/// The URL is another, or a setting is missing or wrong.
pub fn fetch(account: &ApiAccount, url: &str) -> Result<HttpRequest, Refusal> {
    let settings = account.settings()?;
    let orders = format!("{}/v2/orders/", base(account, &settings)?);
    let order = url.strip_prefix(&orders).and_then(|rest| rest.strip_suffix(LIST));
    if !order.is_some_and(is_number) {
        return Err(Refusal::new("this is not a list of messages of the account's store (setting store_hash)"));
    }
    Ok(authorized(HttpRequest::get(url), &settings)?)
}

fn authorized(request: HttpRequest, settings: &Settings) -> Result<HttpRequest, Error> {
    let missing = || Error::Settings { key: "access_token".to_owned(), problem: "is missing" };
    let token = settings.text("access_token")?.ok_or_else(missing)?;
    Ok(request.with("accept", "application/json").with("x-auth-token", token))
}

fn base(account: &ApiAccount, settings: &Settings) -> Result<String, Error> {
    let store = settings.text("store_hash")?.filter(|store| is_store(store)).ok_or_else(store_wrong)?;
    Ok(store_base(account.base(OWN_BASE), store))
}

fn path(settings: &Settings) -> Result<&str, Error> {
    let path = settings.text("reply_path")?.unwrap_or(REPLY_PATH);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_{}".contains(&byte);
    if !path.starts_with('/') || path.len() > PATH_BYTES_MAX || !path.bytes().all(plain) || !path.contains(ORDER) {
        return Err(Error::Settings { key: "reply_path".to_owned(), problem: "must be a path with {order} in it" });
    }
    Ok(path)
}

fn quota_reset_s(response: &HttpResponse) -> Option<u32> {
    let ms: u32 = response.header(QUOTA_RESET_MS)?.trim().parse().ok()?;
    Some(ms.div_ceil(1_000))
}

/// Why: `[{"status", "message"}]` of the v2 API, or `{"title"}` of v3.
fn reason(answer: &Value) -> String {
    let named = ["/0/message", "/title", "/message"].iter().find_map(|name| answer.pointer(name)?.as_str());
    let line = text::line(named.unwrap_or_default());
    let line = text::cut(&line, REASON_BYTES_MAX);
    if line.is_empty() { "BigCommerce gave no reason".to_owned() } else { line.to_owned() }
}
