//! What stands out from an account's own history: SKUs with trouble, parcels that only the carrier saw.

use crate::pages::each_page;
use crate::{LedgerError, Raised, read_account};
use sellerdesk_accounts::AccountId;
use sellerdesk_health::{
    BatchCount, Count, FakeDeliveries, Level, OutlierCount, Spike, SpikeSettings, Trouble, format_day,
};
use sellerdesk_journal::{Clock, Store};
use std::collections::BTreeMap;

/// SKUs that are told at once, the least likely to be an accident.
const SKUS_MAX: usize = 20;
/// A SKU that stood out is told again only after so many quiet days.
const QUIET_DAYS: i32 = 14;
/// The name that reports of nothing received go by among what stood out; no SKU is empty.
const DELIVERIES: &str = "";

/// What stands out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outliers {
    /// SKUs, the least likely to be an accident first.
    pub skus: Vec<Spike>,
    /// More reports of nothing received than before, though delivered.
    pub fake_deliveries: Option<FakeDeliveries>,
}

/// What stood out, by SKU: the first and the last day of it.
pub type StoodOut = BTreeMap<String, (i32, i32)>;

/// Looks through all of an account's pages, one after the other, and a second time if anything stands out: the cost
/// depends on their number alone.
///
/// # Errors
/// The store's.
pub async fn find_outliers<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    at: i64,
) -> Result<Outliers, LedgerError> {
    let Some(pages) = read_account(store, clock, id).await?.pages else { return Ok(Outliers::default()) };
    let settings = SpikeSettings::default();
    let mut count = OutlierCount::new(settings, at);
    each_page(store, clock, id, pages, |page| count.add(page)).await?;
    let mut skus = count.spikes();
    skus.truncate(SKUS_MAX);
    if !skus.is_empty() {
        let mut batches = BatchCount::new(&skus, settings, at);
        each_page(store, clock, id, pages, |page| batches.add(page)).await?;
        skus.iter_mut().for_each(|spike| spike.batch_from = batches.batch_from(&spike.sku));
    }
    Ok(Outliers { skus, fake_deliveries: count.fake_deliveries() })
}

/// What of it is new since `known`, as alerts, and what is known then.
pub fn news(outliers: &Outliers, known: &StoodOut, day: i32, at: i64) -> (Vec<Raised>, StoodOut) {
    let mut after: StoodOut = known.clone();
    after.retain(|_, (_, last)| day - *last <= QUIET_DAYS);
    let mut raised = Vec::new();
    let mut see = |name: &str, count: Count, text: String| {
        let (first, last) = after.entry(name.to_owned()).or_insert((day, day));
        *last = day;
        if *first == day {
            let metric = if name == DELIVERIES { "fake-deliveries" } else { "sku-trouble" };
            raised.push(Raised {
                id: format!("{metric}:{name}:{day}"),
                metric: metric.to_owned(),
                site: String::new(),
                view: name.to_owned(),
                level: Some(Level::Warn),
                count,
                text,
                at,
                told: false,
            });
        }
    };
    for spike in &outliers.skus {
        let counts = &spike.counts;
        let whole = counts.recent + counts.before;
        see(&spike.sku, Count { part: counts.recent, whole }, describe(spike));
    }
    if let Some(fake) = &outliers.fake_deliveries {
        let text = format!(
            "delivered, but not received: {} of {} lately, {} of {} before",
            fake.recent.0, fake.recent.1, fake.before.0, fake.before.1
        );
        see(DELIVERIES, Count { part: fake.recent.0, whole: fake.recent.1 }, text);
    }
    (raised, after)
}

fn describe(spike: &Spike) -> String {
    let counts = &spike.counts;
    let mut kinds: Vec<(&Trouble, &u64)> = counts.kinds.iter().collect();
    kinds.sort_by_key(|(about, orders)| (std::cmp::Reverse(**orders), **about));
    let kinds: Vec<String> =
        kinds.iter().take(2).map(|(about, orders)| format!("{} {orders}", trouble_name(**about))).collect();
    let batch = spike.batch_from.and_then(|day| i32::try_from(day).ok());
    let batch = batch.map(|day| format!(", shipped from {} on", format_day(day))).unwrap_or_default();
    let (sku, recent, before) = (&spike.sku, counts.recent, counts.before);
    format!("{sku}: {recent} troubled orders in 7 days, {before} in 12 weeks before ({}){batch}", kinds.join(", "))
}

/// A kind of trouble as the API writes it.
pub fn trouble_name(about: Trouble) -> &'static str {
    match about {
        Trouble::NotReceived => "not_received",
        Trouble::Damaged => "damaged",
        Trouble::Defective => "defective",
        Trouble::WrongItem => "wrong_item",
        Trouble::NotAsDescribed => "not_as_described",
        Trouble::Late => "late",
        Trouble::ChangedMind => "changed_mind",
        Trouble::Other => "other",
    }
}
