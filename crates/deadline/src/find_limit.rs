//! Finds the marketplace's limit for a conversation.

use std::borrow::Cow;

use crate::{Facts, MarketplaceLimit, Obligation, check_calendar::find_zone, limits::LIMITS};

/// The first limit for this obligation that fits the channel and region, in the shop's zone.
///
/// `None` where the marketplace publishes none. A shop zone that doesn't exist is ignored: the
/// limit then keeps its own.
pub fn find_limit(obligation: Obligation, facts: &Facts) -> Option<MarketplaceLimit> {
    let mut limit = published_limit(obligation, &facts.channel, facts.region.as_deref().unwrap_or_default())?;
    if let Some(zone) = &facts.shop_zone
        && find_zone(zone).is_some()
    {
        limit.zone = Cow::Owned(zone.clone());
    }
    Some(limit)
}

/// The first limit for this obligation that fits the channel and region, in its own zone: without the tz database.
pub fn published_limit(obligation: Obligation, channel: &str, region: &str) -> Option<MarketplaceLimit> {
    let row = LIMITS.iter().find(|row| {
        row.limit.obligation == obligation
            && row.channel == channel
            && (row.regions.is_empty() || row.regions.contains(&region))
    })?;
    Some(row.limit.clone())
}
