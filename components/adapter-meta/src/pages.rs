//! Messenger and Instagram: `entry[].messaging[]`, and `standby[]` where another app holds the thread.

use crate::account;
use crate::batch::{self, Batch, Place, given, instant, plain_id};
use crate::content;
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::limits::ID_BYTES_MAX;
use sellerdesk_canonical::{Author, Happening};

/// The site of `"object": "page"`.
pub const MESSENGER: &str = "messenger";
/// The site of `"object": "instagram"`.
pub const INSTAGRAM: &str = "instagram";

/// Items that ask for nothing.
const QUIET: [&str; 14] = [
    "read",
    "delivery",
    "reaction",
    "referral",
    "optin",
    "account_linking",
    "pass_thread_control",
    "take_thread_control",
    "request_thread_control",
    "app_roles",
    "response_feedback",
    "messaging_feedback",
    "typing",
    "seen",
];

/// One item, with whose it is.
struct Item<'json, 'delivery> {
    fields: Fields<'json>,
    place: Place<'delivery>,
    author: Author,
}

/// Reads one entry.
pub fn read(batch: &mut Batch, entry: &Fields<'_>, site: &'static str, bots: &[&str]) -> Result<(), Error> {
    let own = entry.required("id", plain_id)?;
    let sent_at = instant(entry, "time");
    for list in ["messaging", "standby"] {
        for fields in batch::items(entry, list)? {
            let at = instant(&fields, "timestamp").or(sent_at);
            read_item(batch, fields, Place { site, own: &own, buyer: "", at }, bots)?;
        }
    }
    for change in entry.objects("changes", 1).unwrap_or_default() {
        batch.not_understood(&format!("changes of {}", given(change.line("field")).unwrap_or_default()));
    }
    Ok(())
}

fn read_item(batch: &mut Batch, fields: Fields<'_>, place: Place<'_>, bots: &[&str]) -> Result<(), Error> {
    if let Some(policy) = given(fields.object("policy-enforcement")).or(given(fields.object("policy_enforcement"))) {
        return account::read_policy(batch, &policy, &place);
    }
    let message = fields.object("message")?;
    let edit = fields.object("message_edit")?;
    let postback = fields.object("postback")?;
    if message.is_none() && edit.is_none() && postback.is_none() {
        if !QUIET.iter().any(|name| given(fields.object(name)).is_some()) {
            batch.not_understood("this kind of item");
        }
        return Ok(());
    }
    let sender = fields.required("sender", Fields::object)?.required("id", plain_id)?;
    let is_echo =
        sender == place.own || message.as_ref().is_some_and(|message| given(message.flag("is_echo")) == Some(true));
    let buyer = if is_echo { fields.required("recipient", Fields::object)?.required("id", plain_id)? } else { sender };
    let author = if is_echo { author_of_echo(message.as_ref(), bots) } else { Author::Buyer };
    let item = Item { place: Place { buyer: &buyer, ..place }, author, fields };
    match (message, edit, postback) {
        (Some(message), ..) => read_message(batch, &item, &message),
        (None, Some(edit), _) => read_edit(batch, &item, &edit),
        (None, None, Some(postback)) => read_postback(batch, &item, &postback),
        (None, None, None) => Ok(()),
    }
}

fn author_of_echo(message: Option<&Fields<'_>>, bots: &[&str]) -> Author {
    let app = message.and_then(|message| given(message.id("app_id")));
    if app.is_some_and(|app| bots.contains(&app.as_str())) { Author::Automatic } else { Author::Seller }
}

fn read_message(batch: &mut Batch, item: &Item<'_, '_>, message: &Fields<'_>) -> Result<(), Error> {
    let id = message.required("mid", Fields::id)?;
    if given(message.flag("is_deleted")) == Some(true) {
        return Ok(());
    }
    let product_id = content::product_id(message);
    let happening = Happening::Message(content::read(message, item.author));
    batch.add(&item.place, id, happening)?.product_id = product_id;
    Ok(())
}

/// An edited message is a further one: what was read before stays on record.
fn read_edit(batch: &mut Batch, item: &Item<'_, '_>, edit: &Fields<'_>) -> Result<(), Error> {
    let id = edit.required("mid", Fields::id)?;
    let count = given(edit.id("num_edit"));
    let count = count.map_or_else(|| item.fields.required("timestamp", Fields::id), Ok)?;
    let id = format!("{id}:edit:{count}");
    if id.len() > ID_BYTES_MAX {
        return Err(edit.wrong("mid", "is too long"));
    }
    let happening = Happening::Message(content::read(edit, item.author));
    batch.add(&item.place, id, happening).map(|_| ())
}

/// A tap on a button says what the button says.
fn read_postback(batch: &mut Batch, item: &Item<'_, '_>, postback: &Fields<'_>) -> Result<(), Error> {
    let id = match postback.id("mid")? {
        Some(id) => id,
        None => {
            let at = item.fields.required("timestamp", Fields::id)?;
            format!("postback:{}:{}:{at}", item.place.own, item.place.buyer)
        }
    };
    if id.len() > ID_BYTES_MAX {
        return Err(postback.wrong("mid", "is too long"));
    }
    let happening = Happening::Message(content::of_postback(postback, item.author));
    batch.add(&item.place, id, happening).map(|_| ())
}
