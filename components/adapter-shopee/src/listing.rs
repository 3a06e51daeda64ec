//! Codes 16 and 6: a listing that Shopee banned, deleted or ranks lower.

use crate::order::{named_by, value};
use crate::push::{Context, data, either_id, given, instant, joined, risk};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Event, Happening, Risk, RiskKind, RiskState};

/// Violations read of one push.
const DETAILS_MAX: usize = 5;
/// Where they stand; the documents have the last one by both names.
const DETAILS: [&str; 3] = ["item_status_details", "deboost_details", "deboosted_details"];

/// Reads a push: a risk for the account, with the earliest deadline for putting it right.
pub fn read(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let data = data(payload)?;
    let item = either_id(&data, ["item_id", "itemid"])?;
    let status = given(value(&data, "item_status"));
    let is_lowered = given(data.flag("deboost")) == Some(true);
    let details: Vec<Fields<'_>> =
        DETAILS.into_iter().flat_map(|name| data.objects(name, DETAILS_MAX).unwrap_or_default()).collect();
    let at = details.iter().filter_map(|detail| instant(detail, "update_time")).max();
    let state = match status.as_deref() {
        Some("NORMAL" | "UNLIST" | "SELLER_DELETE") if !is_lowered => RiskState::Closed,
        _ => RiskState::Opened,
    };
    let lowered = is_lowered.then(|| "ranked lower".to_owned());
    let words = details
        .iter()
        .flat_map(|detail| ["violation_type", "violation_reason", "suggestion"].map(|name| given(detail.line(name))));
    let reason = joined([given(data.line("item_name")), status.clone(), lowered].into_iter().chain(words));
    let risk = Risk {
        due_at: details.iter().filter_map(|detail| instant(detail, "fix_deadline_time")).min(),
        ..risk(RiskKind::AccountAtRisk, state, item.clone(), reason)
    };
    let word = status.as_deref().unwrap_or(if is_lowered { "deboost" } else { "banned" });
    let id = format!("item:{item}:{word}:{}", named_by(context, at)?);
    let event = context.event(id, format!("item:{item}"), at, Happening::Risk(risk));
    Ok(vec![Event { product_id: Some(item), ..event }])
}
