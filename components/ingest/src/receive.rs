//! One webhook: ask the adapter, store what it found, answer exactly as it says.

use crate::account::Account;
use crate::evidence;
use crate::judge::judge;
use futures_util::future::join;
use sellerdesk_accounts::{AccountId, note_failed, note_received};
use sellerdesk_adapter::{Acceptance, Answer, NEED_ROUNDS_MAX, Reason, Received, Rejection, Request, Unreadable};
use sellerdesk_canonical::RiskState;
use sellerdesk_contract::Composed;
use sellerdesk_courier::{api_base, problem, silence_event};
use sellerdesk_inbox::{Desk, Unread, accept, accept_all, is_replay, quarantine};
use sellerdesk_shell::{Incoming, Kind, Outgoing, Problem, SpinStore, SystemClock, log, raw};

/// Judges and stores a request; answers what happened, for the log, and the response.
pub async fn receive(channel: &str, account: Account, incoming: Incoming) -> Result<(&'static str, Outgoing), Problem> {
    let media_type = incoming.header("content-type").unwrap_or_default().to_owned();
    let body = incoming.body.clone();
    let request = request(&account, incoming).await?;
    let mut evidence = Vec::new();
    for _ in 0..NEED_ROUNDS_MAX {
        match judge(&request, &mut evidence) {
            Received::Accepted(acceptance) => {
                let events = acceptance.events.len() as u64;
                let kv = SpinStore::open().await?;
                // Beside each other: what is noted of the account must not delay the acknowledgement.
                let (answer, ()) =
                    join(store(&kv, channel, &account.name, acceptance), note(&kv, channel, &account, Ok(events)))
                        .await;
                return Ok(("accepted", respond(answer?)));
            }
            Received::Unreadable(unreadable) => {
                let answer = keep(channel, &account.name, unreadable, &media_type, &body).await?;
                return Ok(("quarantined", respond(answer)));
            }
            Received::Handshake(answer) => return Ok(("handshake", respond(answer))),
            Received::Rejected(rejection) => {
                if let Ok(kv) = SpinStore::open().await {
                    note(&kv, channel, &account, Err(&rejection.detail)).await;
                }
                return Err(refuse(rejection));
            }
            Received::Needs(needs) => evidence.extend(evidence::fetch(channel, &account.name, needs).await?),
        }
    }
    Err(Problem::new(Kind::Internal, "the adapter asks for evidence without end"))
}

async fn request(account: &Account, incoming: Incoming) -> Result<Request, Problem> {
    Ok(Request {
        path_and_query: incoming.path_and_query(),
        endpoint: format!("{}{}", incoming.origin, incoming.path),
        method: incoming.method,
        headers: incoming.headers,
        body: incoming.body.into(),
        received_at: SystemClock::now_ms(),
        account: account.name.clone(),
        client_address: incoming.client_address,
        api: api_base().await?,
        settings: account.settings.clone(),
    })
}

/// Every event is in its journal before the sender gets its acknowledgement.
async fn store(kv: &SpinStore, channel: &str, account: &str, acceptance: Acceptance) -> Result<Answer, Problem> {
    let desk = Desk::new(kv, &SystemClock, &Composed);
    if let Some(token) = &acceptance.replay_key
        && is_replay(desk, channel, account, token, &acceptance.events).await.map_err(problem)?
    {
        return Err(Problem::new(Kind::Unsigned, "this one-time token was used with another message"));
    }
    accept_all(desk, channel, account, acceptance.events).await.map_err(problem)?;
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
    quarantine(desk, unread).await.map_err(problem)?;
    Ok(unreadable.answer)
}

/// Remembers when the account was last heard of, and what went wrong last: "the API broke and nobody noticed" has cost
/// shops. At most a read, and rarely a write; whether it works changes no answer.
async fn note(kv: &SpinStore, channel: &str, account: &Account, outcome: Result<u64, &str>) {
    let Ok(id) = AccountId::parse(channel, &account.name) else { return };
    let noted = match outcome {
        Ok(events) => note_received(kv, &SystemClock, &id, events).await,
        Err(reason) => note_failed(kv, &SystemClock, &id, reason).await.map(|()| None),
    };
    match noted {
        Ok(None) => {}
        Ok(Some(silence)) => {
            let event = silence_event(&silence, RiskState::Closed, SystemClock::now_ms());
            let desk = Desk::new(kv, &SystemClock, &Composed);
            if let Err(error) = accept(desk, channel, &account.name, event).await {
                log("note-failed", &[("error", &error)]);
            }
        }
        Err(error) => log("note-failed", &[("error", &error)]),
    }
}

fn respond(answer: Answer) -> Outgoing {
    raw(answer.status, &answer.headers, answer.body)
}

/// What a sender is told: its own mistakes by name, ours as temporary, so that it tries again.
fn refuse(rejection: Rejection) -> Problem {
    match rejection.reason {
        Reason::SignatureMissing | Reason::SignatureWrong | Reason::Stale => {
            Problem::new(Kind::Unsigned, rejection.detail)
        }
        Reason::MethodWrong => Problem::method("POST"),
        Reason::Malformed => Problem::new(Kind::Malformed, rejection.detail),
        Reason::Misconfigured => Problem::new(Kind::Unavailable, rejection.detail),
    }
}
