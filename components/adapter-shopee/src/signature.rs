//! `Authorization`: the hexadecimal HMAC-SHA256 of the registered URL, `|` and the body.

use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::{decode_hex, verify_hmac_sha256};
use sellerdesk_adapter::{Error, Request, header};

const SIGNATURE: &str = "authorization";
/// Longest id of a shop or user, in bytes.
const ID_BYTES_MAX: usize = 20;

/// Whose pushes these are.
#[derive(Clone, Debug)]
pub struct Shop {
    /// The shop's id.
    pub id: String,
    /// The id of the user behind it, in chats.
    pub user_id: Option<String>,
}

/// Verifies the raw body under the current or the previous key.
pub fn verify(request: &Request) -> Result<Shop, Error> {
    let settings = Settings::parse(&request.settings)?;
    let secrets = settings.secrets()?;
    let id = number(&settings, "shop_id")?;
    let id = id.ok_or_else(|| Error::Settings { key: "shop_id".to_owned(), problem: "is missing" })?;
    let shop = Shop { id, user_id: number(&settings, "shop_user_id")? };
    let url = settings.text("callback_url")?.unwrap_or(&request.endpoint);
    let claimed = decode_hex(header::required(request, SIGNATURE)?)
        .ok_or(Error::HeaderInvalid { name: SIGNATURE, expected: "hexadecimal digits" })?;
    let signed: &[&[u8]] = &[url.as_bytes(), b"|", &request.body];
    if secrets.iter().any(|secret| verify_hmac_sha256(secret.as_bytes(), signed, &claimed)) {
        return Ok(shop);
    }
    Err(Error::SignatureWrong(SIGNATURE))
}

/// An id in the settings: digits, as text.
fn number(settings: &Settings, key: &'static str) -> Result<Option<String>, Error> {
    let Some(id) = settings.text(key)? else {
        return Ok(None);
    };
    if id.len() > ID_BYTES_MAX || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::Settings { key: key.to_owned(), problem: "must be digits, as text" });
    }
    Ok(Some(id.to_owned()))
}
