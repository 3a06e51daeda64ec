//! Outbound: an answer as a mail, the provider's request that sends it, and what the provider's answer means.

mod automatic;
mod date;
mod mailbox;
mod mailgun;
mod mime;
mod postmark;
mod sendgrid;
mod ses;
mod sigv4;

pub use automatic::{AutomaticMail, automatic_headers};
use mailbox::mailbox;
use sellerdesk_adapter::mail::Address;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{
    ApiAccount, Error, HttpRequest, HttpResponse, Outcome, REASON_BYTES_MAX, Refusal, Reply, text,
};

/// Longest text sent, in Unicode scalar values: no provider's limit, but beyond what anybody reads.
pub const TEXT_CHARS_MAX: u32 = 20_000;
/// Ids named in `References`: the newest.
const REFERENCES_MAX: usize = 20;
/// Longest message id taken over, in bytes (RFC 5322 lines are 998 long).
const MESSAGE_ID_BYTES_MAX: usize = 900;
/// Longest address, in bytes (RFC 5321: 64 + `@` + 255).
const ADDRESS_BYTES_MAX: usize = 320;
/// The key of the provider's name.
const PROVIDER: &str = "provider";
/// What our automatic mails say in `X-Loop`.
const LOOP_TOKEN: &str = "sellerdesk";
/// What an answer's subject begins with.
const ANSWER_PREFIX: &str = "Re: ";

/// A plain-text mail to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Where it comes from; the display name may be empty.
    pub from: Address,
    /// Where it goes.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The conversation, which goes along where the provider takes such a note: a failure comes back with it.
    pub thread: String,
    /// `Message-ID` without angle brackets.
    pub message_id: String,
    /// The mail that it answers, without angle brackets.
    pub in_reply_to: Option<String>,
    /// The mails before it, the oldest first, without angle brackets.
    pub references: Vec<String>,
    /// Whether no person wrote it: it then says so (RFC 3834), so that no other machine answers.
    pub is_automatic: bool,
}

/// The providers.
enum Provider {
    Mailgun,
    SendGrid,
    Postmark,
    Ses,
}

impl Mail {
    /// The mail that carries a reply to an address: from the settings' `from`, with one `Re:`, in the thread of the
    /// mail that it answers. `text` is the reply's, with what the channel wants added.
    ///
    /// # Errors
    /// The text is too long or empty, the address is none, the setting `from` is missing or wrong.
    pub fn answer(settings: &Settings, reply: &Reply, to: &str, text: String) -> Result<Self, Refusal> {
        let from = from_address(settings)?;
        if reply.text.chars().count() > TEXT_CHARS_MAX as usize {
            return Err(Refusal::new(format!("the text is longer than {TEXT_CHARS_MAX} characters")));
        }
        if reply.text.trim().is_empty() {
            return Err(Refusal::new("the text is empty"));
        }
        if !is_address(to) {
            return Err(Refusal::new("the buyer's address is not a mail address"));
        }
        let in_reply_to = reply.in_reply_to.clone().filter(|id| is_message_id(id));
        let mut references: Vec<String> = reply
            .references
            .iter()
            .filter(|id| is_message_id(id) && Some(*id) != in_reply_to.as_ref())
            .cloned()
            .collect();
        references.extend(in_reply_to.clone());
        let surplus = references.len().saturating_sub(REFERENCES_MAX);
        Ok(Self {
            thread: reply.thread.clone(),
            message_id: message_id(settings, reply)?,
            to: to.to_owned(),
            subject: answer_subject(reply.subject.as_deref().unwrap_or_default()),
            text,
            in_reply_to,
            references: references.split_off(surplus),
            is_automatic: reply.is_automatic,
            from,
        })
    }

    /// `Name <address>` with the name quoted, for APIs that take one text; the name as it is, in UTF-8.
    fn sender(&self) -> String {
        match self.from.name.as_deref() {
            Some(name) if !name.is_empty() => format!("\"{name}\" <{}>", self.from.address),
            _ => self.from.address.clone(),
        }
    }

    /// The header fields of the thread and of automatic mails; ids with angle brackets.
    fn header_fields(&self) -> Vec<(&'static str, String)> {
        let bracketed = |id: &String| format!("<{id}>");
        let mut fields = vec![("Message-ID", bracketed(&self.message_id))];
        fields.extend(self.in_reply_to.as_ref().map(|id| ("In-Reply-To", bracketed(id))));
        if !self.references.is_empty() {
            let references: Vec<String> = self.references.iter().map(bracketed).collect();
            fields.push(("References", references.join(" ")));
        }
        if self.is_automatic {
            fields.extend(automatic_headers(AutomaticMail::Reply, LOOP_TOKEN));
        }
        fields
    }
}

/// The request that sends a mail by the account's provider.
///
/// # Errors
/// The settings lack something.
pub fn compose(account: &ApiAccount, mail: &Mail) -> Result<HttpRequest, Refusal> {
    let settings = account.settings()?;
    match Provider::of(&settings)? {
        Provider::Mailgun => mailgun::compose(account, &settings, mail),
        Provider::SendGrid => sendgrid::compose(account, &settings, mail),
        Provider::Postmark => postmark::compose(account, &settings, mail),
        Provider::Ses => ses::compose(account, &settings, mail),
    }
}

/// What the provider's answer means. `Delivered` has the `Message-ID` that the mail carries: bounces name it
/// ([`crate::Posted::in_reply_to`]), and a copy of the mail has it as its own.
pub fn interpret(account: &ApiAccount, reply: &Reply, response: &HttpResponse) -> Outcome {
    let read = || {
        let settings = account.settings()?;
        Ok::<_, Refusal>((Provider::of(&settings)?, message_id(&settings, reply)?, settings))
    };
    match read() {
        Ok((Provider::Mailgun, id, _)) => mailgun::interpret(id, response),
        Ok((Provider::SendGrid, id, _)) => sendgrid::interpret(id, response),
        Ok((Provider::Postmark, id, _)) => postmark::interpret(id, response),
        Ok((Provider::Ses, _, settings)) => ses::interpret(&settings, response),
        Err(refusal) => Outcome::permanent(refusal.reason),
    }
}

/// The setting `from`.
///
/// # Errors
/// It is missing or not one mail address.
pub fn from_address(settings: &Settings) -> Result<Address, Error> {
    let wrong = |problem| Error::Settings { key: "from".to_owned(), problem };
    let from = mailbox(settings.text("from")?.ok_or_else(|| wrong("is missing"))?);
    from.filter(|from| is_address(&from.address)).ok_or_else(|| wrong("must be one mail address"))
}

/// The `Message-ID`, without angle brackets, of the mail that carries a reply: the same for every attempt.
///
/// # Errors
/// The setting `from` is missing or wrong.
pub fn message_id(settings: &Settings, reply: &Reply) -> Result<String, Error> {
    let id: String = reply.id.chars().filter(char::is_ascii_alphanumeric).collect();
    Ok(format!("{id}@{}", from_address(settings)?.domain()))
}

/// One `Re:` before what is left without any; no `Re:` before nothing.
fn answer_subject(subject: &str) -> String {
    let line = text::line(subject);
    let mut rest = line.as_str();
    while let Some(shorter) = ["re:", "aw:", "res:", "rép:", "sv:"]
        .iter()
        .find_map(|prefix| rest.get(..prefix.len()).filter(|start| start.to_lowercase() == *prefix))
        .and_then(|prefix| rest.get(prefix.len()..))
    {
        rest = shorter.trim_start();
    }
    if rest.is_empty() { "Re: your message".to_owned() } else { format!("{ANSWER_PREFIX}{rest}") }
}

/// Whether an address may stand in any header and any API's field as it is.
fn is_address(address: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"<>\"(),;:\\[]".contains(&byte);
    let (local, domain) = address.rsplit_once('@').unwrap_or_default();
    address.len() <= ADDRESS_BYTES_MAX
        && address.bytes().all(is_plain)
        && !local.is_empty()
        && !local.contains('@')
        && domain.contains('.')
}

/// Whether an event's id is a mail's `Message-ID`: others are digests or have a suffix of ours.
fn is_message_id(id: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>');
    let is_ours = id.starts_with("sha256:") || id.starts_with("suspect:") || id.starts_with("stranger:");
    id.len() <= MESSAGE_ID_BYTES_MAX
        && id.contains('@')
        && !id.contains("#notice")
        && !is_ours
        && id.bytes().all(is_plain)
}

/// A secret or name that has to be there.
fn required<'settings>(settings: &'settings Settings, key: &'static str) -> Result<&'settings str, Error> {
    let wrong = |problem| Error::Settings { key: key.to_owned(), problem };
    let text = settings.text(key)?.ok_or_else(|| wrong("is missing"))?;
    if text.bytes().any(|byte| !byte.is_ascii_graphic()) { Err(wrong("must be plain ASCII")) } else { Ok(text) }
}

/// A provider's words, bounded; `absent` where there are none.
fn reason(words: Option<&str>, absent: &str) -> String {
    let line = text::line(words.unwrap_or_default());
    if line.is_empty() { absent.to_owned() } else { text::cut(&line, REASON_BYTES_MAX).to_owned() }
}

/// The outcome of an answer: what the status says, with the id of what was sent.
fn outcome(response: &HttpResponse, reason: String, message_id: String) -> Outcome {
    match Outcome::of_status(response, reason) {
        Outcome::Delivered { .. } => Outcome::Delivered { message_id: Some(message_id) },
        other => other,
    }
}

impl Provider {
    fn of(settings: &Settings) -> Result<Self, Error> {
        match settings.text(PROVIDER)?.unwrap_or("mailgun") {
            "mailgun" => Ok(Self::Mailgun),
            "sendgrid" => Ok(Self::SendGrid),
            "postmark" => Ok(Self::Postmark),
            "ses" => Ok(Self::Ses),
            _ => {
                Err(Error::Settings { key: PROVIDER.to_owned(), problem: "must be mailgun, sendgrid, postmark or ses" })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_have_one_prefix() {
        assert_eq!(answer_subject("Where is it?"), "Re: Where is it?");
        assert_eq!(answer_subject("RE: re:  Re:Where"), "Re: Where");
        assert_eq!(answer_subject("AW: Wo"), "Re: Wo");
        assert_eq!(answer_subject(""), "Re: your message");
        assert_eq!(answer_subject("a\r\nBcc: b@c.example"), "Re: a Bcc: b@c.example");
        assert_eq!(answer_subject("Reé: x"), "Re: Reé: x");
    }

    #[test]
    fn addresses_and_ids_cant_carry_other_headers() {
        for good in ["a@b.example", "a+1111-22@marketplace.amazon.de", "x_y.z=1@b.example"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b.example",
            "a@b",
            "a@b.example,c@d.example",
            "a@b.example\nBcc: c",
            "<a@b.example>",
            "a b@c.example",
            "é@b.example",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
        assert!(is_message_id("CAF+x/=@mail.example"));
        for bad in ["a@b c@d", "<a@b>", "sha256:00@", "a@b#notice", "plain", "a@b\r\nX: y"] {
            assert!(!is_message_id(bad), "{bad}");
        }
    }
}
