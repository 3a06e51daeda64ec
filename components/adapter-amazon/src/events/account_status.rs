//! `ACCOUNT_STATUS_CHANGED` (Selling Partner API, schema `AccountStatusChangedNotification`): `NORMAL`, `AT_RISK` or
//! `DEACTIVATED`, for each marketplace.

use super::notification::{Notification, field, text};
use sellerdesk_adapter::text::line;
use sellerdesk_canonical::{Event, Happening, Risk, RiskKind, RiskState};
use sellerdesk_relay_mail::bounded_id;

/// The status in which nothing is owed.
const NORMAL: &str = "NORMAL";

/// The events, `None` for a payload without a status.
pub fn read(notification: &Notification<'_>) -> Option<Vec<Event>> {
    let change = field(notification.payload, "AccountStatusChangeNotification")?;
    let status = text(change, "CurrentAccountStatus")?;
    let own = |name| text(change, name).or_else(|| text(notification.payload, name));
    let places: Vec<&str> =
        [own("MerchantId").or_else(|| own("SellerId")), own("MarketplaceId")].into_iter().flatten().collect();
    // One conversation for the account's standing in a marketplace, so that the end meets the beginning.
    let reference = bounded_id(&["account-status"].into_iter().chain(places).collect::<Vec<_>>().join(":"));
    let risk = Risk {
        kind: RiskKind::AccountAtRisk,
        state: if status == NORMAL { RiskState::Closed } else { RiskState::Opened },
        reference: reference.clone(),
        amount: None,
        reason: Some(describe(text(change, "PreviousAccountStatus"), status)),
        due_at: None,
    };
    Some(vec![notification.event(reference, None, Happening::Risk(risk))])
}

fn describe(before: Option<&str>, now: &str) -> String {
    line(&before.map_or_else(|| now.to_owned(), |before| format!("{before} -> {now}")))
}

#[cfg(test)]
mod tests {
    use super::describe;

    #[test]
    fn both_statuses_are_named() {
        assert_eq!(describe(Some("NORMAL"), "AT_RISK"), "NORMAL -> AT_RISK");
        assert_eq!(describe(None, "DEACTIVATED"), "DEACTIVATED");
    }
}
