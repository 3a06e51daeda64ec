//! Replies: on a sale, to a question, or in a claim.

use crate::api::{PATHS, claims};
use crate::claim::ROLES;
use crate::common::is_plain_id;
use crate::token::{self, bearer, needed};
use crate::{Mercadolibre, OWN_BASE};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{
    ApiAccount, HttpRequest, HttpResponse, Outcome, REASON_BYTES_MAX, Refusal, Reply, ReplyApi, ReplyLimits, text,
};
use serde_json::{Value, json};

/// Longest answer to a question, in Unicode scalar values; the longest of all texts.
const ANSWER_CHARS_MAX: usize = 2_000;
/// Longest message on a sale, in Unicode scalar values, unless the settings say otherwise.
const MESSAGE_CHARS_MAX: i64 = 350;
/// Replies in a minute: half of the 500 calls that one application may POST.
const PER_MINUTE_MAX: u32 = 250;

/// Who opened a claim: the buyer, nearly always.
const COMPLAINANT: &str = "complainant";

/// Where a reply goes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target<'reply> {
    Pack(&'reply str),
    Question(&'reply str),
    /// A claim, and the role of who reads it.
    Claim(&'reply str, &'static str),
}

impl ReplyApi for Mercadolibre {
    const LIMITS: ReplyLimits =
        ReplyLimits { text_chars_max: ANSWER_CHARS_MAX as u32, per_minute_max: PER_MINUTE_MAX, is_idempotent: false };

    fn authorize(account: &ApiAccount) -> Result<Option<HttpRequest>, Refusal> {
        token::authorize(account)
    }

    fn token(account: &ApiAccount, response: &HttpResponse) -> Result<String, Outcome> {
        token::read(account, response)
    }

    fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
        let settings = account.settings()?;
        let target = target(reply)?;
        check_text(&settings, &target, reply)?;
        let (path, body) = match target {
            Target::Pack(pack) => to_pack(&settings, pack, reply)?,
            Target::Question(question) => to_question(&settings, question, reply)?,
            Target::Claim(claim, receiver) => (
                format!("{}{claim}/actions/send-message", claims(is_cross_border(&settings)?)),
                json!({"receiver_role": receiver, "message": reply.text, "attachments": []}),
            ),
        };
        let url = format!("{}{path}", account.base(OWN_BASE));
        Ok(HttpRequest::post_json(url, &body).with("authorization", bearer(account)?))
    }

    fn interpret(_account: &ApiAccount, reply: &Reply, response: &HttpResponse) -> Outcome {
        let reason = reason(response);
        let by_status = Outcome::of_status(response, reason.as_str());
        let lower = reason.to_lowercase();
        let names_token =
            ["invalid_token", "invalid access token", "expired_token"].iter().any(|name| lower.contains(name));
        let body = response.json();
        match by_status {
            Outcome::Permanent { reason } if names_token => Outcome::Unauthorized { reason },
            Outcome::Delivered { .. } if body.get("error").is_some_and(|error| error.is_string()) => {
                Outcome::permanent(reason)
            }
            Outcome::Delivered { .. } => Outcome::Delivered { message_id: echo_id(reply, &body) },
            outcome => outcome,
        }
    }

    fn fetch(account: &ApiAccount, url: &str) -> Result<HttpRequest, Refusal> {
        let path = url.strip_prefix(account.base(OWN_BASE)).unwrap_or_default();
        let is_plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_?&=".contains(&byte));
        if !is_plain || !PATHS.iter().any(|start| path.starts_with(start)) {
            return Err(Refusal::new("that is no document of Mercado Libre's API that is fetched"));
        }
        Ok(HttpRequest::get(url).with("accept", "application/json").with("authorization", bearer(account)?))
    }
}

/// The claim where the message that is answered was in one, else what the thread is.
fn target(reply: &Reply) -> Result<Target<'_>, Refusal> {
    let answered = reply.in_reply_to.as_deref().and_then(|id| id.strip_prefix("claim:"));
    let in_claim = answered.and_then(|rest| {
        let (claim, rest) = rest.split_once(':')?;
        let sender = rest.split(':').next();
        let receiver = ROLES.into_iter().find(|role| sender == Some(role));
        Some(Target::Claim(claim, receiver.unwrap_or(COMPLAINANT)))
    });
    let by_thread = || {
        let (kind, id) = reply.thread.split_once(':')?;
        match kind {
            "pack" => Some(Target::Pack(id)),
            "question" => Some(Target::Question(id)),
            "claim" => Some(Target::Claim(id, COMPLAINANT)),
            _ => None,
        }
    };
    let target = in_claim.or_else(by_thread);
    match &target {
        Some(Target::Pack(id) | Target::Question(id) | Target::Claim(id, _)) if is_plain_id(id) => {}
        _ => return Err(Refusal::new("the conversation is none that Mercado Libre takes replies in")),
    }
    target.ok_or_else(|| Refusal::new("the conversation is none that Mercado Libre takes replies in"))
}

fn check_text(settings: &Settings, target: &Target<'_>, reply: &Reply) -> Result<(), Refusal> {
    if reply.text.trim().is_empty() {
        return Err(Refusal::new("the text is empty"));
    }
    let (what, most) = match target {
        Target::Pack(_) => {
            let most = settings.whole("message_chars_max", 1, ANSWER_CHARS_MAX as i64)?.unwrap_or(MESSAGE_CHARS_MAX);
            ("a message", usize::try_from(most).unwrap_or(ANSWER_CHARS_MAX))
        }
        Target::Question(_) => ("an answer", ANSWER_CHARS_MAX),
        Target::Claim(..) => ("a message in a claim", ANSWER_CHARS_MAX),
    };
    let length = reply.text.chars().count();
    if length > most {
        let problem = format!("the text has {length} characters; Mercado Libre takes {most} at most in {what}");
        return Err(Refusal::new(problem));
    }
    Ok(())
}

fn is_cross_border(settings: &Settings) -> Result<bool, Refusal> {
    Ok(settings.flag("cross_border")? == Some(true))
}

fn to_pack(settings: &Settings, pack: &str, reply: &Reply) -> Result<(String, Value), Refusal> {
    if is_cross_border(settings)? {
        return Ok((format!("/marketplace/messages/packs/{pack}"), json!({"text": reply.text})));
    }
    let seller = needed(settings, "user_id")?;
    if !is_plain_id(seller) {
        return Err(Refusal::new("setting user_id must be the seller's number"));
    }
    let buyer = reply.buyer.as_ref().ok_or_else(|| Refusal::new("nobody knows the buyer's user id yet"))?;
    let body = json!({"from": {"user_id": number(seller)}, "to": {"user_id": number(&buyer.id)}, "text": reply.text});
    Ok((format!("/messages/packs/{pack}/sellers/{seller}?tag=post_sale"), body))
}

/// A question takes one answer, which everybody sees and nobody can take back.
fn to_question(settings: &Settings, question: &str, reply: &Reply) -> Result<(String, Value), Refusal> {
    if reply.is_automatic {
        return Err(Refusal::new("a question takes one answer, public and final: a person has to write it"));
    }
    let path = if is_cross_border(settings)? { "/marketplace/answers" } else { "/answers" };
    Ok((path.to_owned(), json!({"question_id": number(question), "text": reply.text})))
}

/// Ids are numbers in what is sent, where they are numbers.
fn number(id: &str) -> Value {
    id.parse::<u64>().map_or_else(|_| id.into(), Value::from)
}

/// The id that the echo will have as an event. A message in a claim has none before it is fetched.
fn echo_id(reply: &Reply, body: &Value) -> Option<String> {
    match target(reply).ok()? {
        Target::Question(question) => Some(format!("answer:{question}")),
        Target::Claim(..) => None,
        Target::Pack(_) => {
            let sent = body.as_array().and_then(|list| list.first()).unwrap_or(body);
            let id = Fields::root(sent).ok().and_then(|sent| sent.id("id").ok().flatten());
            id.filter(|id| is_plain_id(id))
        }
    }
}

/// What the platform says: `message`, and `error` where it says more.
pub fn reason(response: &HttpResponse) -> String {
    let body = response.json();
    let part = |name: &str| body.get(name).and_then(Value::as_str).map(text::line).filter(|part| !part.is_empty());
    let parts: Vec<String> = [part("error"), part("message")].into_iter().flatten().collect();
    let reason = if parts.is_empty() { "no reason given".to_owned() } else { parts.join(": ") };
    text::cut(&reason, REASON_BYTES_MAX).to_owned()
}
