//! The routes: one table from path to handler.

use crate::{Answer, accounts, automations, documents, notifications, preview, preview_policies};
use sellerdesk_inbox::Section;
use sellerdesk_shell::{Incoming, Problem, authenticate, no_such_path, only};

/// The route's name, for the log, and the answer.
pub async fn dispatch(request: &Incoming) -> (&'static str, Answer) {
    if let Err(problem) = authenticate(request).await {
        return ("unauthorized", Err(problem));
    }
    let path: Vec<&str> = request.path.trim_start_matches("/api/v1/").split('/').collect();
    match path.as_slice() {
        ["accounts"] => ("accounts", only("GET", request, accounts::list()).await),
        ["accounts", channel, account] => ("account", one_account(request, channel, account).await),
        ["policies"] => ("policies", document(request, Section::Policies).await),
        ["policies", "apply"] => ("apply", only("POST", request, documents::apply()).await),
        ["calendars"] => ("calendars", document(request, Section::Calendars).await),
        ["rules"] => ("rules", document(request, Section::Rules).await),
        ["templates"] => ("templates", document(request, Section::Templates).await),
        ["compliance"] => ("compliance", document(request, Section::Compliance).await),
        ["notifications"] => ("notifications", document(request, Section::Notifications).await),
        ["automations"] => ("automations", document(request, Section::Automations).await),
        ["automations", "breakers"] => ("breakers", only("GET", request, automations::breakers()).await),
        ["automations", "breakers", channel, account] => {
            ("breaker", only("GET", request, automations::one(channel, account)).await)
        }
        ["automations", "breakers", channel, account, "close"] => {
            ("breaker-close", only("POST", request, automations::close(channel, account)).await)
        }
        ["automations", "breakers", channel, account, "clear"] => {
            ("breaker-clear", only("POST", request, automations::clear(channel, account, request)).await)
        }
        ["notifications", "deliveries"] => ("deliveries", only("GET", request, notifications::deliveries()).await),
        ["notifications", "deliveries", id, "redeliver"] => {
            ("redeliver", only("POST", request, notifications::again(id)).await)
        }
        ["notifications", "targets", id, "clear"] => ("clear", only("POST", request, notifications::mend(id)).await),
        ["notifications", "breaker", "close"] => ("breaker", only("POST", request, notifications::close()).await),
        ["preview", "compliance"] => ("preview-compliance", only("POST", request, preview::compliance(request)).await),
        ["preview", "classify"] => ("classify", only("POST", request, preview::classify(request)).await),
        ["preview", "deadline"] => ("deadline", only("POST", request, preview::deadline(request)).await),
        ["preview", "policies"] => ("preview-policies", only("POST", request, preview_policies::post(request)).await),
        ["preview", "render"] => ("render", only("POST", request, preview::render_template(request)).await),
        _ => ("unknown", Err(no_such_path())),
    }
}

async fn document(request: &Incoming, section: Section) -> Answer {
    match request.method.as_str() {
        "GET" => documents::get(section).await,
        "PUT" => documents::put(section, request).await,
        _ => Err(Problem::method("GET, PUT")),
    }
}

async fn one_account(request: &Incoming, channel: &str, account: &str) -> Answer {
    match request.method.as_str() {
        "GET" => accounts::get(channel, account).await,
        "PUT" => accounts::put(channel, account, request).await,
        "DELETE" => accounts::delete(channel, account).await,
        _ => Err(Problem::method("GET, PUT, DELETE")),
    }
}
