//! What the components of the JSON API share: one request in, one logged answer out.

use crate::{Incoming, Kind, Outgoing, Problem, bearer_is, log, variable};
use spin_sdk::http::Request;
use std::time::Instant;

/// What a handler answers.
pub type Answer = Result<Outgoing, Problem>;

/// Reads a request of at most `body_bytes_max`, lets `dispatch` answer it, and logs the route that it names.
pub async fn serve_api(
    request: Request,
    body_bytes_max: usize,
    dispatch: impl AsyncFnOnce(&Incoming) -> (&'static str, Answer),
) -> Outgoing {
    let began = Instant::now();
    let (route, response) = match Incoming::read(request, body_bytes_max).await {
        Ok(incoming) => dispatch(&incoming).await,
        Err(problem) => ("unread", Err(problem)),
    };
    let response = response.unwrap_or_else(Outgoing::from);
    log("api", &[("route", &route), ("status", &response.status().as_u16()), ("ms", &began.elapsed().as_millis())]);
    response
}

/// A path that takes one method.
///
/// # Errors
/// The handler's; another method.
pub async fn only(method: &'static str, request: &Incoming, handler: impl Future<Output = Answer>) -> Answer {
    if request.method == method { handler.await } else { Err(Problem::method(method)) }
}

/// Lets callers with the admin's token pass.
///
/// # Errors
/// Anybody else is unauthorized.
pub async fn authenticate(request: &Incoming) -> Result<(), Problem> {
    if bearer_is(request, &variable("admin_token").await?) {
        return Ok(());
    }
    Err(Problem::new(Kind::Unauthorized, "the API wants a bearer token"))
}

/// What stands under an unknown path.
pub fn no_such_path() -> Problem {
    Problem::new(Kind::NotFound, "there is no such path")
}
