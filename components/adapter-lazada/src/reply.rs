//! Replies: text messages in an IM session.

use crate::Lazada;
use crate::api::{judge, own_base, post};
use crate::review;
use crate::token;
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::kept_token::KeptToken;
use sellerdesk_adapter::{ApiAccount, HttpRequest, HttpResponse, Outcome, Refusal, Reply, ReplyApi, ReplyLimits};

/// Longest text, in Unicode scalar values. Lazada doesn't say: the setting `text_chars_max` lowers it.
const TEXT_CHARS_MAX: u32 = 2_000;
/// Replies in a minute; Lazada gives limits for each app only, and answers beyond them with a ban of a second.
const PER_MINUTE_MAX: u32 = 60;
/// Longest session that is answered, in bytes.
const SESSION_BYTES_MAX: usize = 200;
const PATH: &str = "/im/message/send";
/// Why nobody knows which country's API takes a reply.
const SITE_MISSING: &str = "setting site must be SG, TH, MY, VN, PH or ID where the conversation names no country";
/// A plain text.
const TEMPLATE_TEXT: &str = "1";

impl ReplyApi for Lazada {
    const LIMITS: ReplyLimits =
        ReplyLimits { text_chars_max: TEXT_CHARS_MAX, per_minute_max: PER_MINUTE_MAX, is_idempotent: false };

    fn authorize(account: &ApiAccount) -> Result<Option<HttpRequest>, Refusal> {
        token::authorize(account)
    }

    fn token(account: &ApiAccount, response: &HttpResponse) -> Result<String, Outcome> {
        token::read(account, response)
    }

    fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
        let settings = account.settings()?;
        let most = settings.whole("text_chars_max", 1, i64::from(TEXT_CHARS_MAX))?.unwrap_or(TEXT_CHARS_MAX.into());
        check_text(&reply.text, usize::try_from(most).unwrap_or_default())?;
        check_session(&reply.thread)?;
        let token = KeptToken::of(account);
        if token.access_token.is_empty() {
            return Err(Refusal::new("there is no access token yet"));
        }
        let base = match account.api.as_str() {
            "" => {
                own_base(reply.site.as_deref().or(settings.text("site")?)).ok_or_else(|| Refusal::new(SITE_MISSING))?
            }
            configured => configured.to_owned(),
        };
        let own = vec![("session_id", &*reply.thread), ("template_id", TEMPLATE_TEXT), ("txt", &*reply.text)];
        post(account, &base, PATH, Some(&token.access_token), &own)
    }

    fn interpret(_account: &ApiAccount, _reply: &Reply, response: &HttpResponse) -> Outcome {
        match judge(response) {
            Err(outcome) => outcome,
            Ok(body) => {
                let root = Fields::root(&body).ok();
                let data = root.as_ref().and_then(|root| root.object("data").ok().flatten());
                let read = |fields: &Fields<'_>| fields.id("message_id").ok().flatten();
                let message_id = data.as_ref().and_then(read).or_else(|| root.as_ref().and_then(read));
                Outcome::Delivered { message_id }
            }
        }
    }

    fn fetch(account: &ApiAccount, url: &str) -> Result<HttpRequest, Refusal> {
        review::fetch(account, url, &KeptToken::of(account).access_token)
    }
}

fn check_text(text: &str, chars_max: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::new("the text is empty"));
    }
    let length = text.chars().count();
    if length > chars_max {
        return Err(Refusal::new(format!("the text has {length} characters; on Lazada {chars_max} are the most")));
    }
    Ok(())
}

/// What is about an order only has no session that could be answered.
fn check_session(thread: &str) -> Result<(), Refusal> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    if (1..=SESSION_BYTES_MAX).contains(&thread.len()) && thread.bytes().all(is_plain) {
        return Ok(());
    }
    Err(Refusal::new("Lazada takes replies in a chat only: open one with the buyer in Seller Center"))
}
