//! Signs requests as Walmart and Mailgun would, with the secrets of the settings.
//!
//! | scheme | what is added |
//! |---|---|
//! | `hmac-hex`, `hmac-base64` | `authorization`: HMAC-SHA256 of the body |
//! | `basic` | `authorization`: `Basic` of `user` and `secret` |
//! | `bearer` | `authorization`: `Bearer` and `secret` |
//! | `wm-sec` | `wm_sec.timestamp` (where it isn't there: the time of arrival) and `wm_sec.signature` under `secret` |
//! | `hmac-and-wm-sec` | `hmac-hex`, and `wm-sec` under `performance_secret` |
//! | `mail` | fills `{{timestamp}}`, `{{token}}` and `{{signature}}` in the body, under `mail.secret` |

use sellerdesk_adapter::signature::{encode_base64, encode_hex, hmac_sha256};
use sellerdesk_adapter::{Request, fixtures};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Adds what the scheme adds; `false` for one that is none of these.
pub fn sign(request: &mut Request, scheme: &str) -> bool {
    let settings: Value = serde_json::from_str(&request.settings).unwrap_or_default();
    let text = |pointer: &str| settings.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (secret, user) = (text("/secret"), text("/user"));
    let hmac = hmac_sha256(secret.as_bytes(), &[&request.body]);
    match scheme {
        "hmac-hex" => add(request, "authorization", encode_hex(&hmac)),
        "hmac-base64" => add(request, "authorization", encode_base64(&hmac)),
        "basic" => {
            add(request, "authorization", format!("Basic {}", encode_base64(format!("{user}:{secret}").as_bytes())))
        }
        "bearer" => add(request, "authorization", format!("Bearer {secret}")),
        "wm-sec" => sign_performance(request, &secret),
        "hmac-and-wm-sec" => {
            add(request, "authorization", encode_hex(&hmac));
            sign_performance(request, &text("/performance_secret"));
        }
        "mail" => fixtures::sign_mailgun(request, &text("/mail/secret")),
        _ => return false,
    }
    true
}

fn add(request: &mut Request, name: &str, value: String) {
    request.headers.push((name.to_owned(), value));
}

fn sign_performance(request: &mut Request, secret: &str) {
    let timestamp = request.header("wm_sec.timestamp").map(str::to_owned).unwrap_or_else(|| {
        let timestamp = (request.received_at / 1_000).to_string();
        add(request, "wm_sec.timestamp", timestamp.clone());
        timestamp
    });
    let digest = encode_hex(&Sha256::digest(&request.body));
    let lines = format!("{}\n{}\n{timestamp}\n{digest}", request.method, request.path_and_query);
    let signature = encode_base64(&hmac_sha256(secret.as_bytes(), &[lines.as_bytes()]));
    add(request, "wm_sec.signature", signature);
}
