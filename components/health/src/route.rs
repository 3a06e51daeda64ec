//! The routes: one table from path to handler.

use crate::{Answer, accounts, facts, figures, reports, settings, task};
use sellerdesk_shell::{Incoming, Problem, authenticate, no_such_path, only};

/// The route's name, for the log, and the answer.
pub async fn dispatch(request: &Incoming) -> (&'static str, Answer) {
    let path: Vec<&str> = request.path.trim_start_matches('/').split('/').collect();
    let path = match path.as_slice() {
        ["tasks", "health"] => return ("task", only("POST", request, task::post(request)).await),
        ["api", "v1", rest @ ..] => rest,
        _ => return ("unknown", Err(no_such_path())),
    };
    if let Err(problem) = authenticate(request).await {
        return ("unauthorized", Err(problem));
    }
    match path {
        ["accounts", channel, account, "facts"] => {
            ("facts", only("POST", request, facts::post(channel, account, request)).await)
        }
        ["accounts", channel, account, "reports", kind] => match request.method.as_str() {
            "GET" => ("report", reports::get(channel, account, kind, request).await),
            "PUT" => ("put-report", reports::put(channel, account, kind, request).await),
            _ => ("report", Err(Problem::method("GET, PUT"))),
        },
        ["accounts", channel, account, "health"] => {
            ("figures", only("GET", request, figures::get(channel, account, request)).await)
        }
        ["accounts", channel, account, "health", "settings"] => match request.method.as_str() {
            "GET" => ("settings", settings::get(channel, account).await),
            "PUT" => ("put-settings", settings::put(channel, account, request).await),
            _ => ("settings", Err(Problem::method("GET, PUT"))),
        },
        ["reports", "health"] => ("overview", only("GET", request, accounts::list(request)).await),
        _ => ("unknown", Err(no_such_path())),
    }
}
