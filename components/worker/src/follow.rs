//! One conversation: all steps that follow from what is new in it.

use sellerdesk_accounts::AccountId;
use sellerdesk_announce::{Crier, of_mention, of_rule};
use sellerdesk_canonical::{ConversationId, Instant};
use sellerdesk_contract::{Composed, wit};
use sellerdesk_courier::problem;
use sellerdesk_inbox::action::Action;
use sellerdesk_inbox::customers::note_customers;
use sellerdesk_inbox::record::{Record, What};
use sellerdesk_inbox::row::standing;
use sellerdesk_inbox::{
    Desk, Following, InboxError, Told, automate, erase_records, follow, mentioned, note_day, note_mention, note_terms,
    share_out,
};
use sellerdesk_ledger::tally::record_tally;
use sellerdesk_ledger::{LedgerError, follow as note_facts, forget_uploads};
use sellerdesk_people::find_agent;
use sellerdesk_shell::{Incoming, Problem, SpinStore, SystemClock, log};
use serde::{Deserialize, Serialize};

/// What the sweep asks for.
#[derive(Deserialize)]
struct Ask {
    /// The conversation.
    conversation: ConversationId,
    /// As of when, in milliseconds since 1970.
    at: Instant,
}

/// What was done.
#[derive(Serialize)]
pub struct Done {
    /// Records that were followed.
    followed: usize,
}

/// Follows one conversation.
pub async fn run(incoming: &Incoming) -> Result<Done, Problem> {
    let ask: Ask = incoming.json()?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed);
    let steps = async |following: &Following<'_>| take_steps(desk, following).await;
    let followed = follow(desk, ask.conversation, ask.at, steps).await.map_err(problem)?;
    Ok(Done { followed })
}

/// Each step knows records by their ids: after a crash, all of them run again.
async fn take_steps(
    desk: Desk<'_, SpinStore, SystemClock, Composed>,
    following: &Following<'_>,
) -> Result<Vec<Record>, InboxError> {
    note_customers(desk, following).await?;
    note_day(desk, following.id, following.at).await?;
    note_terms(desk, following).await?;
    tell_mentioned(desk, following).await?;
    if following.records.iter().any(|record| record.is_erasure()) {
        erase_records(desk, following.id).await?;
        forget_reports(desk, following).await?;
    }
    keep_books(desk, following).await?;
    let mut records = automate(desk, following, async |told| tell(desk, following, &told).await).await?;
    let shared = share_out(desk, following, &records).await?;
    records.extend(shared);
    Ok(records)
}

/// Raw reports of marketplaces may name the buyer too, and can't be cut: their bytes go, what was counted stays.
async fn forget_reports(
    desk: Desk<'_, SpinStore, SystemClock, Composed>,
    following: &Following<'_>,
) -> Result<(), InboxError> {
    let is_asked_for = |record: &Record| {
        let What::Acted(acted) = &record.what else { return false };
        matches!(&acted.action, Action::Erased { reason } if reason == "request")
    };
    let Some(id) = AccountId::parse(&following.row.channel, &following.row.account).ok() else { return Ok(()) };
    if !following.records.iter().any(is_asked_for) {
        return Ok(());
    }
    match forget_uploads(desk.store, desk.clock, &id, None, following.at.saturating_add(1)).await {
        Err(LedgerError::Store(error)) => Err(error.into()),
        Err(error) => {
            log("reports-kept", &[("error", &error)]);
            Ok(())
        }
        Ok(_) => Ok(()),
    }
}

/// What the rules say to people, by the routing of the notifications.
async fn tell(
    desk: Desk<'_, SpinStore, SystemClock, Composed>,
    following: &Following<'_>,
    told: &Told,
) -> Result<(), InboxError> {
    let Some(crier) = Crier::of(desk, wit::clocks::route).await? else { return Ok(()) };
    let notice = of_rule(following.row, told, following.at);
    let agent = following.row.assignee.as_deref();
    crier.announce(desk.store, desk.clock, &[notice], agent, following.at).await
}

/// Puts mentions down for those who are meant, and tells them.
async fn tell_mentioned(
    desk: Desk<'_, SpinStore, SystemClock, Composed>,
    following: &Following<'_>,
) -> Result<(), InboxError> {
    let mut notices = Vec::new();
    for (name, mention) in mentioned(following) {
        let Some(agent) = find_agent(desk.store, name).await?.filter(|agent| agent.name != mention.by) else {
            continue;
        };
        note_mention(desk, &agent.id, &mention).await?;
        notices.push((of_mention(following.row, &mention, &agent.id), agent.id));
    }
    if notices.is_empty() {
        return Ok(());
    }
    let Some(crier) = Crier::of(desk, wit::clocks::route).await? else { return Ok(()) };
    for (notice, agent) in notices {
        crier.announce(desk.store, desk.clock, &[notice], Some(&agent), following.at).await?;
    }
    Ok(())
}

/// What the records say about the account's health, and what the conversation adds to the reports.
async fn keep_books(
    desk: Desk<'_, SpinStore, SystemClock, Composed>,
    following: &Following<'_>,
) -> Result<(), InboxError> {
    let Following { conversation, records, row, at, .. } = following;
    let standing = standing(conversation, desk.rules);
    let kept = async {
        note_facts(desk.store, desk.clock, conversation, records, *at).await?;
        record_tally(desk.store, desk.clock, conversation, &standing, row.version).await
    };
    match kept.await {
        Ok(()) => Ok(()),
        Err(LedgerError::Store(error)) => Err(error.into()),
        // One account too many, say: nothing of it may keep a sweep from the other steps.
        Err(error) => {
            log("books-failed", &[("conversation", &following.id), ("error", &error)]);
            Ok(())
        }
    }
}
