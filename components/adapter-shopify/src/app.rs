//! `app/uninstalled`: from now on nothing comes from this shop.

use crate::event::{Context, given, own_id};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::{Event, Happening, Risk, RiskKind, RiskState};

/// Reads the end of an installation: the account no longer hears of claims and disputes.
pub fn read_uninstalled(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let shop = payload.required("id", |payload, _| own_id(payload))?;
    let domain = context.delivery.shop.clone().or_else(|| given(payload.line("myshopify_domain")));
    let from = domain.map(|domain| format!(" from {domain}")).unwrap_or_default();
    let risk = Risk {
        kind: RiskKind::AccountAtRisk,
        state: RiskState::Opened,
        reference: shop.clone(),
        amount: None,
        reason: Some(text::line(&format!("the app was uninstalled{from}: no more webhooks will come"))),
        due_at: None,
    };
    Ok(vec![context.event(&shop, format!("account:{shop}"), Happening::Risk(risk))])
}
