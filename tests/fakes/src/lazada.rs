//! The fake of `lazada`: LPM pushes, the gateway's checks, and the IM API (open.lazada.com).

use crate::crypto::{hex, hmac_sha256};
use crate::{Call, Marketplace, Mode, Sent, Story, Told, World, json_response};
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const APP_KEY: &str = "100132";
const APP_SECRET: &str = "fake-lazada-app-secret";
const REFRESH_TOKEN: &str = "500016000300fakeRefreshToken";
const ACCESS_TOKEN: &str = "50000601c30fakeAccessToken";
const SELLER_ID: &str = "1000042284";
/// How far a call's timestamp may be off, in milliseconds: the gateway takes two hours.
const SKEW_MS_MAX: i64 = 2 * 60 * 60 * 1_000;

/// The marketplace.
#[derive(Clone, Copy, Debug)]
pub struct Lazada;

impl Marketplace for Lazada {
    fn channel(&self) -> &'static str {
        "lazada"
    }

    fn webhook_settings(&self) -> Value {
        json!({"app_key": APP_KEY, "secret": APP_SECRET, "seller_ids": [SELLER_ID]})
    }

    fn api_settings(&self) -> Value {
        json!({"app_key": APP_KEY, "app_secret": APP_SECRET, "refresh_token": REFRESH_TOKEN, "site": "SG"})
    }

    fn tell(&self, world: &mut World, story: &Story, told: Told, endpoint: &str) -> Option<HttpRequest> {
        let number = story.number;
        let data = match told {
            Told::Message => message(number, &format!("buyer{number}"), &story.text, true, story.at),
            Told::Echo => {
                let sent = world.sent.last().cloned();
                let (id, text) = sent.map_or_else(
                    || (format!("seller{number}"), "We look into it.".to_owned()),
                    |sent| (sent.message_id, sent.text),
                );
                message(number, &id, &text, false, story.at)
            }
            Told::Risk => json!({"reverse_order_id": 658_960_000_000_000 + number, "reverse_status": "RTM_INIT",
                "trade_order_id": 416_557_000_000_000 + number, "extraParams": {}, "buyer_id": 1_000_000 + number,
                "trade_order_line_id": 416_558_000_000_000 + number, "seller_id": 1_000_143_772,
                "reverse_order_line_id": 663_790_000_000_000 + number, "status_update_time": story.at / 1_000}),
        };
        let push = match told {
            Told::Risk => json!({"seller_id": SELLER_ID, "message_type": 10, "data": data,
                "timestamp": story.at / 1_000, "site": "lazada_sg"}),
            _ => json!({"seller_id": SELLER_ID, "message_type": 2, "data": data}),
        };
        let body = push.to_string();
        let signature = hex(&hmac_sha256(APP_SECRET.as_bytes(), format!("{APP_KEY}{body}").as_bytes()));
        Some(HttpRequest {
            method: "POST".to_owned(),
            url: endpoint.to_owned(),
            headers: vec![
                ("content-type".to_owned(), "application/json".to_owned()),
                ("authorization".to_owned(), signature),
            ],
            body: body.into_bytes(),
        })
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        let parameters: BTreeMap<String, String> = call.query().into_iter().chain(call.form()).collect();
        let given = |name: &str| parameters.get(name).map(String::as_str).unwrap_or_default();
        if let Some(problem) = check_gateway(call, &parameters) {
            return problem;
        }
        match call.path() {
            "/auth/token/refresh" => refresh(given("refresh_token")),
            "/im/message/send" => {
                if given("access_token") != ACCESS_TOKEN || world.mode == Mode::TokenExpired {
                    return error("IllegalAccessToken", "ISV", "The specified access token is invalid or expired");
                }
                send(world, &given)
            }
            _ => error("InvalidApiPath", "ISV", "The specified API path is invalid"),
        }
    }
}

fn message(number: u64, id: &str, text: &str, by_buyer: bool, at: i64) -> Value {
    let (buyer, seller) = (format!("{}", 1_000_000 + number), "100094063".to_owned());
    let ((from, from_type), (to, to_type)) =
        if by_buyer { ((&buyer, 1), (&seller, 2)) } else { ((&seller, 2), (&buyer, 1)) };
    json!({"session_id": session(number), "message_id": id, "content": json!({"txt": text}).to_string(),
        "from_account_id": from, "from_account_type": from_type, "to_account_id": to, "to_account_type": to_type,
        "send_time": at, "template_id": 1, "type": 1, "site_id": "SG", "process_msg": "", "auto_reply": false,
        "status": 0})
}

fn session(number: u64) -> String {
    format!("100094063_2_{}_1_103", 1_000_000 + number)
}

/// The common parameters and the signature: everything sorted by name, behind the API's name.
fn check_gateway(call: &Call, parameters: &BTreeMap<String, String>) -> Option<HttpResponse> {
    let given = |name: &str| parameters.get(name).map(String::as_str).unwrap_or_default();
    if given("app_key") != APP_KEY {
        return Some(error("InvalidAppKey", "ISV", "The specified App Key is invalid"));
    }
    let timestamp: i64 = given("timestamp").parse().unwrap_or_default();
    if (timestamp - call.at).abs() > SKEW_MS_MAX {
        return Some(error("InvalidTimestamp", "ISV", "The request timestamp is expired"));
    }
    let mut signed = call.path().to_owned();
    for (name, value) in parameters.iter().filter(|(name, _)| *name != "sign") {
        signed.push_str(name);
        signed.push_str(value);
    }
    let expected = hex(&hmac_sha256(APP_SECRET.as_bytes(), signed.as_bytes())).to_uppercase();
    if given("sign_method") != "sha256" || given("sign") != expected {
        return Some(error(
            "IncompleteSignature",
            "ISV",
            "The request signature does not conform to platform standards",
        ));
    }
    None
}

fn refresh(refresh_token: &str) -> HttpResponse {
    if refresh_token != REFRESH_TOKEN {
        return error("IllegalRefreshToken", "ISV", "The specified refresh token is invalid or expired");
    }
    let token = json!({"access_token": ACCESS_TOKEN, "refresh_token": REFRESH_TOKEN, "country": "sg",
        "refresh_expires_in": 15_552_000, "account_platform": "seller_center", "expires_in": 2_592_000,
        "account": "seller@shop.example", "code": "0", "request_id": "0ba2887315178178017221014",
        "country_user_info": [{"country": "sg", "seller_id": SELLER_ID, "user_id": 10101}]});
    json_response(200, &token)
}

fn send<'a>(world: &mut World, given: &impl Fn(&str) -> &'a str) -> HttpResponse {
    match world.mode {
        Mode::Temporary => return error("ServiceTimeout", "ISP", "Service timeout"),
        Mode::Throttled => {
            return error("ApiCallLimit", "ISV", "The request is too frequent, this ban will last 1 seconds");
        }
        Mode::Permanent => {
            let body = json!({"code": "0", "success": false, "err_code": "SESSION_NOT_EXIST",
                "err_message": "The session does not exist", "request_id": "x"});
            return json_response(200, &body);
        }
        Mode::Works | Mode::TokenExpired => {}
    }
    if given("template_id") != "1" || given("txt").is_empty() || !given("session_id").starts_with("100094063_2_") {
        return error("MissingParameter", "ISV", "The input parameter that is mandatory is not supplied");
    }
    let sent = Sent {
        message_id: format!("21d0fLE0BtkPL{}", 79_000 + world.fresh()),
        thread: given("session_id").to_owned(),
        text: given("txt").to_owned(),
        key: None,
    };
    let sent = world.take(sent);
    json_response(
        200,
        &json!({"code": "0", "success": true, "err_code": "0", "err_message": "SUCCESS",
        "data": {"message_id": sent.message_id}, "request_id": "0ba2887315178178017221015"}),
    )
}

/// Errors come with status 200.
fn error(code: &str, kind: &str, message: &str) -> HttpResponse {
    json_response(200, &json!({"code": code, "type": kind, "message": message, "request_id": "0ba28873"}))
}
