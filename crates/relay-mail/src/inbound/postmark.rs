//! Postmark inbound: JSON behind Basic authentication (Postmark, "Inbound webhook").
//!
//! Postmark signs nothing. The user name and password stand in the URL that it posts to
//! (`https://user:password@desk.example/...`), so they are as good as the secrecy of that URL: `secret` should be long
//! and random, and the proxy before the desk may let only Postmark's addresses through.

use crate::posted::Delivery;
use crate::{Posted, check_basic};
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::mail::{Headers, Mail, MailAttachment};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Error, Received, Request};
use sellerdesk_canonical::limits::ATTACHMENTS_MAX;

/// Header fields read.
const HEADERS_MAX: usize = 500;
/// Fields that stand in for header fields where `Headers` lacks them.
const HEADER_FIELDS: &[(&str, &str)] =
    &[("To", "to"), ("Subject", "subject"), ("Date", "date"), ("ReplyTo", "reply-to")];

/// The mail of a request.
pub fn receive(request: &Request, settings: &Settings) -> Result<Posted, Received> {
    verify(request, settings)?;
    read(request).map_err(|(id, error)| super::unreadable(id, error))
}

/// Checks form and password of a request.
pub fn verify(request: &Request, settings: &Settings) -> Result<(), Received> {
    let secrets = settings.secrets()?;
    let username = settings.text("username")?.unwrap_or("postmark");
    super::check_form(request, "Postmark")?;
    Ok(check_basic(request, username, &secrets)?)
}

/// The mail of an authentic request; the error has Postmark's id where that could be read.
fn read(request: &Request) -> Result<Posted, (Option<String>, Error)> {
    let body = json::parse(&request.body, super::BODY_BYTES_MAX as usize).map_err(|error| (None, error))?;
    let fields = Fields::root(&body).map_err(|error| (None, error))?;
    let id = fields.id("MessageID").ok().flatten();
    let delivery =
        Delivery { posted_at: request.received_at, received_at: request.received_at, id: id.clone(), replay_key: None };
    mail(&fields).and_then(|mail| Posted::new(mail, delivery)).map_err(|error| (id, error))
}

fn mail(fields: &Fields<'_>) -> Result<Mail, Error> {
    let text = |name| Ok::<_, Error>(fields.text(name)?.unwrap_or_default().to_owned());
    let mut headers = Headers::default();
    if let Some(from) = from(fields)? {
        headers.push("from", &from);
    }
    for header in fields.objects("Headers", HEADERS_MAX)? {
        if let (Some(name), Some(value)) = (header.text("Name")?, header.text("Value")?) {
            headers.push(name, value);
        }
    }
    for (name, header) in HEADER_FIELDS {
        if headers.get(header).is_none()
            && let Some(value) = fields.text(name)?
        {
            headers.push(header, value);
        }
    }
    let attachment = |file: Fields<'_>| MailAttachment {
        name: file.text("Name").ok().flatten().unwrap_or_default().to_owned(),
        media_type: file.text("ContentType").ok().flatten().unwrap_or("application/octet-stream").to_owned(),
        size_bytes: file.whole("ContentLength").ok().flatten().unwrap_or_default(),
    };
    let files = fields.objects("Attachments", ATTACHMENTS_MAX)?;
    Ok(Mail {
        headers,
        plain: text("TextBody")?,
        html: text("HtmlBody")?,
        attachments: files.into_iter().map(attachment).collect(),
    })
}

/// `FromFull` as a header field, or else `From`.
fn from(fields: &Fields<'_>) -> Result<Option<String>, Error> {
    let Some(full) = fields.object("FromFull")? else {
        return Ok(fields.text("From")?.map(str::to_owned));
    };
    let Some(address) = full.text("Email")? else {
        return Ok(fields.text("From")?.map(str::to_owned));
    };
    let name: String = full.text("Name")?.unwrap_or_default().replace(['"', '\\'], " ");
    Ok(Some(if name.trim().is_empty() { format!("<{address}>") } else { format!("\"{name}\" <{address}>") }))
}
