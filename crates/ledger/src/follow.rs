//! Following a conversation: its new records' facts go to the account's pages.

use crate::facts_of::{bare, defect};
use crate::{LedgerError, facts_of, record_facts};
use sellerdesk_accounts::AccountId;
use sellerdesk_canonical::{Event, Happening, RiskKind, RiskState};
use sellerdesk_health::{DefectKind, DefectState, Fact};
use sellerdesk_inbox::conversation::Conversation;
use sellerdesk_inbox::item::ItemKind;
use sellerdesk_inbox::record::Record;
use sellerdesk_journal::{Clock, Store};

/// Records the facts of new records; any of them may be followed again. Nothing for accounts whose name can't be one
/// of the API's.
///
/// # Errors
/// The store's; follow them again then.
pub async fn follow<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    conversation: &Conversation,
    records: &[Record],
    received_at: i64,
) -> Result<(), LedgerError> {
    let Some(source) = &conversation.source else { return Ok(()) };
    let Ok(id) = AccountId::parse(&source.channel, &source.account) else { return Ok(()) };
    // The marketplace counts an answer anywhere on its thread.
    let thread = source.origin();
    let mut facts: Vec<Fact> = records.iter().flat_map(|record| facts_of(thread, record)).collect();
    facts.extend(records.iter().flat_map(|record| refunded_claims(conversation, record)));
    record_facts(store, clock, &id, facts, received_at).await
}

/// Claims of the conversation that a refund answered: told when either becomes known, so in any order of arrival.
fn refunded_claims(conversation: &Conversation, record: &Record) -> Vec<Fact> {
    let Some(delivered) = record.arrived() else { return Vec::new() };
    let Happening::Risk(risk) = &delivered.event.happening else { return Vec::new() };
    let is_claim = matches!(risk.kind, RiskKind::Claim | RiskKind::Dispute) && risk.state == RiskState::Opened;
    if delivered.source.channel == "ebay" || !(is_claim || risk.kind == RiskKind::RefundIssued) {
        return Vec::new();
    }
    let items = &conversation.items;
    let mut facts = Vec::new();
    let refunds = items.iter().filter(|item| matches!(item.kind, ItemKind::Risk(RiskKind::RefundIssued, _)));
    for refund in refunds.filter(|refund| !is_claim || refund.at >= delivered.event.at) {
        if !is_claim && refund.id != record.id {
            continue;
        }
        let is_open_claim =
            |kind: ItemKind| matches!(kind, ItemKind::Risk(RiskKind::Claim | RiskKind::Dispute, RiskState::Opened));
        for claim in items.iter().filter(|item| is_open_claim(item.kind) && item.at <= refund.at) {
            if let Some(reference) = claim.reference.clone().filter(|_| !is_claim || claim.id == record.id) {
                let event = Event { at: refund.at, ..delivered.event.clone() };
                let what = defect(DefectKind::Claim, reference, DefectState::Refunded);
                let fact = bare(&record.id.to_string(), &event, what);
                facts.extend(Some(fact).filter(|fact| fact.order.is_some()));
            }
        }
    }
    facts
}
