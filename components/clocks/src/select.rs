//! Chooses a conversation's policy and limit, from what the operator set and what ships.

use sellerdesk_contract::wit::timeline::{Facts, Problem};
use sellerdesk_deadline as rules;
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

/// Characters of a reader's message that are passed on.
pub(crate) const DETAIL_CHARS_MAX: usize = 200;

/// The first policy that fits, and the marketplace's limit, as the JSON of [`rules::Selected`]. A category or priority
/// that isn't known fulfils no condition; settings that can't be read leave the presets.
pub fn select(facts: Facts, settings: Option<&str>) -> String {
    let settings = settings.and_then(|settings| serde_json::from_str::<rules::Settings>(settings).ok());
    let selected = settings.unwrap_or_default().select(&facts_of(facts));
    // The last preset fits everything, and plain data is always JSON: there is no other document to give.
    selected.and_then(|selected| serde_json::to_string(&selected).ok()).unwrap_or_default()
}

/// The document with the business hours that hold now; `None` if that changes nothing, or if it can't be read.
pub fn with_present_hours(policy: &str, facts: Facts, settings: &str) -> Option<String> {
    let selected: rules::Selected = serde_json::from_str(policy).ok()?;
    let settings: rules::Settings = serde_json::from_str(settings).ok()?;
    let present = settings.with_present_hours(&selected, &facts_of(facts))?;
    serde_json::to_string(&present).ok()
}

/// Whether an account is within its business hours; `None` where it has no calendar, or settings can't be read.
pub fn is_open(channel: &str, account: &str, settings: &str, at: i64) -> Option<bool> {
    let settings: rules::Settings = serde_json::from_str(settings).ok()?;
    settings.is_open(channel, account, at)
}

/// What is wrong with an operator's policies and calendars.
///
/// # Errors
/// Every refused field, those of a wrong shape one at a time.
pub fn check_settings(settings: &str) -> Result<(), Vec<Problem>> {
    let mut reader = serde_json::Deserializer::from_str(settings);
    let settings: rules::Settings = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let detail = error.inner().to_string();
        vec![Problem { field: error.path().to_string(), detail: detail.chars().take(DETAIL_CHARS_MAX).collect() }]
    })?;
    let problems: Vec<Problem> = rules::check_settings(&settings)
        .into_iter()
        .map(|problem| Problem { field: problem.field, detail: problem.message })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// The shipped policies as JSON.
pub fn presets() -> String {
    serde_json::to_string(&rules::presets()).unwrap_or_default()
}

fn facts_of(facts: Facts) -> rules::Facts {
    rules::Facts {
        channel: facts.channel,
        account: facts.account,
        category: named(&facts.category),
        priority: named(&facts.priority),
        language: facts.language,
        risk_event: facts.risk_event,
        customer_tier: facts.customer_tier,
        order_value: facts
            .order_value
            .map(|money| rules::Money { currency: money.currency, minor_units: money.minor_units }),
        ..rules::Facts::default()
    }
}

/// The value that serde knows by this name.
fn named<'de, T: Deserialize<'de>>(name: &'de str) -> Option<T> {
    T::deserialize(StrDeserializer::<Error>::new(name)).ok()
}
