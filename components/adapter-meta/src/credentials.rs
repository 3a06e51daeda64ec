//! Where a site's replies go, and with which of the account's credentials.

use crate::pages::{INSTAGRAM, MESSENGER};
use crate::whatsapp::WHATSAPP;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};
use sellerdesk_adapter::{ApiAccount, HttpRequest, Refusal};
use serde_json::Value;

/// Graph API of Messenger and WhatsApp.
const GRAPH: &str = "https://graph.facebook.com";
/// Graph API of Instagram where the shop logged in there.
const GRAPH_INSTAGRAM: &str = "https://graph.instagram.com";
/// The version of the Graph API where the settings name none.
const VERSION: &str = "v24.0";
/// Longest version, in bytes.
const VERSION_BYTES_MAX: usize = 8;
/// Everything secret in the settings: what must not stand in a reason.
pub const SECRETS: [&str; 5] =
    ["page_token", "instagram_token", "whatsapp_token", "app_secret", "instagram_app_secret"];

/// One of a conversation's two ends: which site, and the shop's id there.
#[derive(Clone, Copy, Debug)]
pub struct End<'reply> {
    /// The site.
    pub site: &'reply str,
    /// The page, Instagram account or phone number id.
    pub own: &'reply str,
}

/// The settings' names for a site.
struct Names {
    own: &'static str,
    token: &'static str,
    secret: &'static str,
    base: &'static str,
    by_own_id: bool,
}

/// The request that posts a message.
pub fn request(account: &ApiAccount, end: End<'_>, body: &Value) -> Result<HttpRequest, Refusal> {
    let settings = account.settings()?;
    let names = names(&settings, end.site)?;
    if settings.text(names.own)?.is_some_and(|own| own != end.own) {
        return Err(Refusal::new(format!("setting {} is not the one that this conversation is with", names.own)));
    }
    let token = settings.text(names.token)?;
    let token = token.ok_or_else(|| Refusal::new(format!("setting {} is missing", names.token)))?;
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Refusal::new(format!("setting {} is not a token", names.token)));
    }
    let version = version(&settings)?;
    let from = if names.by_own_id { end.own } else { "me" };
    let mut url = format!("{}/{version}/{from}/messages", account.base(names.base));
    if let Some(secret) = settings.text(names.secret)? {
        let proof = encode_hex(&hmac_sha256(secret.as_bytes(), &[token.as_bytes()]));
        url = format!("{url}?appsecret_proof={proof}");
    }
    Ok(HttpRequest::post_json(url, body).with("authorization", format!("Bearer {token}")))
}

fn names(settings: &Settings, site: &str) -> Result<Names, Refusal> {
    let by_page = || Names { own: "page_id", token: "page_token", secret: "app_secret", base: GRAPH, by_own_id: false };
    match site {
        MESSENGER => Ok(by_page()),
        INSTAGRAM => match settings.text("instagram_login")? {
            None | Some("instagram") => Ok(Names {
                own: "instagram_id",
                token: "instagram_token",
                secret: "instagram_app_secret",
                base: GRAPH_INSTAGRAM,
                by_own_id: true,
            }),
            Some("facebook") => Ok(Names { own: "instagram_id", ..by_page() }),
            Some(_) => Err(Refusal::new("setting instagram_login must be instagram or facebook")),
        },
        WHATSAPP => Ok(Names {
            own: "phone_number_id",
            token: "whatsapp_token",
            secret: "app_secret",
            base: GRAPH,
            by_own_id: true,
        }),
        _ => Err(Refusal::new("the conversation is on none of Meta's sites")),
    }
}

fn version(settings: &Settings) -> Result<&str, Refusal> {
    let version = settings.text("version")?.unwrap_or(VERSION);
    let digits = version.strip_prefix('v').unwrap_or_default();
    let is_version = version.len() <= VERSION_BYTES_MAX
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_version { Ok(version) } else { Err(Refusal::new("setting version must be like v24.0")) }
}
