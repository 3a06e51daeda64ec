//! A fake of each target that notifications go to: it checks what it gets by its own code, as the platform documents it.
//!
//! Whom a message would disturb beyond its readers, by a mention of everybody, a fake notes with [`mentioned`].

mod dingtalk;
mod feishu;
mod mail;
mod slack;
mod teams;
mod webhook;
mod wecom;

pub use dingtalk::Dingtalk;
pub use feishu::Feishu;
pub use mail::Mail;
pub use slack::Slack;
pub use teams::Teams;
pub use webhook::Webhook;
pub use wecom::Wecom;

use crate::{Call, Sent, World};
use sellerdesk_adapter::HttpResponse;
use serde_json::Value;

/// Where the world keeps mentions.
const MENTIONS: &str = "mentions";

/// A chat, mailbox or receiver.
pub trait Receiver: Send + Sync {
    /// Its kind in routing documents.
    fn kind(&self) -> &'static str;

    /// Its secret settings.
    fn settings(&self) -> Value;

    /// What it answers, as [`World::mode`] says. A message that it takes goes into [`World::sent`], a line for each part
    /// that people see.
    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse;
}

/// All of them.
pub fn all() -> Vec<Box<dyn Receiver>> {
    vec![
        Box::new(Slack),
        Box::new(Teams),
        Box::new(Wecom),
        Box::new(Dingtalk),
        Box::new(Feishu),
        Box::new(Mail),
        Box::new(Webhook),
    ]
}

/// Whether a message has mentioned anybody.
pub fn mentioned(world: &World) -> bool {
    world.document(MENTIONS).is_some()
}

/// Takes a message; `mentions` says that it would have called people.
fn take(world: &mut World, text: String, key: Option<&str>, mentions: bool) {
    if mentions {
        world.documents.push((MENTIONS.to_owned(), text.clone().into_bytes()));
    }
    let message_id = world.fresh().to_string();
    world.take(Sent { message_id, thread: String::new(), text, key: key.map(str::to_owned) });
}

/// A parameter of the query.
fn parameter(call: &Call, name: &str) -> String {
    call.query().into_iter().find(|(key, _)| key == name).map(|(_, value)| value).unwrap_or_default()
}

/// Every text under a name, in order.
fn texts(value: &Value, name: &str) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(|item| texts(item, name)).collect(),
        Value::Object(map) => map
            .iter()
            .flat_map(|(key, item)| match item {
                Value::String(text) if key == name => vec![text.clone()],
                other => texts(other, name),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// A plain text answer.
fn plain(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, headers: Vec::new(), body: body.as_bytes().to_vec() }
}
