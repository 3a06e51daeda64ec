//! Signed calls of the API: what is signed is `partner_id`, path, time, and for a shop's calls its token and id.

use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};
use sellerdesk_adapter::{ApiAccount, Error, Refusal};

/// Longest id in the settings, in bytes.
const ID_BYTES_MAX: usize = 19;

/// The settings that every call needs.
#[derive(Clone, Debug)]
pub struct App<'settings> {
    /// The app.
    pub partner_id: &'settings str,
    /// What it signs with.
    pub partner_key: &'settings str,
    /// The shop it acts for.
    pub shop_id: &'settings str,
    /// Base URL where the configuration names none.
    pub own_base: &'static str,
}

impl<'settings> App<'settings> {
    /// Reads the settings.
    pub fn read(settings: &'settings Settings) -> Result<Self, Refusal> {
        let own_base = match settings.text("platform")? {
            None | Some("global") => "https://partner.shopeemobile.com",
            Some("china") => "https://openplatform.shopee.cn",
            Some("brazil") => "https://openplatform.shopee.com.br",
            Some("sandbox") => "https://partner.test-stable.shopeemobile.com",
            Some(_) => return Err(Refusal::new("setting platform must be global, china, brazil or sandbox")),
        };
        Ok(Self {
            partner_id: number(settings, "partner_id")?,
            partner_key: needed(settings, "partner_key")?,
            shop_id: number(settings, "shop_id")?,
            own_base,
        })
    }

    /// The URL of a signed call, `path` below the base URL; `token` for a call on the shop's behalf.
    pub fn url(&self, account: &ApiAccount, path: &str, token: Option<&str>) -> String {
        let timestamp = (account.now / 1_000).to_string();
        let base = account.base(self.own_base);
        let common = format!("{base}{path}?partner_id={}&timestamp={timestamp}", self.partner_id);
        match token {
            None => format!("{common}&sign={}", sign(self.partner_key, &[self.partner_id, path, &timestamp])),
            Some(token) => {
                let sign = sign(self.partner_key, &[self.partner_id, path, &timestamp, token, self.shop_id]);
                format!("{common}&access_token={token}&shop_id={}&sign={sign}", self.shop_id)
            }
        }
    }
}

/// A setting that has to be there.
pub fn needed<'settings>(settings: &'settings Settings, key: &'static str) -> Result<&'settings str, Error> {
    settings.text(key)?.ok_or_else(|| Error::Settings { key: key.to_owned(), problem: "is missing" })
}

fn number<'settings>(settings: &'settings Settings, key: &'static str) -> Result<&'settings str, Error> {
    let id = needed(settings, key)?;
    if id.len() > ID_BYTES_MAX || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::Settings { key: key.to_owned(), problem: "must be digits, as text" });
    }
    Ok(id)
}

/// Hexadecimal HMAC-SHA256 of the parts one after the other.
fn sign(key: &str, parts: &[&str]) -> String {
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
    encode_hex(&hmac_sha256(key.as_bytes(), &parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vector of congminh1254/shopee-sdk, `src/__tests__/utils/signature.test.ts`.
    #[test]
    fn the_published_vector_matches() {
        let parts = ["/api/v2/auth/token/get", "123456", "test_partner_id", "test_shop_id", "test_main_account_id"];
        assert_eq!(
            sign("test_partner_key", &parts),
            "37c864bd9821ff5f2c2f46b2faca14eb1811a718d1fdc6dcf383cba7c74bf9e9"
        );
        assert_ne!(sign("test_partner_kez", &parts), sign("test_partner_key", &parts));
    }
}
