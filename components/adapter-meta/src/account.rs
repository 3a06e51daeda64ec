//! News that the account itself is in danger: enforced policies, bans, a number's quality.

use crate::batch::{Batch, Place, given, joined, plain_id};
use crate::whatsapp::WHATSAPP;
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Happening, Instant, Risk, RiskKind, RiskState};

/// Restrictions named in one event.
const RESTRICTIONS_MAX: usize = 5;
/// Longest name of an event that is used in an id, in bytes.
const NAME_BYTES_MAX: usize = 60;

/// Reads Messenger's `policy-enforcement`: the page was warned, blocked or let go.
pub fn read_policy(batch: &mut Batch, policy: &Fields<'_>, place: &Place<'_>) -> Result<(), Error> {
    let action = given(policy.line("action")).unwrap_or_default();
    let state = if action == "unblock" { RiskState::Closed } else { RiskState::Opened };
    let at = dated(place.at)?;
    // What "unblock" ends goes by one name; each warning goes by its own, so that each is seen.
    let reference = if action == "warning" { format!("policy-warning:{at}") } else { "policy".to_owned() };
    let reason = joined([Some(action).filter(|action| !action.is_empty()), given(policy.line("reason"))]);
    let id = format!("policy:{}:{at}", place.own);
    batch.add_of_account(place.site, place.own, place.at, id, risk(&reference, state, reason))
}

/// Reads WhatsApp's `account_update`. Most of its events are good news and ask for nothing.
pub fn read_update(batch: &mut Batch, value: &Fields<'_>, own: &str, at: Option<Instant>) -> Result<(), Error> {
    let event = value.required("event", name)?;
    let ban = given(value.object("ban_info")).and_then(|ban| given(ban.line("waba_ban_state")));
    let state = match (event.as_str(), ban.as_deref()) {
        ("DISABLED_UPDATE", Some("REINSTATE")) => RiskState::Closed,
        (
            "ACCOUNT_VIOLATION"
            | "ACCOUNT_RESTRICTION"
            | "DISABLED_UPDATE"
            | "ACCOUNT_DELETED"
            | "PARTNER_REMOVED"
            | "PARTNER_APP_UNINSTALLED"
            | "ACCOUNT_OFFBOARDED",
            _,
        ) => RiskState::Opened,
        _ => return Ok(()),
    };
    let violation = given(value.object("violation_info")).and_then(|info| given(info.line("violation_type")));
    let restrictions = value.objects("restriction_info", RESTRICTIONS_MAX).unwrap_or_default();
    let restrictions = restrictions.iter().map(|one| given(one.line("restriction_type")));
    let reason = joined([Some(event.clone()), ban, violation].into_iter().chain(restrictions));
    let named_by = dated(at)?;
    let mut reference = event.to_ascii_lowercase();
    if event != "DISABLED_UPDATE" {
        reference = format!("{reference}:{named_by}");
    }
    let id = format!("account_update:{own}:{event}:{named_by}");
    batch.add_of_account(WHATSAPP, own, at, id, risk(&reference, state, reason))
}

/// Reads WhatsApp's `phone_number_quality_update`: buyers complain about a number.
pub fn read_quality(batch: &mut Batch, value: &Fields<'_>, own: &str, at: Option<Instant>) -> Result<(), Error> {
    let event = value.required("event", name)?;
    let state = match event.as_str() {
        "FLAGGED" | "DOWNGRADE" => RiskState::Opened,
        "UNFLAGGED" | "UPGRADE" => RiskState::Closed,
        _ => return Ok(()),
    };
    let number = given(value.line("display_phone_number"));
    let limit = given(value.line("current_limit"));
    let reason = joined([Some(format!("quality of the number: {event}")), number, limit]);
    let id = format!("quality:{own}:{event}:{}", dated(at)?);
    batch.add_of_account(WHATSAPP, own, at, id, risk("quality", state, reason))
}

fn name(fields: &Fields<'_>, name: &'static str) -> Result<Option<String>, Error> {
    let Some(id) = plain_id(fields, name)? else {
        return Ok(None);
    };
    if id.len() > NAME_BYTES_MAX { Err(fields.wrong(name, "is too long")) } else { Ok(Some(id)) }
}

/// The time tells one event from the next: these have no ids.
fn dated(at: Option<Instant>) -> Result<Instant, Error> {
    at.ok_or_else(|| Error::Field { path: "entry".to_owned(), problem: "has news of the account without a time" })
}

fn risk(reference: &str, state: RiskState, reason: Option<String>) -> Happening {
    Happening::Risk(Risk {
        kind: RiskKind::AccountAtRisk,
        state,
        reference: reference.to_owned(),
        amount: None,
        reason,
        due_at: None,
    })
}
