//! What the components of the JSON API share: one request in, looked up in a route table, one logged answer out.

use crate::{Incoming, Kind, Outgoing, Problem, authenticate, log};
use sellerdesk_people::{Found, Needs, Principal, Route, find};
use spin_sdk::http::Request;
use std::time::Instant;

/// What a handler answers.
pub type Answer = Result<Outgoing, Problem>;

/// What a handler is given.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The request.
    pub request: &'a Incoming,
    /// Who makes it; they may do what the route asks for.
    pub who: &'a Principal,
    /// The parts of the path that stand for the braces of the route.
    pub parts: &'a [&'a str],
}

/// Reads a request of at most `body_bytes_max`, looks it up in `routes`, and lets `handle` answer it if whoever makes it
/// may do what the route asks for.
pub async fn serve_routes<T: Copy>(
    request: Request,
    body_bytes_max: usize,
    routes: &'static [Route<T>],
    handle: impl AsyncFnOnce(T, Asked<'_>) -> Answer,
) -> Outgoing {
    let began = Instant::now();
    let (route, response) = match Incoming::read(request, body_bytes_max).await {
        Ok(incoming) => dispatch(&incoming, routes, handle).await,
        Err(problem) => ("unread", Err(problem)),
    };
    let response = response.unwrap_or_else(Outgoing::from);
    log("api", &[("route", &route), ("status", &response.status().as_u16()), ("ms", &began.elapsed().as_millis())]);
    response
}

async fn dispatch<T: Copy>(
    request: &Incoming,
    routes: &'static [Route<T>],
    handle: impl AsyncFnOnce(T, Asked<'_>) -> Answer,
) -> (&'static str, Answer) {
    let found = find(routes, &request.method, &request.path);
    if let Found::Row(route, parts) = &found
        && route.needs == Needs::Nothing
    {
        return (route.path, handle(route.to, Asked { request, who: &Principal::nobody(), parts }).await);
    }
    // What is not of the API is no secret; what is of it, strangers are not told.
    let who = match authenticate(request).await {
        Ok(who) => who,
        Err(_) if !request.path.starts_with("/api/") => Principal::nobody(),
        Err(problem) => return ("unauthorized", Err(problem)),
    };
    match found {
        Found::Nothing => ("unknown", Err(no_such_path())),
        Found::Method(allow) => ("method", Err(Problem::method(&allow))),
        Found::Row(route, _) if !who.meets(route.needs) => {
            (route.path, Err(Problem::new(Kind::Forbidden, "this is not for your role, or not for this token")))
        }
        Found::Row(route, parts) => (route.path, handle(route.to, Asked { request, who: &who, parts: &parts }).await),
    }
}

/// What stands under an unknown path.
pub fn no_such_path() -> Problem {
    Problem::new(Kind::NotFound, "there is no such path")
}
