//! The routes: one table from path to handler.

use crate::{Answer, accounts, conversations, health, preview, replies};
use sellerdesk_shell::{Incoming, Kind, Problem, bearer_is, variable};

/// The route's name, for the log, and the answer.
pub async fn dispatch(request: &Incoming) -> (&'static str, Answer) {
    let path: Vec<&str> = request.path.trim_start_matches('/').split('/').collect();
    match path.as_slice() {
        ["health"] => ("health", health::check(request).await),
        ["hooks", ..] => ("unknown-channel", Err(Problem::new(Kind::NotFound, "there is no such channel"))),
        ["api", "v1", rest @ ..] => match authenticate(request).await {
            Ok(()) => api(request, rest).await,
            Err(problem) => ("unauthorized", Err(problem)),
        },
        _ => ("unknown", Err(no_such_path())),
    }
}

async fn api(request: &Incoming, path: &[&str]) -> (&'static str, Answer) {
    match path {
        ["conversations"] => ("list", only("GET", request, conversations::list(request)).await),
        ["conversations", id] => ("get", only("GET", request, conversations::get(id)).await),
        ["conversations", id, "raw"] => ("raw", only("GET", request, conversations::raw(id)).await),
        ["conversations", id, "replies"] => ("reply", only("POST", request, replies::post(id, request)).await),
        ["accounts"] => ("accounts", only("GET", request, accounts::list()).await),
        ["accounts", channel, account] => ("account", one_account(request, channel, account).await),
        ["preview", "classify"] => ("classify", only("POST", request, preview::classify(request)).await),
        ["preview", "deadline"] => ("deadline", only("POST", request, preview::deadline(request)).await),
        ["preview", "render"] => ("render", only("POST", request, preview::render(request)).await),
        _ => ("unknown", Err(no_such_path())),
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

/// A path that takes one method.
async fn only(method: &'static str, request: &Incoming, handler: impl Future<Output = Answer>) -> Answer {
    if request.method == method { handler.await } else { Err(Problem::method(method)) }
}

async fn authenticate(request: &Incoming) -> Result<(), Problem> {
    if bearer_is(request, &variable("admin_token").await?) {
        return Ok(());
    }
    Err(Problem::new(Kind::Unauthorized, "the API wants a bearer token"))
}

fn no_such_path() -> Problem {
    Problem::new(Kind::NotFound, "there is no such path")
}
