//! One message to one target.

use sellerdesk_adapter::RESPONSE_BYTES_MAX;
use sellerdesk_announce::Errand;
use sellerdesk_notify::{Access, Message, Outcome, compose, interpret};
use sellerdesk_shell::{Problem, SystemClock, call, variable};
use serde_json::Value;
use std::time::Duration;

/// How long a platform may take for its answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The variable with the targets' secrets: a JSON object, name to settings.
const SECRETS: &str = "notify_targets";
/// The variable with the hosts that signed webhooks may go to, separated by spaces.
const HOSTS: &str = "notify_hosts";
/// The variable with the base URL that stands in for the platforms', for sandboxes and fakes.
const API: &str = "api_notify";
/// The value of [`API`] that stands for the platforms' own hosts.
const OWN: &str = "https://default.invalid";

/// Composes, sends and reads the answer. No answer at all is a temporary failure: twice is better than never.
pub async fn send(errand: &Errand) -> Result<Outcome, Problem> {
    let secrets: Value = serde_json::from_str(&variable(SECRETS).await?).unwrap_or_default();
    let Some(settings) = secrets.get(errand.target.credentials()).map(Value::to_string) else {
        return Ok(Outcome::refused("the variable notify_targets has no settings for this target"));
    };
    let api = variable(API).await?;
    let hosts: Vec<String> = variable(HOSTS).await?.split_whitespace().map(str::to_owned).collect();
    let access = Access { settings: &settings, api: if api == OWN { "" } else { &api }, hosts: &hosts };
    let message = Message {
        id: &errand.id,
        language: errand.language,
        notices: &errand.notices,
        more: errand.more,
        desk: &errand.desk,
    };
    // Signed as of now, whatever time a sweep judges by.
    let request = match compose(&errand.target, &access, &message, SystemClock::now_ms()) {
        Ok(request) => request,
        Err(refusal) => return Ok(Outcome::refused(&refusal.reason)),
    };
    Ok(match call(request, PATIENCE, RESPONSE_BYTES_MAX).await {
        Ok(response) => interpret(&errand.target, &access, &errand.id, &response),
        Err(error) => Outcome::temporary(&error.to_string(), None),
    })
}
