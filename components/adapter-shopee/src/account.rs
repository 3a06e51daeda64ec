//! Codes 1, 2 and 12: whether the app may act for the shop; code 28: the shop's penalty points.

use crate::order::named_by;
use crate::push::{Context, data, given, instant, joined, risk};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Event, Happening, Risk, RiskKind, RiskState};

/// Shops named in one push; Shopee sends more in pages.
const SHOPS_MAX: usize = 2_000;
/// Fewest digits of a shop's number within a sentence.
const SHOP_DIGITS_MIN: usize = 3;
/// The reference of everything about the authorisation.
const AUTHORIZATION: &str = "authorization";

/// Reads `shop_authorization_push` (1) and `shop_authorization_canceled_push` (2): without it nothing comes any more.
pub fn read_authorization(context: &Context<'_>, payload: &Fields<'_>, code: &str) -> Result<Vec<Event>, Error> {
    let data = given(payload.object("data"));
    let extra = given(payload.line("extra")).or_else(|| data.as_ref().and_then(|data| given(data.line("extra"))));
    if !is_ours(context, data.as_ref(), extra.as_deref()) {
        return Ok(Vec::new());
    }
    let (state, what) = if code == "1" {
        (RiskState::Closed, "the shop is authorised")
    } else {
        (RiskState::Opened, "the shop's authorisation ended: no more pushes and replies")
    };
    let how = data.as_ref().and_then(|data| given(data.line("authorize_type")));
    let reason = joined([Some(what.to_owned()), how, extra]);
    let risk = risk(RiskKind::AccountAtRisk, state, AUTHORIZATION.to_owned(), reason);
    let id = format!("{AUTHORIZATION}:{code}:{}", named_by(context, None)?);
    Ok(vec![context.event(id, context.own_thread(), None, Happening::Risk(risk))])
}

/// Whether a push is about our shop: by its ids, else by the numbers in its sentence, else it is.
fn is_ours(context: &Context<'_>, data: Option<&Fields<'_>>, extra: Option<&str>) -> bool {
    let mut shops: Vec<String> = Vec::new();
    if let Some(data) = data {
        shops.extend(["shop_id", "shopid"].into_iter().filter_map(|name| given(data.id(name))));
        shops.extend(data.ids("shop_id_list", SHOPS_MAX).unwrap_or_default());
    }
    if shops.is_empty() {
        let numbers = extra.unwrap_or_default().split(|letter: char| !letter.is_ascii_digit());
        shops.extend(numbers.filter(|number| number.len() >= SHOP_DIGITS_MIN).map(str::to_owned));
    }
    shops.is_empty() || shops.contains(&context.shop.id)
}

/// Reads `open_api_authorization_expiry`: shops whose authorisation ends within a week.
pub fn read_expiry(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let data = data(payload)?;
    if !data.ids("shop_expire_soon", SHOPS_MAX)?.contains(&context.shop.id) {
        return Ok(Vec::new());
    }
    let due_at = instant(&data, "expire_before");
    let reason = Some("the shop's authorisation is about to end: authorise the app again".to_owned());
    let risk = Risk { due_at, ..risk(RiskKind::AccountAtRisk, RiskState::Opened, AUTHORIZATION.to_owned(), reason) };
    let id = format!("{AUTHORIZATION}:12:{}", named_by(context, due_at)?);
    Ok(vec![context.event(id, context.own_thread(), context.sent_at, Happening::Risk(risk))])
}

/// Reads `shop_penalty_update_push`: points given, points taken back, or another tier of punishment.
pub fn read_penalty(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let data = data(payload)?;
    let action = data.required("action_type", number)?;
    let at = instant(&data, "update_time");
    let part = |name| given(data.object(name));
    let value_of = |part: &Option<Fields<'_>>, name| part.as_ref().and_then(|part| given(number(part, name)));
    let (issued, removed, tier) = (part("points_issued_data"), part("points_removed_data"), part("tier_update_data"));
    let (old, new) = (value_of(&tier, "old_tier"), value_of(&tier, "new_tier"));
    let violation = value_of(&issued, "violation_type").or_else(|| value_of(&removed, "violation_type"));
    let (state, words, value) = match action {
        1 => (RiskState::Opened, "penalty points given", value_of(&issued, "issued_points")),
        2 => (RiskState::Closed, "penalty points taken back", value_of(&removed, "removed_points")),
        3 if new == Some(0) => (RiskState::Closed, "punishment tier", new),
        3 if new < old => (RiskState::Updated, "punishment tier", new),
        3 => (RiskState::Opened, "punishment tier", new),
        _ => (RiskState::Updated, "penalty changed", None),
    };
    let value = value.map(|value| value.to_string()).unwrap_or_default();
    let reason = joined([Some(format!("{words} {value}")), violation.map(violation_name)]);
    let named_by = named_by(context, at)?;
    let id = format!("penalty:{action}:{named_by}:{value}");
    // Points taken back don't say which: each push goes by its own name, so that each is seen.
    let risk = risk(RiskKind::AccountAtRisk, state, format!("penalty:{named_by}"), reason);
    Ok(vec![context.event(id, context.own_thread(), at, Happening::Risk(risk))])
}

/// A whole number, also as text: this push comes with both.
fn number(fields: &Fields<'_>, name: &'static str) -> Result<Option<u64>, Error> {
    let Some(digits) = fields.id(name)? else {
        return Ok(None);
    };
    digits.parse().map(Some).map_err(|_| fields.wrong(name, "must be a whole number"))
}

/// Shopee's names of the violations that have to do with buyers; of others the number.
fn violation_name(violation: u64) -> String {
    let name = match violation {
        5 => "high late shipment rate",
        6 => "high non-fulfilment rate",
        7 => "many non-fulfilled orders",
        8 => "many late shipped orders",
        9 => "prohibited listings",
        10 => "counterfeit or infringement",
        21 => "many chats without a response",
        22 => "rude chat replies",
        23 => "buyer asked to cancel the order",
        24 => "rude reply to a review",
        25 => "return and refund policy violated",
        3_030 | 3_074 => "transactions outside Shopee",
        3_048 => "chat spam",
        3_052 => "privacy breach in a reply to a review",
        _ => return format!("violation type {violation}"),
    };
    format!("violation type {violation}: {name}")
}
