//! The routes: one table from path to handler.

use crate::{Answer, acts, board, conversations, health, rehearsal, replies, templates};
use sellerdesk_shell::{Incoming, Kind, Problem, authenticate, no_such_path, only};

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
        ["conversations", id, "suggestions"] => ("suggestions", only("GET", request, templates::suggestions(id)).await),
        ["conversations", id, "preview"] => ("preview", only("POST", request, templates::preview(id, request)).await),
        ["conversations", id, what] if acts::is_kind(what) => {
            ("act", only("POST", request, acts::post(id, what, request)).await)
        }
        ["bulk"] => ("bulk", only("POST", request, acts::bulk(request)).await),
        ["preview", "automations"] => ("preview-automations", only("POST", request, rehearsal::post(request)).await),
        ["reports", "deadlines"] => ("deadlines", only("GET", request, board::deadlines(request)).await),
        _ => ("unknown", Err(no_such_path())),
    }
}
