//! `message.received`: somebody wrote, the buyer unless `author` says otherwise.

use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::limits::{ATTACHMENTS_MAX, LINK_BYTES_MAX};
use sellerdesk_canonical::{Attachment, Author, Message};

/// Longest BCP 47 tag taken, in bytes.
const LANGUAGE_BYTES_MAX: usize = 35;

/// Reads `data.message`.
pub fn read(data: &Fields<'_>) -> Result<Message, Error> {
    let message = data.required("message", Fields::object)?;
    let body = text::body(message.required("text", Fields::text)?);
    let attachments = message.objects("attachments", ATTACHMENTS_MAX)?;
    let attachments_left_out = message.items("attachments") > attachments.len();
    Ok(Message {
        author: read_author(&message)?,
        text: body.text,
        subject: message.line("subject")?,
        attachments: attachments.iter().map(read_attachment).collect::<Result<_, _>>()?,
        language: read_language(&message)?,
        machine: message.line("machine")?,
        truncated: body.truncated || attachments_left_out,
    })
}

fn read_author(message: &Fields<'_>) -> Result<Author, Error> {
    match message.text("author")? {
        None | Some("buyer") => Ok(Author::Buyer),
        Some("seller") => Ok(Author::Seller),
        Some("automatic") => Ok(Author::Automatic),
        Some("platform") => Ok(Author::Platform),
        Some(_) => Err(message.wrong("author", "must be buyer, seller, automatic or platform")),
    }
}

fn read_language(message: &Fields<'_>) -> Result<Option<String>, Error> {
    let Some(tag) = message.text("language")? else {
        return Ok(None);
    };
    let letters = tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if tag.is_empty() || tag.len() > LANGUAGE_BYTES_MAX || !letters {
        return Err(message.wrong("language", "must be a BCP 47 tag"));
    }
    Ok(Some(tag.to_owned()))
}

fn read_attachment(attachment: &Fields<'_>) -> Result<Attachment, Error> {
    Ok(Attachment {
        name: attachment.required("name", Fields::line)?,
        media_type: attachment.line("media_type")?.unwrap_or_else(|| "application/octet-stream".to_owned()),
        size_bytes: attachment.whole("size_bytes")?,
        link: read_link(attachment)?,
    })
}

/// Agents will click on it: nothing but https, and nothing that a browser would read differently.
fn read_link(attachment: &Fields<'_>) -> Result<Option<String>, Error> {
    let Some(link) = attachment.text("link")? else {
        return Ok(None);
    };
    let plain = link.bytes().all(|byte| byte.is_ascii_graphic());
    if !link.starts_with("https://") || link.len() > LINK_BYTES_MAX || !plain {
        return Err(attachment.wrong("link", "must be an https URL in ASCII of at most 2000 bytes"));
    }
    Ok(Some(link.to_owned()))
}
