//! SKUs with more trouble lately than their own history explains, parcels that only the carrier saw, and bad batches.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    DefectKind, Key, Page, Trouble,
    latest::known,
    order::Order,
    tail::{discoveries, ln_tail},
};

const DAY_MS: i64 = 86_400_000;
/// Days after it was placed in which an order is taken to be able to cause trouble.
const AT_RISK_DAYS: i64 = 30;
/// Fewer recent events than this are no pattern, however rare they were.
const EVENTS_LEAST: u64 = 3;
/// A batch shows within this many days of shipping.
const BATCH_DAYS: i64 = 7;

/// What to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpikeSettings {
    /// Days that are "lately".
    pub recent_days: i64,
    /// Days of history before them.
    pub history_days: i64,
    /// How many of the SKUs told may be false alarms, in millionths.
    pub false_ppm: u64,
}

impl Default for SpikeSettings {
    fn default() -> Self {
        Self { recent_days: 7, history_days: 84, false_ppm: 50_000 }
    }
}

/// What happened to a SKU, lately and before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SkuCounts {
    /// Orders with trouble lately: a return, a complaint or a report of nothing received, each order once a kind.
    pub recent: u64,
    /// The same in the history.
    pub before: u64,
    /// Days that its orders were at risk, lately.
    pub recent_exposure: u64,
    /// The same in the history.
    pub before_exposure: u64,
    /// Kinds of trouble, lately.
    pub kinds: BTreeMap<Trouble, u64>,
}

/// A SKU that stands out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spike {
    /// The SKU.
    pub sku: String,
    /// The counts behind it.
    pub counts: SkuCounts,
    /// Natural logarithm of the chance of so many by accident.
    pub ln_chance: f64,
    /// Its troubled orders were shipped within [`BATCH_DAYS`] days though its orders were not: the first of those
    /// days, in days since 1970-01-01 UTC.
    pub batch_from: Option<i64>,
}

/// Reports of nothing received though the carrier says delivered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FakeDeliveries {
    /// Lately: such orders of those delivered.
    pub recent: (u64, u64),
    /// The same in the history.
    pub before: (u64, u64),
    /// Natural logarithm of the chance of so many by accident.
    pub ln_chance: f64,
}

struct Event {
    at: i64,
    about: Trouble,
    sku: Option<Key>,
}

fn events(order: &Order) -> Vec<Event> {
    let complaints = order.complaints.values().map(|told| Event { at: told.at, about: told.about, sku: told.sku });
    let returns = order.returns.values().filter_map(|asked| {
        let about = known(&asked.reason).unwrap_or(Trouble::Other);
        Some(Event { at: known(&asked.requested)?, about, sku: known(&asked.sku) })
    });
    let missing =
        order.defects.iter().filter(|((kind, _), _)| *kind == DefectKind::NotReceived).filter_map(|(_, defect)| {
            let at = *defect.states.values().min()?;
            Some(Event { at, about: Trouble::NotReceived, sku: None })
        });
    let mut events: Vec<Event> = complaints.chain(returns).chain(missing).collect();
    events.sort_by_key(|event| (event.about, event.at));
    // A return and a complaint about the same are one trouble.
    events.dedup_by(|later, first| later.about == first.about && later.sku == first.sku);
    events
}

/// The SKUs that stand out, the least likely to be an accident first. Pages of one account.
///
/// Given the events of both periods, how many of them fall into the recent one is binomial with the recent share of
/// the exposure; the chance of that many or more is the test. Returns for a change of mind count like others.
pub fn find_spikes(pages: &[Page], settings: SpikeSettings, as_of: i64) -> Vec<Spike> {
    let counts = count_skus(pages, settings, as_of);
    let tested: Vec<(&Key, &SkuCounts, f64)> = counts
        .iter()
        .filter(|(_, counts)| counts.recent_exposure > 0 && counts.before_exposure > 0)
        .map(|(sku, counts)| {
            let all = counts.recent_exposure + counts.before_exposure;
            let chance = ln_tail(counts.recent + counts.before, counts.recent, counts.recent_exposure, all);
            (sku, counts, chance)
        })
        .collect();
    let found = discoveries(&tested.iter().map(|(_, _, chance)| *chance).collect::<Vec<_>>(), settings.false_ppm);
    let mut spikes: Vec<Spike> = tested
        .into_iter()
        .zip(found)
        .filter(|((_, counts, _), found)| *found && counts.recent >= EVENTS_LEAST)
        .map(|((sku, counts, ln_chance), _)| Spike {
            sku: pages.iter().find_map(|page| page.sku_names.get(sku)).cloned().unwrap_or_default(),
            counts: counts.clone(),
            ln_chance,
            batch_from: find_batch(pages, *sku, settings, as_of),
        })
        .collect();
    spikes.sort_by(|a, b| a.ln_chance.total_cmp(&b.ln_chance).then(a.sku.cmp(&b.sku)));
    spikes
}

fn count_skus(pages: &[Page], settings: SpikeSettings, as_of: i64) -> BTreeMap<Key, SkuCounts> {
    let recent_from = as_of - settings.recent_days * DAY_MS;
    let before_from = recent_from - settings.history_days * DAY_MS;
    let mut counts: BTreeMap<Key, SkuCounts> = BTreeMap::new();
    for order in pages.iter().flat_map(|page| page.orders.values()) {
        let Some(placed) = known(&order.placed) else { continue };
        let at_risk = |from: i64, to: i64| {
            let days = (to.min(placed + AT_RISK_DAYS * DAY_MS) - from.max(placed)).max(0) / DAY_MS;
            u64::try_from(days).unwrap_or_default()
        };
        let happened = events(order);
        for sku in order.skus.keys() {
            let counts = counts.entry(*sku).or_default();
            counts.recent_exposure += at_risk(recent_from, as_of);
            counts.before_exposure += at_risk(before_from, recent_from);
            // Trouble after the days at risk has no exposure to be held against.
            let of_sku = |event: &&Event| {
                event.sku.is_none_or(|of| of == *sku) && event.at < placed + AT_RISK_DAYS * DAY_MS && event.at >= placed
            };
            for event in happened.iter().filter(of_sku) {
                if (recent_from..as_of).contains(&event.at) {
                    counts.recent += 1;
                    *counts.kinds.entry(event.about).or_default() += 1;
                } else if (before_from..recent_from).contains(&event.at) {
                    counts.before += 1;
                }
            }
        }
    }
    counts
}

/// The densest days of shipping among a SKU's troubled orders, if they hold more of them than of all its orders. The
/// chance is multiplied by the number of places tried.
fn find_batch(pages: &[Page], sku: Key, settings: SpikeSettings, as_of: i64) -> Option<i64> {
    let from = as_of - (settings.recent_days + settings.history_days) * DAY_MS;
    let (mut all, mut troubled) = (Vec::new(), Vec::new());
    for order in pages.iter().flat_map(|page| page.orders.values()).filter(|order| order.skus.contains_key(&sku)) {
        let Some(shipped) = known(&order.shipped).filter(|shipped| *shipped >= from) else { continue };
        all.push(shipped.div_euclid(DAY_MS));
        if events(order).iter().any(|event| event.about != Trouble::ChangedMind) {
            troubled.push(shipped.div_euclid(DAY_MS));
        }
    }
    troubled.sort_unstable();
    let within =
        |days: &[i64], first: i64| days.iter().filter(|day| (first..first + BATCH_DAYS).contains(*day)).count() as u64;
    let places = troubled.iter().map(|first| {
        let (hits, share) = (within(&troubled, *first), within(&all, *first));
        (ln_tail(troubled.len() as u64, hits, share, all.len() as u64), *first)
    });
    let (chance, first) = places.min_by(|a, b| a.0.total_cmp(&b.0))?;
    let corrected = chance + (troubled.len() as f64).ln();
    let limit = (settings.false_ppm as f64).ln() - 1_000_000_f64.ln();
    (troubled.len() as u64 >= EVENTS_LEAST && corrected <= limit).then_some(first)
}

/// Whether buyers lately report nothing received, of what the carrier says it delivered, more often than before.
pub fn find_fake_deliveries(pages: &[Page], settings: SpikeSettings, as_of: i64) -> Option<FakeDeliveries> {
    let recent_from = as_of - settings.recent_days * DAY_MS;
    let before_from = recent_from - settings.history_days * DAY_MS;
    let (mut recent, mut before) = ((0, 0), (0, 0));
    for order in pages.iter().flat_map(|page| page.orders.values()) {
        let Some(delivered) = known(&order.delivered) else { continue };
        let denied = events(order).iter().any(|event| event.about == Trouble::NotReceived && event.at >= delivered);
        let counts = match delivered {
            _ if (recent_from..as_of).contains(&delivered) => &mut recent,
            _ if (before_from..recent_from).contains(&delivered) => &mut before,
            _ => continue,
        };
        counts.0 += u64::from(denied);
        counts.1 += 1;
    }
    let ln_chance = ln_tail(recent.0 + before.0, recent.0, recent.1, recent.1 + before.1);
    let limit = (settings.false_ppm as f64).ln() - 1_000_000_f64.ln();
    let is_pattern = recent.0 >= EVENTS_LEAST && before.1 > 0 && ln_chance <= limit;
    is_pattern.then_some(FakeDeliveries { recent, before, ln_chance })
}
