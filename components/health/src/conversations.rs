//! Which open conversations of an account could become defects.

use sellerdesk_courier::problem;
use sellerdesk_health::{Key, OpenConversation, Ranked, rank};
use sellerdesk_inbox::InboxError;
use sellerdesk_inbox::index::Index;
use sellerdesk_inbox::limits::LIST_ROWS_MAX;
use sellerdesk_inbox::row::{Row, Status};
use sellerdesk_inbox::rules::Risk;
use sellerdesk_ledger::{Health, read_pages, trouble};
use sellerdesk_shell::{Problem, SpinStore, SystemClock, optional_instant};
use serde_json::{Value, json as object};
use std::collections::{BTreeMap, BTreeSet};

/// Pages that are looked through for the conversations' orders; the others are ranked by their words alone.
const PAGES_MAX: usize = 16;

/// The account's most pressing open conversations, likeliest defects first; those that can't become one are left out.
pub async fn ranked(store: &SpinStore, health: &Health, at: i64) -> Result<Vec<Value>, Problem> {
    let is_here = |row: &Row| row.channel == health.id.channel() && row.account == health.id.account();
    let scan = async || {
        let index = Index::load(store, &SystemClock).await?;
        Ok::<_, InboxError>(index.scan(None, LIST_ROWS_MAX, |row| row.status == Status::Open && is_here(row)).await?)
    };
    let rows = scan().await.map_err(problem)?.rows;
    let open: Vec<OpenConversation> = rows.iter().map(conversation).collect();
    let count = health.account.pages_or_default();
    let orders = open.iter().filter_map(|open| open.order.as_deref());
    let wanted: BTreeSet<u16> = orders.map(|order| Key::of("order", order).page(count)).collect();
    let wanted = wanted.into_iter().take(if health.account.pages.is_some() { PAGES_MAX } else { 0 });
    let pages = read_pages(store, &SystemClock, &health.id, wanted).await.map_err(crate::problem::problem)?;
    let by_id: BTreeMap<String, &Row> = rows.iter().map(|row| (row.conversation.to_string(), row)).collect();
    let ranked = rank(&open, &pages, at).into_iter().filter(|ranked| ranked.weight > 0);
    let shown = |ranked: Ranked| {
        let row = by_id.get(&ranked.id);
        object!({
            "id": ranked.id,
            "weight": ranked.weight,
            "reasons": ranked.reasons,
            "order_id": row.and_then(|row| row.order_id.as_ref()),
            "buyer_name": row.and_then(|row| row.buyer_name.as_ref()),
            "category": row.map(|row| row.category),
            "excerpt": row.map(|row| &row.excerpt),
            "next_deadline": optional_instant(row.and_then(|row| row.nearest_deadline())),
        })
    };
    Ok(ranked.map(shown).collect())
}

fn conversation(row: &Row) -> OpenConversation {
    let has = |risk: Risk| row.risk.contains(&risk);
    let event = |name: &str| row.risk_events.iter().any(|event| event == name);
    OpenConversation {
        id: row.conversation.to_string(),
        order: row.order_id.clone(),
        about: trouble(row.category).or_else(|| row.also.iter().find_map(|category| trouble(*category))),
        claim_threat: has(Risk::AToZ) || has(Risk::Chargeback),
        feedback_threat: has(Risk::NegativeReviewThreat),
        return_open: event("return_opened"),
        angry: has(Risk::FraudClaim) || has(Risk::Legal),
        unanswered: u32::from(row.waiting_since.is_some()),
        due_at: row.nearest_deadline(),
    }
}
