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

/// Counts what [`find_spikes`] and [`find_fake_deliveries`] test, page by page: pages may be read one after the other.
#[derive(Clone, Debug)]
pub struct OutlierCount {
    settings: SpikeSettings,
    as_of: i64,
    skus: BTreeMap<Key, SkuCounts>,
    names: BTreeMap<Key, String>,
    /// Denied of delivered, lately and before.
    deliveries: [(u64, u64); 2],
}

/// When the orders of some SKUs were shipped, and which of them made trouble.
#[derive(Clone, Debug)]
pub struct BatchCount {
    settings: SpikeSettings,
    as_of: i64,
    /// Days of shipping: all, and of orders with trouble.
    shipped: BTreeMap<Key, [Vec<i64>; 2]>,
}

impl OutlierCount {
    /// Nothing counted yet.
    pub fn new(settings: SpikeSettings, as_of: i64) -> Self {
        Self { settings, as_of, skus: BTreeMap::new(), names: BTreeMap::new(), deliveries: [(0, 0); 2] }
    }

    fn begins(&self) -> (i64, i64) {
        let recent = self.as_of - self.settings.recent_days * DAY_MS;
        (recent, recent - self.settings.history_days * DAY_MS)
    }

    /// Counts a page, each once.
    pub fn add(&mut self, page: &Page) {
        for (key, name) in &page.sku_names {
            self.names.entry(*key).or_insert_with(|| name.clone());
        }
        for order in page.orders.values() {
            let happened = events(order);
            self.add_skus(order, &happened);
            self.add_delivery(order, &happened);
        }
    }

    fn add_skus(&mut self, order: &Order, happened: &[Event]) {
        let (recent_from, before_from) = self.begins();
        let Some(placed) = known(&order.placed) else { return };
        let at_risk = |from: i64, to: i64| {
            let days = (to.min(placed + AT_RISK_DAYS * DAY_MS) - from.max(placed)).max(0) / DAY_MS;
            u64::try_from(days).unwrap_or_default()
        };
        for sku in order.skus.keys() {
            let counts = self.skus.entry(*sku).or_default();
            counts.recent_exposure += at_risk(recent_from, self.as_of);
            counts.before_exposure += at_risk(before_from, recent_from);
            // Trouble after the days at risk has no exposure to be held against.
            let of_sku = |event: &&Event| {
                event.sku.is_none_or(|of| of == *sku) && event.at < placed + AT_RISK_DAYS * DAY_MS && event.at >= placed
            };
            for event in happened.iter().filter(of_sku) {
                if (recent_from..self.as_of).contains(&event.at) {
                    counts.recent += 1;
                    *counts.kinds.entry(event.about).or_default() += 1;
                } else if (before_from..recent_from).contains(&event.at) {
                    counts.before += 1;
                }
            }
        }
    }

    fn add_delivery(&mut self, order: &Order, happened: &[Event]) {
        let (recent_from, before_from) = self.begins();
        let Some(delivered) = known(&order.delivered) else { return };
        let denied = happened.iter().any(|event| event.about == Trouble::NotReceived && event.at >= delivered);
        let [recent, before] = &mut self.deliveries;
        let counts = match delivered {
            _ if (recent_from..self.as_of).contains(&delivered) => recent,
            _ if (before_from..recent_from).contains(&delivered) => before,
            _ => return,
        };
        counts.0 += u64::from(denied);
        counts.1 += 1;
    }

    /// The SKUs that stand out, the least likely to be an accident first; which batch they are of is
    /// [`BatchCount`]'s to say.
    ///
    /// Given the events of both periods, how many of them fall into the recent one is binomial with the recent share of
    /// the exposure; the chance of that many or more is the test. Returns for a change of mind count like others.
    pub fn spikes(&self) -> Vec<Spike> {
        let tested: Vec<(&Key, &SkuCounts, f64)> = self
            .skus
            .iter()
            .filter(|(_, counts)| counts.recent_exposure > 0 && counts.before_exposure > 0)
            .map(|(sku, counts)| {
                let all = counts.recent_exposure + counts.before_exposure;
                let chance = ln_tail(counts.recent + counts.before, counts.recent, counts.recent_exposure, all);
                (sku, counts, chance)
            })
            .collect();
        let chances: Vec<f64> = tested.iter().map(|(_, _, chance)| *chance).collect();
        let found = discoveries(&chances, self.settings.false_ppm);
        let mut spikes: Vec<Spike> = tested
            .into_iter()
            .zip(found)
            .filter(|((_, counts, _), found)| *found && counts.recent >= EVENTS_LEAST)
            .map(|((sku, counts, ln_chance), _)| Spike {
                sku: self.names.get(sku).cloned().unwrap_or_default(),
                counts: counts.clone(),
                ln_chance,
                batch_from: None,
            })
            .collect();
        spikes.sort_by(|a, b| a.ln_chance.total_cmp(&b.ln_chance).then(a.sku.cmp(&b.sku)));
        spikes
    }

    /// Whether buyers lately report nothing received, of what the carrier says it delivered, more often than before.
    pub fn fake_deliveries(&self) -> Option<FakeDeliveries> {
        let [recent, before] = self.deliveries;
        let ln_chance = ln_tail(recent.0 + before.0, recent.0, recent.1, recent.1 + before.1);
        let is_pattern = recent.0 >= EVENTS_LEAST && before.1 > 0 && ln_chance <= ln_limit(self.settings);
        is_pattern.then_some(FakeDeliveries { recent, before, ln_chance })
    }
}

impl BatchCount {
    /// Of these SKUs.
    pub fn new(spikes: &[Spike], settings: SpikeSettings, as_of: i64) -> Self {
        let shipped = spikes.iter().map(|spike| (Key::of("sku", &spike.sku), [Vec::new(), Vec::new()]));
        Self { settings, as_of, shipped: shipped.collect() }
    }

    /// Counts a page, each once.
    pub fn add(&mut self, page: &Page) {
        let from = self.as_of - (self.settings.recent_days + self.settings.history_days) * DAY_MS;
        for order in page.orders.values() {
            let Some(shipped) = known(&order.shipped).filter(|shipped| *shipped >= from) else { continue };
            let day = shipped.div_euclid(DAY_MS);
            let is_troubled = events(order).iter().any(|event| event.about != Trouble::ChangedMind);
            for sku in order.skus.keys() {
                let Some([all, troubled]) = self.shipped.get_mut(sku) else { continue };
                all.push(day);
                troubled.extend(is_troubled.then_some(day));
            }
        }
    }

    /// The densest days of shipping among a SKU's troubled orders, if they hold more of them than of all its orders. The
    /// chance is multiplied by the number of places tried.
    pub fn batch_from(&self, sku: &str) -> Option<i64> {
        let [all, troubled] = self.shipped.get(&Key::of("sku", sku))?;
        let mut troubled = troubled.clone();
        troubled.sort_unstable();
        let within = |days: &[i64], first: i64| {
            days.iter().filter(|day| (first..first + BATCH_DAYS).contains(*day)).count() as u64
        };
        let places = troubled.iter().map(|first| {
            let (hits, share) = (within(&troubled, *first), within(all, *first));
            (ln_tail(troubled.len() as u64, hits, share, all.len() as u64), *first)
        });
        let (chance, first) = places.min_by(|a, b| a.0.total_cmp(&b.0))?;
        let corrected = chance + (troubled.len() as f64).ln();
        (troubled.len() as u64 >= EVENTS_LEAST && corrected <= ln_limit(self.settings)).then_some(first)
    }
}

fn ln_limit(settings: SpikeSettings) -> f64 {
    (settings.false_ppm as f64).ln() - 1_000_000_f64.ln()
}

/// The SKUs that stand out among pages of one account, the least likely to be an accident first.
pub fn find_spikes(pages: &[Page], settings: SpikeSettings, as_of: i64) -> Vec<Spike> {
    let mut count = OutlierCount::new(settings, as_of);
    pages.iter().for_each(|page| count.add(page));
    let mut spikes = count.spikes();
    let mut batches = BatchCount::new(&spikes, settings, as_of);
    pages.iter().for_each(|page| batches.add(page));
    spikes.iter_mut().for_each(|spike| spike.batch_from = batches.batch_from(&spike.sku));
    spikes
}

/// Whether buyers lately report nothing received, of what the carrier says it delivered, more often than before.
pub fn find_fake_deliveries(pages: &[Page], settings: SpikeSettings, as_of: i64) -> Option<FakeDeliveries> {
    let mut count = OutlierCount::new(settings, as_of);
    pages.iter().for_each(|page| count.add(page));
    count.fake_deliveries()
}
