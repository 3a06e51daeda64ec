//! A page: the fold of the facts of some of an account's orders and threads, bounded in size.

use std::collections::BTreeMap;

use sellerdesk_deadline::{MarketplaceLimit, Obligation, published_limit};
use serde::{Deserialize, Serialize};

use crate::{
    Batch, Count, DefectKind, Fact, Fulfilment, HealthError, Key, Measure, Options, Pending, Rollup, SeriesKey, What,
    check_fact,
    count_order::{Counting, count_order},
    due::due,
    latest::{Latest, known, learn},
    limits::{KEEP_DAYS, PAGE_BYTES_MAX, PAGE_BYTES_SEALED, SKUS_MAX, VIOLATIONS_MAX},
    order::Order,
    thread::Thread,
    zone::{Zones, is_zone},
};

const DAY_MS: i64 = 86_400_000;
const SOUTH_EAST_ASIA: &[&str] = &["id", "my", "ph", "sg", "th", "vn"];

/// One page of an account. `Default` is the empty one; [`Page::apply`] folds a journal entry into it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    channel: String,
    options: Option<Latest<Options>>,
    pub(crate) orders: BTreeMap<Key, Order>,
    pub(crate) threads: BTreeMap<Key, Thread>,
    violations: BTreeMap<Key, Violation>,
    pub(crate) sku_names: BTreeMap<Key, String>,
    /// What orders and threads that left the page had counted.
    sealed: Rollup,
    /// Facts about what happened before this instant come too late.
    sealed_before: i64,
}

/// One breach of rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Violation {
    stands: Option<Latest<bool>>,
    since: Option<i64>,
    site: Option<Latest<String>>,
}

impl Page {
    /// Takes in a batch: any order, any number of times. Facts that [`check_fact`] refuses are passed over.
    pub fn apply(&mut self, batch: &Batch) {
        if self.channel.is_empty() {
            self.channel.clone_from(&batch.channel);
        }
        learn(&mut self.options, batch.received_at, Some(batch.options.clone()));
        for fact in &batch.facts {
            if check_fact(fact, batch.received_at).is_none() {
                self.take(fact, batch.received_at);
            }
        }
        self.seal(batch.received_at);
    }

    fn take(&mut self, fact: &Fact, now: i64) {
        let key = fact.subject();
        let happened = if let What::Order(order) = &fact.what { order.placed_at.unwrap_or(fact.at) } else { fact.at };
        if happened < now - i64::from(KEEP_DAYS) * DAY_MS {
            return;
        }
        match &fact.what {
            What::Message(_) | What::NoResponseNeeded(_) | What::Exclusion(_) => {
                if fact.at < self.sealed_before && !self.threads.contains_key(&key) {
                    self.sealed.late_facts = self.sealed.late_facts.saturating_add(1);
                    return;
                }
                let thread = self.threads.entry(key).or_default();
                thread.merge(fact);
            }
            What::Violation(violation) => {
                if self.violations.len() < VIOLATIONS_MAX || self.violations.contains_key(&key) {
                    let known = self.violations.entry(key).or_default();
                    learn(&mut known.stands, fact.at, Some(violation.stands));
                    learn(&mut known.site, fact.at, fact.site.clone());
                    known.since = Some(known.since.map_or(fact.at, |since| since.min(fact.at)));
                }
            }
            _ => self.take_order(key, fact, happened),
        }
    }

    fn take_order(&mut self, key: Key, fact: &Fact, happened: i64) {
        if happened < self.sealed_before && !self.orders.contains_key(&key) {
            self.sealed.late_facts = self.sealed.late_facts.saturating_add(1);
            return;
        }
        if let Some(sku) = &fact.sku
            && self.sku_names.len() < SKUS_MAX
        {
            self.sku_names.entry(Key::of("sku", sku)).or_insert_with(|| sku.clone());
        }
        self.orders.entry(key).or_default().merge(fact);
    }

    /// Drops what no window reaches any more, and seals the oldest orders and threads if the page is too heavy: they
    /// are counted and dropped.
    fn seal(&mut self, now: i64) {
        let too_old = now - i64::from(KEEP_DAYS) * DAY_MS;
        self.orders.retain(|_, order| begun(order) >= too_old);
        self.violations.retain(|_, violation| violation.since.is_none_or(|since| since >= too_old));
        self.threads.retain(|_, thread| thread.heard >= too_old);
        let weight = self.weigh();
        if weight > PAGE_BYTES_MAX {
            let before = self.instant_to_seal_before(weight);
            let is_old = |at: i64| at < before;
            let mut old = Self { channel: self.channel.clone(), options: self.options.clone(), ..Self::default() };
            // A thread goes by its last message, an order by the day it was placed.
            let orders = std::mem::take(&mut self.orders);
            (old.orders, self.orders) = orders.into_iter().partition(|(_, order)| is_old(begun(order)));
            let threads = std::mem::take(&mut self.threads);
            (old.threads, self.threads) = threads.into_iter().partition(|(_, thread)| is_old(thread.heard));
            let mut counted = old.rollup();
            settle(&mut counted, now);
            self.sealed.merge(&counted);
            self.sealed_before = self.sealed_before.max(before);
        }
        let today = Zones::new(&self.options().zone).day("", now);
        self.sealed.forget_before(Rollup::first_day(today));
        if self.sku_names.len() >= SKUS_MAX {
            let orders = self.orders.values().flat_map(|order| order.skus.keys().copied());
            let used: std::collections::BTreeSet<Key> = orders.collect();
            self.sku_names.retain(|sku, _| used.contains(sku));
        }
    }

    /// The instant before which enough lies to get down to [`PAGE_BYTES_SEALED`].
    fn instant_to_seal_before(&self, mut weight: usize) -> i64 {
        let orders = self.orders.values().map(|order| (begun(order), order.weight()));
        let threads = self.threads.values().map(|thread| (thread.heard, thread.weight()));
        let mut begun: Vec<(i64, usize)> = orders.chain(threads).collect();
        begun.sort_unstable();
        for (at, of) in begun {
            if weight <= PAGE_BYTES_SEALED {
                return at;
            }
            weight = weight.saturating_sub(of);
        }
        i64::MAX
    }

    fn weigh(&self) -> usize {
        self.orders.values().map(Order::weight).sum::<usize>()
            + self.threads.values().map(Thread::weight).sum::<usize>()
    }

    fn options(&self) -> Options {
        self.options.as_ref().map(|options| options.value.clone()).unwrap_or_default()
    }

    /// Whether an order counts as defective already.
    pub(crate) fn is_defective(&self, order: &Order) -> bool {
        let options = self.options();
        let (fraud, funded) = (options.fraud_chargebacks_count, options.funded_claims_count);
        let kinds = [DefectKind::Feedback, DefectKind::Claim, DefectKind::Chargeback];
        let mut counting = order.defects.iter().filter(|((kind, _), _)| kinds.contains(kind));
        counting.any(|((kind, _), defect)| defect.stands(*kind, fraud, funded))
    }

    /// The page's series, by the options of its latest batch.
    pub fn rollup(&self) -> Rollup {
        self.rollup_as(&self.options())
    }

    /// The page's series, read with other options; what is sealed stays as it was counted.
    pub fn rollup_as(&self, options: &Options) -> Rollup {
        let mut rollup = self.sealed.clone();
        let mut zones = Zones::new(&options.zone);
        let invoice = published_limit(Obligation::Invoice, &self.channel, "");
        let mut counting = Counting { rollup: &mut rollup, zones: &mut zones, options, invoice: invoice.as_ref() };
        for order in self.orders.values() {
            count_order(order, &mut counting);
        }
        self.count_threads(options, &mut zones, &mut rollup);
        for violation in self.violations.values().filter(|violation| known(&violation.stands) == Some(true)) {
            let site = violation.site.as_ref().map_or("", |site| site.value.as_str());
            let day = zones.day(site, violation.since.unwrap_or_default());
            rollup.count(&key(Measure::Violations, site), day, 1, 0);
        }
        if self.sealed_before > 0 {
            rollup.exact_since = Some(zones.day("", self.sealed_before) + 1);
        }
        rollup.series.values_mut().for_each(|series| series.pending.sort_unstable());
        rollup.bound();
        rollup
    }

    fn count_threads(&self, options: &Options, zones: &mut Zones, rollup: &mut Rollup) {
        let mut limits: BTreeMap<&str, Option<MarketplaceLimit>> = BTreeMap::new();
        for thread in self.threads.values() {
            let site = thread.site.as_ref().map_or("", |site| site.value.as_str());
            let limit = limits.entry(site).or_insert_with(|| self.reply_limit(site, options));
            let Some(limit) = limit else { continue };
            let sellers_own_count = self.channel != "tiktok-shop" || !is_south_east_asia(site);
            for wait in thread.waits(limit.automatic_reply_counts, sellers_own_count) {
                let Some(due_at) = due(limit, wait.asked_at) else { continue };
                let day = zones.day(site, wait.asked_at);
                if let Some(answered) = wait.answered_at {
                    rollup.count(&key(Measure::Response, site), day, u64::from(answered <= due_at), 1);
                    rollup.count(&key(Measure::NoResponse, site), day, 0, 1);
                    let seconds = u64::try_from((answered - wait.asked_at) / 1_000).unwrap_or_default();
                    rollup.count(&key(Measure::ResponseSeconds, site), day, seconds, 1);
                } else {
                    let counts = [(Measure::Response, 0), (Measure::NoResponse, 1)];
                    for (measure, part) in counts {
                        rollup.await_due(&key(measure, site), Pending { due_at, day, count: Count { part, whole: 1 } });
                    }
                }
            }
        }
    }

    fn reply_limit(&self, site: &str, options: &Options) -> Option<MarketplaceLimit> {
        let mut limit = published_limit(Obligation::Reply, &self.channel, site)?;
        if is_zone(&options.zone) {
            limit.zone = options.zone.clone().into();
        }
        Some(limit)
    }

    /// The page as bytes, for a journal's snapshot: postcard of its fields in the order they are declared.
    pub fn encode(&self) -> Vec<u8> {
        // Plain data: it can't fail, and an empty snapshot is refused on reading.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// What [`encode`](Self::encode) wrote.
    ///
    /// # Errors
    /// [`HealthError::Corrupt`].
    pub fn decode(bytes: &[u8]) -> Result<Self, HealthError> {
        postcard::from_bytes(bytes).map_err(|_| HealthError::Corrupt)
    }
}

fn begun(order: &Order) -> i64 {
    known(&order.placed).unwrap_or(order.heard)
}

fn is_south_east_asia(site: &str) -> bool {
    site == "sea" || SOUTH_EAST_ASIA.contains(&site)
}

fn key(measure: Measure, site: &str) -> SeriesKey {
    SeriesKey { measure, site: site.to_owned(), fulfilment: Fulfilment::Seller, part_of: String::new() }
}

/// What is sealed can't wait for anything: what is overdue counts, what isn't never will.
fn settle(rollup: &mut Rollup, now: i64) {
    for series in rollup.series.values_mut() {
        for open in std::mem::take(&mut series.pending) {
            if open.due_at < now {
                series.days.entry(open.day).or_default().add(open.count);
            }
        }
    }
}
