//! Claims: their state as a risk, and the messages in them.

mod messages;

pub use messages::ROLES;

use crate::api::{Documents, Stop};
use crate::common::{Context, event, given, instant, own_id, plain_id};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, money, text};
use sellerdesk_canonical::{Buyer, Event, Happening, Instant, Money, Risk, RiskKind, RiskState};
use serde_json::Value;

/// Sides of a claim that are looked at.
const PLAYERS_MAX: usize = 10;
/// Things a side may do that are looked at.
const ACTIONS_MAX: usize = 30;

/// Longest state that stands in an id for a time that is missing, in bytes.
const WHEN_BYTES_MAX: usize = 50;

/// Who takes part in a claim.
struct Players {
    /// The role of the account's own user.
    own_role: String,
    buyer: Option<Buyer>,
    due_at: Option<Instant>,
}

/// Reads the claim with its messages.
pub fn read(context: &Context<'_>, documents: &Documents<'_>, id: &str) -> Result<Vec<Event>, Stop> {
    let url = documents.claim(id);
    let (messages_url, reputation_url) = (format!("{url}/messages"), format!("{url}/affects-reputation"));
    documents.ask(&[&url, &messages_url, &reputation_url])?;
    let body = documents.required("claim", &url)?;
    let claim = Fields::root(&body)?;
    let order = read_order(documents, &claim)?;
    let said = documents.optional("claim's messages", &messages_url)?.unwrap_or_default();
    // Decoration: a claim must not wait for what it does to the reputation.
    let reputation = documents.optional("claim's reputation", &reputation_url).ok().flatten().unwrap_or_default();
    let players = read_players(context, &claim)?;
    let thread = order.as_ref().map_or_else(|| format!("claim:{id}"), |order| format!("pack:{}", order.sale));
    let of_claim = |event: Event| Event {
        buyer: players.buyer.clone(),
        order_id: order.as_ref().map(|order| order.sale.clone()),
        site: given(claim.line("site_id")),
        ..event
    };
    let mut events = messages::read(context, id, &said, &players.own_role, &thread);
    events.push(read_state(context, id, &claim, &reputation, &players, order.as_ref(), &thread));
    Ok(events.into_iter().map(of_claim).collect())
}

/// The sale that a claim is about.
struct Order {
    /// The pack, or the order where it has none.
    sale: String,
    amount: Option<Money>,
}

/// A claim on an order belongs to the order's pack, which only the order knows.
fn read_order(documents: &Documents<'_>, claim: &Fields<'_>) -> Result<Option<Order>, Stop> {
    let Some(id) = given(plain_id(claim, "resource_id")) else { return Ok(None) };
    match given(claim.text("resource")) {
        Some("purchase") => Ok(Some(Order { sale: id, amount: None })),
        Some("order") => {
            let body = documents.optional("order", &documents.order(&id))?.unwrap_or_default();
            let pack = Fields::root(&body).ok().and_then(|order| given(plain_id(&order, "pack_id")));
            Ok(Some(Order { sale: pack.unwrap_or(id), amount: read_amount(&body) }))
        }
        _ => Ok(None),
    }
}

/// The order's total, whose number is printed and not computed with.
fn read_amount(order: &Value) -> Option<Money> {
    let amount = order.get("total_amount").filter(|amount| amount.is_number())?.to_string();
    let currency = order.get("currency_id")?.as_str()?.to_owned();
    (money::is_amount(&amount) && money::is_currency(&currency)).then_some(Money { amount, currency })
}

fn read_players(context: &Context<'_>, claim: &Fields<'_>) -> Result<Players, Error> {
    let players = claim.objects("players", PLAYERS_MAX).unwrap_or_default();
    let user = |player: &Fields<'_>| given(own_id(player, "user_id"));
    let role = |player: &Fields<'_>| given(player.text("role")).unwrap_or_default().to_owned();
    let is_own = |player: &&Fields<'_>| user(player).is_some_and(|user| context.is_own(&user));
    let own = players.iter().find(is_own).or_else(|| players.iter().find(|player| role(player) == "respondent"));
    let own_role = own.map_or_else(|| "respondent".to_owned(), role);
    let others = ["complainant", "respondent"].into_iter().filter(|other| *other != own_role);
    let buyer = others.filter_map(|other| players.iter().find(|player| role(player) == other)).next();
    Ok(Players {
        buyer: buyer.and_then(user).map(|id| Buyer { id, name: None }),
        due_at: own.and_then(read_due_at),
        own_role,
    })
}

/// The earliest date of what has to be done, else of what can be.
fn read_due_at(own: &Fields<'_>) -> Option<Instant> {
    let actions = own.objects("available_actions", ACTIONS_MAX).unwrap_or_default();
    let earliest = |only_mandatory: bool| {
        let counts = |action: &&Fields<'_>| !only_mandatory || given(action.flag("mandatory")) == Some(true);
        actions.iter().filter(counts).filter_map(|action| instant(action, "due_date")).min()
    };
    earliest(true).or_else(|| earliest(false))
}

fn read_state(
    context: &Context<'_>,
    id: &str,
    claim: &Fields<'_>,
    reputation: &Value,
    players: &Players,
    order: Option<&Order>,
    thread: &str,
) -> Event {
    let (created, updated) = (instant(claim, "date_created"), instant(claim, "last_updated"));
    let at = context.at([updated, created]);
    let state = match given(claim.text("status")) {
        Some("closed") => RiskState::Closed,
        _ if updated.is_none() || updated == created => RiskState::Opened,
        _ => RiskState::Updated,
    };
    let reputation = Fields::root(reputation).ok();
    let incentive = reputation.as_ref().filter(|reputation| given(reputation.flag("has_incentive")) == Some(true));
    let incentive = incentive.and_then(|reputation| instant(reputation, "due_date"));
    let due_at = players.due_at.into_iter().chain(incentive).min();
    let risk = Risk {
        kind: read_kind(claim),
        state,
        reference: id.to_owned(),
        amount: order.and_then(|order| order.amount.clone()),
        reason: Some(read_reason(claim, reputation.as_ref())).filter(|reason| !reason.is_empty()),
        due_at: due_at.filter(|_| state != RiskState::Closed),
    };
    let when = updated.or(created).map_or_else(|| given(claim.id("status")).unwrap_or_default(), |at| at.to_string());
    let when = text::cut(&when, WHEN_BYTES_MAX);
    event(format!("claim-state:{id}:{when}"), thread.to_owned(), at, Happening::Risk(risk))
}

fn read_kind(claim: &Fields<'_>) -> RiskKind {
    match given(claim.text("type")) {
        Some("cancel_purchase" | "cancel_sale") => RiskKind::CancellationRequest,
        Some("return" | "returns" | "change") => RiskKind::ReturnOpened,
        _ => RiskKind::Claim,
    }
}

fn read_reason(claim: &Fields<'_>, reputation: Option<&Fields<'_>>) -> String {
    let labelled = |label: &str, value: Option<String>| value.map(|value| format!("{label} {value}"));
    let resolution = given(claim.object("resolution")).and_then(|resolution| given(resolution.line("reason")));
    let affected = reputation.and_then(|reputation| given(reputation.line("affects_reputation")));
    let parts = [
        given(claim.line("reason_id")),
        labelled("type", given(claim.line("type"))),
        labelled("stage", given(claim.line("stage"))),
        labelled("resolution", resolution),
        labelled("reputation", affected),
    ];
    text::line(&parts.into_iter().flatten().collect::<Vec<_>>().join("; "))
}
