//! WhatsApp: `entry[].changes[]`, each with messages, what became of ours, or news of the account.

use crate::account;
use crate::batch::{self, Batch, Place, given, instant, joined, plain_id};
use crate::whatsapp_content;
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::limits::ID_BYTES_MAX;
use sellerdesk_canonical::{Author, Failure, Happening};

/// The site of `"object": "whatsapp_business_account"`.
pub const WHATSAPP: &str = "whatsapp";

/// Fields that ask for nothing: templates, settings, and what was said before the desk came.
const QUIET: [&str; 12] = [
    "history",
    "smb_app_state_sync",
    "user_preferences",
    "phone_number_name_update",
    "business_capability_update",
    "account_review_update",
    "security",
    "flows",
    "account_settings_update",
    "tracking_events",
    "calls",
    "messaging_handovers",
];
/// Kinds of messages that ask for nothing.
const QUIET_TYPES: [&str; 3] = ["reaction", "revoke", "request_welcome"];
/// Names in one change.
const CONTACTS_MAX: usize = 100;

/// Reads one entry.
pub fn read(batch: &mut Batch, entry: &Fields<'_>) -> Result<(), Error> {
    let own = entry.required("id", plain_id)?;
    let sent_at = instant(entry, "time");
    for change in batch::items(entry, "changes")? {
        let field = given(change.text("field")).unwrap_or_default();
        let value = change.required("value", Fields::object)?;
        match field {
            "messages" => read_messages(batch, &value)?,
            "smb_message_echoes" => read_echoes(batch, &value)?,
            "account_update" => account::read_update(batch, &value, &own, sent_at)?,
            "phone_number_quality_update" => account::read_quality(batch, &value, &own, sent_at)?,
            _ if field.starts_with("message_template") || field.starts_with("template_") => {}
            _ if QUIET.contains(&field) => {}
            _ => batch.not_understood(&format!("changes of {}", sellerdesk_adapter::text::line(field))),
        }
    }
    Ok(())
}

fn read_messages(batch: &mut Batch, value: &Fields<'_>) -> Result<(), Error> {
    let own = phone_number_id(value)?;
    for message in batch::items(value, "messages")? {
        let buyer = person(&message, "from", "from_user_id")?;
        let kind = given(message.text("type")).unwrap_or_default();
        let author = if kind == "system" { Author::Platform } else { Author::Buyer };
        read_message(batch, value, &message, &own, &buyer, author)?;
    }
    for status in batch::items(value, "statuses")? {
        if given(status.text("status")) == Some("failed") {
            read_failure(batch, &status, &own)?;
        }
    }
    if value.items("errors") > 0 {
        batch.not_understood("errors of the account");
    }
    Ok(())
}

/// What the shop wrote in the WhatsApp Business app beside the API.
fn read_echoes(batch: &mut Batch, value: &Fields<'_>) -> Result<(), Error> {
    let own = phone_number_id(value)?;
    for message in batch::items(value, "message_echoes")? {
        let buyer = person(&message, "to", "to_user_id")?;
        read_message(batch, value, &message, &own, &buyer, Author::Seller)?;
    }
    Ok(())
}

fn read_message(
    batch: &mut Batch,
    value: &Fields<'_>,
    message: &Fields<'_>,
    own: &str,
    buyer: &str,
    author: Author,
) -> Result<(), Error> {
    let id = message.required("id", Fields::id)?;
    if QUIET_TYPES.contains(&given(message.text("type")).unwrap_or_default()) {
        return Ok(());
    }
    let place = Place { site: WHATSAPP, own, buyer, at: instant(message, "timestamp") };
    let happening = Happening::Message(whatsapp_content::read(message, author));
    let event = batch.add(&place, id, happening)?;
    event.product_id = whatsapp_content::product_id(message);
    if let Some(known) = &mut event.buyer {
        known.name = name(value, buyer);
    }
    Ok(())
}

/// A message of ours that did not arrive; `sent`, `delivered` and `read` ask for nothing.
fn read_failure(batch: &mut Batch, status: &Fields<'_>, own: &str) -> Result<(), Error> {
    let message_id = status.required("id", Fields::id)?;
    let buyer = person(status, "recipient_id", "recipient_user_id")?;
    let id = format!("failed:{message_id}");
    if id.len() > ID_BYTES_MAX {
        return Err(status.wrong("id", "is too long"));
    }
    let errors = status.objects("errors", 1).unwrap_or_default();
    let reason = errors.first().and_then(|error| {
        let details = given(error.object("error_data")).and_then(|data| given(data.line("details")));
        let code = given(error.id("code")).map(|code| format!("code {code}"));
        joined([given(error.line("title")), details, code])
    });
    let reason = reason.unwrap_or_else(|| "WhatsApp gives no reason".to_owned());
    let place = Place { site: WHATSAPP, own, buyer: &buyer, at: instant(status, "timestamp") };
    let failure = Failure { message_id: Some(message_id), reason };
    batch.add(&place, id, Happening::Failed(failure)).map(|_| ())
}

fn phone_number_id(value: &Fields<'_>) -> Result<String, Error> {
    value.required("metadata", Fields::object)?.required("phone_number_id", plain_id)
}

/// A WhatsApp user: their number, or the id they have with this business where they hide it.
fn person(fields: &Fields<'_>, number: &'static str, user: &'static str) -> Result<String, Error> {
    match plain_id(fields, number)? {
        Some(number) => Ok(number),
        None => fields.required(user, plain_id),
    }
}

fn name(value: &Fields<'_>, buyer: &str) -> Option<String> {
    let contacts = value.objects("contacts", CONTACTS_MAX).unwrap_or_default();
    let is_buyer = |contact: &&Fields<'_>| {
        ["wa_id", "user_id"].into_iter().any(|name| given(contact.id(name)).as_deref() == Some(buyer))
    };
    given(given(contacts.iter().find(is_buyer)?.object("profile"))?.line("name"))
}
