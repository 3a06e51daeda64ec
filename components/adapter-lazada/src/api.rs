//! Calls of the open platform: where they go, how they are signed, what their answers mean.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};
use sellerdesk_adapter::{ApiAccount, Error, HttpRequest, HttpResponse, Outcome, REASON_BYTES_MAX, Refusal, text};
use serde_json::Value;

/// A ban for too many calls lasts about a second; this leaves room for clocks. In seconds.
const LIMIT_WAIT_S: u32 = 2;
/// Success, as the gateway and the single APIs say it; `null` as text is what the review API's sample has.
const SUCCESS: [&str; 4] = ["0", "", "null", "SUCCESS"];
/// The country of each host: `api.lazada.<domain>`.
const DOMAINS: [(&str, &str); 6] =
    [("SG", "sg"), ("TH", "co.th"), ("MY", "com.my"), ("VN", "vn"), ("PH", "com.ph"), ("ID", "co.id")];
/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Parameters by name.
pub type Parameters<'a> = Vec<(&'static str, &'a str)>;

/// The API of a country.
pub fn own_base(site: Option<&str>) -> Option<String> {
    let site = site?.to_ascii_uppercase();
    let (_, domain) = DOMAINS.into_iter().find(|(known, _)| *known == site)?;
    Some(format!("https://api.lazada.{domain}/rest"))
}

/// What follows the API's base in a URL, where it is one of Lazada's or the configured one.
pub fn path_of<'url>(account: &ApiAccount, url: &'url str) -> Option<&'url str> {
    if !account.api.is_empty() {
        return url.strip_prefix(&account.api);
    }
    DOMAINS.into_iter().find_map(|(site, _)| url.strip_prefix(&own_base(Some(site))?))
}

/// A POST with the common parameters and the signature in the query and the others in a form, as the official SDKs
/// send it. `path` is the API's name, which is signed; `base` is what stands before it.
pub fn post(
    account: &ApiAccount,
    base: &str,
    path: &str,
    access_token: Option<&str>,
    own: &Parameters<'_>,
) -> Result<HttpRequest, Refusal> {
    Ok(HttpRequest {
        method: "POST".to_owned(),
        url: format!("{base}{path}?{}", common(account, path, access_token, own)?),
        headers: vec![("content-type".to_owned(), "application/x-www-form-urlencoded;charset=utf-8".to_owned())],
        body: encode(own).into_bytes(),
    })
}

/// A GET with all parameters in the query.
pub fn get(
    account: &ApiAccount,
    base: &str,
    path: &str,
    access_token: &str,
    own: &Parameters<'_>,
) -> Result<HttpRequest, Refusal> {
    let common = common(account, path, Some(access_token), own)?;
    Ok(HttpRequest::get(format!("{base}{path}?{common}&{}", encode(own))))
}

/// The common parameters with the signature of all, for a query.
fn common(
    account: &ApiAccount,
    path: &str,
    access_token: Option<&str>,
    own: &Parameters<'_>,
) -> Result<String, Refusal> {
    let settings = account.settings()?;
    let (app_key, app_secret) = (needed(&settings, "app_key")?, needed(&settings, "app_secret")?);
    let timestamp = account.now.to_string();
    let mut common: Parameters<'_> = vec![("app_key", app_key), ("sign_method", "sha256"), ("timestamp", &timestamp)];
    common.extend(access_token.map(|token| ("access_token", token)));
    let signature = sign(app_secret, path, &[common.as_slice(), own.as_slice()].concat());
    common.push(("sign", &signature));
    Ok(encode(&common))
}

/// Upper-case hex HMAC-SHA256 of the path and every parameter that is not empty, sorted by name.
fn sign(app_secret: &str, path: &str, parameters: &[(&str, &str)]) -> String {
    let mut sorted: Vec<_> = parameters.iter().filter(|(_, value)| !value.is_empty()).collect();
    sorted.sort();
    let mut signed = path.to_owned();
    for (name, value) in sorted {
        signed.push_str(name);
        signed.push_str(value);
    }
    encode_hex(&hmac_sha256(app_secret.as_bytes(), &[signed.as_bytes()])).to_ascii_uppercase()
}

fn encode(parameters: &Parameters<'_>) -> String {
    let one = |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, RESERVED));
    parameters.iter().map(one).collect::<Vec<_>>().join("&")
}

/// A setting that has to be there.
pub fn needed<'a>(settings: &'a Settings, key: &'static str) -> Result<&'a str, Refusal> {
    let missing = || Error::Settings { key: key.to_owned(), problem: "is missing" };
    Ok(settings.text(key)?.ok_or_else(missing)?)
}

/// The answer's JSON where the call worked. Errors come with status 200 too: the gateway's in `code`, with a `type`
/// that says whose they are, the IM API's in `err_code` or `error_code`.
pub fn judge(response: &HttpResponse) -> Result<Value, Outcome> {
    let body = response.json();
    let problem = Problem::read(&body);
    let by_status = Outcome::of_status(response, problem.as_ref().map_or("no reason given", |problem| &problem.reason));
    if !matches!(by_status, Outcome::Delivered { .. }) {
        return Err(by_status);
    }
    match problem {
        Some(problem) => Err(problem.outcome()),
        None if body.is_object() => Ok(body),
        None => Err(Outcome::permanent("Lazada's answer can't be read: look there whether the message is sent")),
    }
}

struct Problem {
    code: String,
    kind: String,
    reason: String,
}

impl Problem {
    fn read(body: &Value) -> Option<Self> {
        let root = Fields::root(body).ok()?;
        let data = root.object("data").ok().flatten();
        let places = [Some(&root), data.as_ref()];
        let first = |names: &[&'static str]| {
            let read = |fields: &Fields<'_>, name: &'static str| fields.id(name).ok().flatten();
            names.iter().find_map(|name| places.into_iter().flatten().find_map(|place| read(place, name)))
        };
        let codes = ["code", "err_code", "error_code"];
        let code = codes.into_iter().filter_map(|name| first(&[name])).find(|code| !SUCCESS.contains(&code.as_str()));
        let says_no = |place: &Fields<'_>| {
            place.flag("success").ok().flatten() == Some(false) || place.text("success").ok().flatten() == Some("false")
        };
        let failed = places.into_iter().flatten().any(says_no);
        let code = code.or_else(|| failed.then(|| "failed".to_owned()))?;
        let reason = match first(&["message", "err_message", "error_msg", "msg"]) {
            Some(message) => text::line(&format!("{code}: {message}")),
            None => text::line(&format!("error {code}")),
        };
        Some(Self {
            kind: first(&["type"]).unwrap_or_default(),
            reason: text::cut(&reason, REASON_BYTES_MAX).to_owned(),
            code,
        })
    }

    fn outcome(self) -> Outcome {
        let code = self.code.to_ascii_lowercase();
        let has = |word: &str| code.contains(word);
        if has("accesstoken") {
            Outcome::Unauthorized { reason: self.reason }
        } else if has("calllimit") || has("traffic") {
            Outcome::Temporary { reason: self.reason, retry_after_s: Some(LIMIT_WAIT_S) }
        } else if has("timeout") || has("unavailable") || has("system") || ["SYSTEM", "ISP"].contains(&&*self.kind) {
            Outcome::temporary(self.reason)
        } else {
            Outcome::permanent(self.reason)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sample of "Signature algorithm", with its parameters out of order.
    #[test]
    fn the_published_signature_matches() {
        let parameters = [
            ("timestamp", "1517820392000"),
            ("order_id", "1234"),
            ("app_key", "123456"),
            ("access_token", "test"),
            ("sign_method", "sha256"),
            ("empty", ""),
        ];
        let signature = sign("helloworld", "/order/get", &parameters);
        assert_eq!(signature, "4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A");
        assert_ne!(signature, sign("helloworld", "/orders/get", &parameters));
        assert_ne!(signature, sign("helloworle", "/order/get", &parameters));
    }
}
