//! The fake of a colleague's mailbox behind Postmark: it takes notifications only if they say that they are automatic.

use super::{Receiver, take};
use crate::mail::Mail as Postmark;
use crate::{Call, Marketplace, World, json_response};
use sellerdesk_adapter::HttpResponse;
use serde_json::{Value, json};

/// A mailbox.
#[derive(Clone, Copy, Debug)]
pub struct Mail;

impl Receiver for Mail {
    fn kind(&self) -> &'static str {
        "mail"
    }

    fn settings(&self) -> Value {
        Postmark.api_settings()
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        let mail = call.json();
        let header = |name: &str| {
            let headers = mail["Headers"].as_array()?;
            headers.iter().find(|header| header["Name"] == name)?["Value"].as_str()
        };
        let is_automatic = header("Auto-Submitted").is_some_and(|value| value.starts_with("auto-"));
        let (is_one_line, key) =
            (|text: &Value| !text.as_str().unwrap_or("\n").contains(['\r', '\n']), header("Message-ID"));
        if !is_automatic || !is_one_line(&mail["Subject"]) || !is_one_line(&mail["To"]) || key.is_none() {
            return json_response(422, &json!({"ErrorCode": 300, "Message": "Not an automatic mail."}));
        }
        let mut provider = World { mode: world.mode, ..World::default() };
        let response = Postmark.answer(&mut provider, call);
        if response.status == 200 {
            let text = format!(
                "{}\n{}",
                mail["Subject"].as_str().unwrap_or_default(),
                mail["TextBody"].as_str().unwrap_or_default()
            );
            take(world, text, key, false);
        }
        response
    }
}
