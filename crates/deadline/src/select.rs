//! Chooses a conversation's policy and limit.

use serde::{Deserialize, Serialize};

use crate::{Calendar, Facts, MarketplaceLimit, Obligation, Policy, Row, When, find_limit::find_limit};

/// What a conversation is measured by; kept with it as its snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selected {
    /// The company's policy, with its calendar filled in.
    pub policy: Policy,
    /// The marketplace's limit for answers, if it publishes one.
    pub limit: Option<MarketplaceLimit>,
    /// Whether the policy runs in the account's business hours, whichever those are.
    #[serde(default)]
    pub business_hours: bool,
}

/// The policy of the first row whose conditions all hold, and the marketplace's limit for answers.
///
/// `rows` are the operator's own, in order, then usually [`crate::presets`], whose last row holds
/// for everything. `business_hours` is the account's calendar, for rows that ask for it; without
/// one they run round the clock, which is never later. `None` if no row holds.
pub fn select(rows: &[Row], facts: &Facts, business_hours: Option<&Calendar>) -> Option<Selected> {
    let row = rows.iter().find(|row| row.when.holds(facts))?;
    let mut policy = row.policy.clone();
    let business_hours_hold = row.business_hours && policy.calendar.is_none();
    if business_hours_hold {
        policy.calendar = business_hours.cloned();
    }
    Some(Selected { policy, limit: find_limit(Obligation::Reply, facts), business_hours: business_hours_hold })
}

impl When {
    /// Whether every condition holds. What isn't known fulfils no condition.
    pub fn holds(&self, facts: &Facts) -> bool {
        let order_value_holds = self.order_value_min.as_ref().is_none_or(|min| {
            facts
                .order_value
                .as_ref()
                .is_some_and(|value| value.currency == min.currency && value.minor_units >= min.minor_units)
        });
        order_value_holds
            && is_any(&self.channels, Some(&facts.channel))
            && is_any(&self.accounts, Some(&facts.account))
            && is_any(&self.categories, facts.category.as_ref())
            && is_any(&self.priorities, facts.priority.as_ref())
            && is_any(&self.customer_tiers, facts.customer_tier.as_ref())
            && is_any(&self.languages, facts.language.as_ref())
            && is_any(&self.risk_events, facts.risk_event.as_ref())
    }
}

fn is_any<T: PartialEq>(wanted: &[T], value: Option<&T>) -> bool {
    wanted.is_empty() || value.is_some_and(|value| wanted.contains(value))
}
