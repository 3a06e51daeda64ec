//! One webhook: ask the adapter, store what it found, answer exactly as it says.

use crate::account::Account;
use sellerdesk_adapter::{Acceptance, Answer, Reason, Received, Rejection, Request, Unreadable};
use sellerdesk_contract::Composed;
use sellerdesk_inbox::{Desk, InboxError, Unread, accept_all, is_replay, quarantine};
use sellerdesk_shell::{Incoming, Kind, Outgoing, Problem, SpinStore, SystemClock, raw};

/// Judges and stores a request; answers what happened, for the log, and the response.
pub async fn receive(channel: &str, account: Account, incoming: Incoming) -> Result<(&'static str, Outgoing), Problem> {
    let media_type = incoming.header("content-type").unwrap_or_default().to_owned();
    let body = incoming.body.clone();
    let request = request(&account, incoming);
    match sellerdesk_contract::receive(request, Vec::new()) {
        Received::Accepted(acceptance) => {
            let answer = store(channel, &account.name, acceptance).await?;
            Ok(("accepted", respond(answer)))
        }
        Received::Unreadable(unreadable) => {
            let answer = keep(channel, &account.name, unreadable, &media_type, &body).await?;
            Ok(("quarantined", respond(answer)))
        }
        Received::Handshake(answer) => Ok(("handshake", respond(answer))),
        Received::Rejected(rejection) => Err(refuse(rejection)),
        Received::Needs(_) => {
            Err(Problem::new(Kind::Unavailable, "this channel's evidence can't be fetched: no host is allowed"))
        }
    }
}

fn request(account: &Account, incoming: Incoming) -> Request {
    Request {
        path_and_query: incoming.path_and_query(),
        endpoint: format!("{}{}", incoming.origin, incoming.path),
        method: incoming.method,
        headers: incoming.headers,
        body: incoming.body.into(),
        received_at: sellerdesk_inbox::Clock::wall_ms(&SystemClock),
        account: account.name.clone(),
        settings: account.settings.clone(),
    }
}

/// Every event is in its journal before the sender gets its acknowledgement.
async fn store(channel: &str, account: &str, acceptance: Acceptance) -> Result<Answer, Problem> {
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed);
    if let Some(token) = &acceptance.replay_key
        && is_replay(desk, channel, account, token, &acceptance.events).await.map_err(fail)?
    {
        return Err(Problem::new(Kind::Unauthorized, "this one-time token was used with another message"));
    }
    accept_all(desk, channel, account, acceptance.events).await.map_err(fail)?;
    Ok(acceptance.answer)
}

async fn keep(
    channel: &str,
    account: &str,
    unreadable: Unreadable,
    media_type: &str,
    body: &[u8],
) -> Result<Answer, Problem> {
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed);
    let id = unreadable.id.as_deref();
    let unread = Unread { channel, account, id, problem: &unreadable.problem, media_type, body };
    quarantine(desk, unread).await.map_err(fail)?;
    Ok(unreadable.answer)
}

fn respond(answer: Answer) -> Outgoing {
    raw(answer.status, &answer.headers, answer.body)
}

/// What a sender is told: its own mistakes by name, ours as temporary, so that it tries again.
fn refuse(rejection: Rejection) -> Problem {
    match rejection.reason {
        Reason::SignatureMissing | Reason::SignatureWrong | Reason::Stale => {
            Problem::new(Kind::Unauthorized, rejection.detail)
        }
        Reason::MethodWrong => Problem::method("POST"),
        Reason::Malformed => Problem::new(Kind::Malformed, rejection.detail),
        Reason::Misconfigured => Problem::new(Kind::Unavailable, rejection.detail),
    }
}

/// A delivery that could not be stored was not acknowledged: the sender has to come again.
fn fail(error: InboxError) -> Problem {
    sellerdesk_shell::log("store-failed", &[("error", &error)]);
    let kind = if error.is_temporary() { Kind::Unavailable } else { Kind::Internal };
    Problem::new(kind, "the event could not be stored")
}
