//! Customers: their history with an account, and forgetting them.

use crate::conversations::parse_id;
use crate::{Answer, present};
use sellerdesk_canonical::{ConversationId, CustomerId};
use sellerdesk_contract::Composed;
use sellerdesk_courier::problem;
use sellerdesk_inbox::action::Action;
use sellerdesk_inbox::customers::{Customer, VipRule, read_customer};
use sellerdesk_inbox::{Deed, Desk, InboxError, act, erase_records, read, read_settings, team_rules};
use sellerdesk_shell::people::Principal;
use sellerdesk_shell::{Incoming, Problem, SpinStore, SystemClock, instant, json};
use serde::Deserialize;
use serde_json::json as object;

/// The desk as a request has it.
type OwnDesk<'a> = Desk<'a, SpinStore, SystemClock, Composed>;

/// `GET /api/v1/conversations/{id}/customer`: what is remembered of whom the conversation is with.
pub async fn get(id: &str, who: &Principal) -> Answer {
    let id = parse_id(id)?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let known = read(desk, id).await.map_err(problem)?.conversation;
    let customer = match (&known.source, known.buyer_ids.first()) {
        (Some(source), Some(buyer)) => {
            let customer = CustomerId::derive(&source.channel, &source.account, &buyer.1);
            read_customer(desk, customer).await.map_err(problem)?
        }
        _ => Customer::default(),
    };
    let settings = read_settings(&store).await.map_err(problem)?;
    let rule = team_rules(&settings).map_or_else(VipRule::default, |team| team.vip);
    let short = customer.known();
    let visits = customer.visits.iter().map(
        |visit| object!({ "conversation": visit.conversation, "at": instant(visit.at), "category": visit.category }),
    );
    Ok(json(
        200,
        &object!({
            "since": customer.since.map(instant),
            "orders": short.orders,
            "praises": short.praises,
            "order_values": short.order_values,
            "vip_because": rule.reason(&short),
            "conversations": visits.collect::<Vec<_>>(),
        }),
    ))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Erasure {
    reason: Option<String>,
}

/// `POST /api/v1/conversations/{id}/erasure`: forgets the buyer of one conversation.
pub async fn erase(id: &str, request: &Incoming, who: &Principal) -> Answer {
    let id = parse_id(id)?;
    let asked: Erasure = if request.body.is_empty() { Erasure::default() } else { request.json()? };
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let row = erase_one(desk, id, asked.reason, who).await.map_err(problem)?;
    Ok(json(200, &present::row(&row)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CustomerErasure {
    channel: String,
    account: String,
    /// The marketplace's id of the buyer.
    buyer: String,
    reason: Option<String>,
}

/// `POST /api/v1/erasures`: forgets a buyer in all conversations that are remembered of them.
pub async fn erase_customer(request: &Incoming, who: &Principal) -> Answer {
    let asked: CustomerErasure = request.json()?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let customer = CustomerId::derive(&asked.channel, &asked.account, &asked.buyer);
    let visits = read_customer(desk, customer).await.map_err(problem)?.visits;
    // Of an account out of reach not even that somebody bought there.
    if visits.is_empty() || !desk.sees(&asked.channel, &asked.account) {
        return Err(Problem::field("buyer", "nothing is remembered of such a buyer of this account"));
    }
    let mut erased = Vec::with_capacity(visits.len());
    for visit in visits {
        match erase_one(desk, visit.conversation, asked.reason.clone(), who).await {
            Ok(_) => erased.push(visit.conversation),
            // Another account's, or gone.
            Err(InboxError::NotFound) => {}
            Err(error) => return Err(problem(error)),
        }
    }
    Ok(json(200, &object!({ "erased": erased })))
}

async fn erase_one(
    desk: OwnDesk<'_>,
    id: ConversationId,
    reason: Option<String>,
    who: &Principal,
) -> Result<sellerdesk_inbox::row::Row, InboxError> {
    let reason = reason.unwrap_or_else(|| "request".to_owned());
    let row = act(desk, id, Deed::Plain(Action::Erased { reason }), &who.name, None).await?;
    erase_records(desk, id).await?;
    Ok(row)
}
