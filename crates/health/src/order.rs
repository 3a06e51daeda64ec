//! What is known of one order. Facts merge in any order and any number of times to the same state.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Canceller, DefectFact, DefectKind, DefectState, Fact, Fulfilment, Key, OrderFact, PackageFact, ReturnFact, Trouble,
    What,
    latest::{Latest, known, learn},
    limits::PER_ORDER_MAX,
};

/// One order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    pub site: Option<Latest<String>>,
    pub fulfilment: Option<Latest<Fulfilment>>,
    pub placed: Option<Latest<i64>>,
    pub ship_by: Option<Latest<i64>>,
    pub shipped: Option<Latest<i64>>,
    pub deliver_by: Option<Latest<i64>>,
    pub delivered: Option<Latest<i64>>,
    pub cancelled: Option<Latest<(i64, Canceller)>>,
    pub refunded: Option<Latest<i64>>,
    pub invoiced: Option<Latest<i64>>,
    pub business: Option<Latest<bool>>,
    pub pending: Option<Latest<bool>>,
    pub buyer: Option<Latest<Key>>,
    /// Satisfied or not; by the vote's own instant.
    pub vote: Option<Latest<bool>>,
    pub skus: BTreeMap<Key, u32>,
    pub packages: BTreeMap<Key, Package>,
    pub defects: BTreeMap<(DefectKind, Key), Defect>,
    pub returns: BTreeMap<Key, Return>,
    pub complaints: BTreeMap<Key, Complaint>,
    /// When anything was last heard of it, in milliseconds.
    pub heard: i64,
}

/// One package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Package {
    pub deliver_by: Option<Latest<i64>>,
    pub delivered: Option<Latest<i64>>,
    pub tracked: Option<Latest<i64>>,
    pub valid: Option<Latest<bool>>,
    pub units: Option<Latest<u32>>,
    pub category: Option<Latest<String>>,
}

/// One defect: when each of its states was last entered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Defect {
    pub states: BTreeMap<DefectState, i64>,
    pub rating: Option<Latest<u8>>,
    pub fraud: Option<Latest<bool>>,
    pub protected: Option<Latest<bool>>,
    pub funded: Option<Latest<bool>>,
}

/// One return.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Return {
    pub requested: Option<Latest<i64>>,
    pub answered: Option<Latest<i64>>,
    pub settled: Option<Latest<i64>>,
    pub invalid_rejection: Option<Latest<bool>>,
    pub negative: Option<Latest<bool>>,
    pub buyer_fault: Option<Latest<bool>>,
    pub reason: Option<Latest<Trouble>>,
    pub sku: Option<Latest<Key>>,
}

/// One complaint in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Complaint {
    pub at: i64,
    pub about: Trouble,
    pub sku: Option<Key>,
}

impl Order {
    /// Takes in a fact about it. More than [`PER_ORDER_MAX`] packages, defects and the like are left out.
    pub fn merge(&mut self, fact: &Fact) {
        let at = fact.at;
        self.heard = self.heard.max(at);
        learn(&mut self.site, at, fact.site.clone());
        let sku = fact.sku.as_deref().map(|sku| Key::of("sku", sku));
        if let Some(sku) = sku
            && let Some(units) = entry(&mut self.skus, sku)
        {
            let told = if let What::Order(OrderFact { units, .. }) = &fact.what { units.unwrap_or(1) } else { 1 };
            *units = told.max(*units);
        }
        match &fact.what {
            What::Order(order) => self.merge_order(at, order),
            What::Package(package) => {
                if let Some(known) = entry(&mut self.packages, Key::of("package", &fact.id)) {
                    known.merge(at, package);
                }
            }
            What::Defect(defect) => {
                if let Some(known) = entry(&mut self.defects, (defect.kind, Key::of("defect", &defect.reference))) {
                    known.merge(at, defect);
                }
            }
            What::Return(asked) => {
                if let Some(known) = entry(&mut self.returns, Key::of("return", &asked.reference)) {
                    known.merge(at, asked, sku);
                }
            }
            What::Vote(vote) => learn(&mut self.vote, at, Some(vote.satisfied)),
            What::Complaint(complaint) => {
                let stated = Complaint { at, about: complaint.about, sku };
                let key = Key::of("complaint", &fact.id);
                if self.complaints.len() < PER_ORDER_MAX || self.complaints.contains_key(&key) {
                    let known = self.complaints.entry(key).or_insert(stated);
                    *known = stated.max(*known);
                }
            }
            What::Message(_) | What::NoResponseNeeded(_) | What::Exclusion(_) | What::Violation(_) => {}
        }
    }

    fn merge_order(&mut self, at: i64, fact: &OrderFact) {
        learn(&mut self.fulfilment, at, fact.fulfilment);
        learn(&mut self.placed, at, fact.placed_at);
        learn(&mut self.ship_by, at, fact.ship_by);
        learn(&mut self.shipped, at, fact.shipped_at);
        learn(&mut self.deliver_by, at, fact.deliver_by);
        learn(&mut self.delivered, at, fact.delivered_at);
        learn(&mut self.cancelled, at, fact.cancelled_at.zip(fact.cancelled_by));
        learn(&mut self.refunded, at, fact.refunded_at);
        learn(&mut self.invoiced, at, fact.invoiced_at);
        learn(&mut self.business, at, fact.business);
        learn(&mut self.pending, at, fact.pending);
        learn(&mut self.buyer, at, fact.buyer.as_deref().map(|buyer| Key::of("buyer", buyer)));
    }

    /// A rough count of the bytes it takes on a page.
    pub fn weight(&self) -> usize {
        let dates = [&self.placed, &self.ship_by, &self.shipped, &self.deliver_by, &self.delivered];
        let rare = [&self.refunded, &self.invoiced];
        let dates = dates.iter().chain(&rare).filter(|date| date.is_some()).count();
        let packages = self.packages.len() * 64;
        let defects: usize = self.defects.values().map(|defect| 24 + defect.states.len() * 7).sum();
        60 + dates * 12
            + self.skus.len() * 9
            + packages
            + defects
            + self.returns.len() * 60
            + self.complaints.len() * 26
    }
}

/// The entry of a key, unless the map is full.
fn entry<K: Ord, V: Default>(map: &mut BTreeMap<K, V>, key: K) -> Option<&mut V> {
    if map.len() >= PER_ORDER_MAX && !map.contains_key(&key) {
        return None;
    }
    Some(map.entry(key).or_default())
}

impl Package {
    fn merge(&mut self, at: i64, fact: &PackageFact) {
        learn(&mut self.deliver_by, at, fact.deliver_by);
        learn(&mut self.delivered, at, fact.delivered_at);
        learn(&mut self.tracked, at, fact.tracked_at);
        learn(&mut self.valid, at, fact.tracking_valid);
        learn(&mut self.units, at, fact.units);
        learn(&mut self.category, at, fact.category.clone());
    }
}

impl Return {
    fn merge(&mut self, at: i64, fact: &ReturnFact, sku: Option<Key>) {
        learn(&mut self.requested, at, fact.requested_at);
        learn(&mut self.answered, at, fact.answered_at);
        learn(&mut self.settled, at, fact.settled_at);
        learn(&mut self.invalid_rejection, at, fact.invalid_rejection);
        learn(&mut self.negative, at, fact.negative_feedback);
        learn(&mut self.buyer_fault, at, fact.buyer_fault);
        learn(&mut self.reason, at, fact.reason);
        learn(&mut self.sku, at, sku);
    }
}

impl Defect {
    fn merge(&mut self, at: i64, fact: &DefectFact) {
        let entered = self.states.entry(fact.state).or_insert(at);
        *entered = at.max(*entered);
        learn(&mut self.rating, at, fact.rating);
        learn(&mut self.fraud, at, fact.fraud);
        learn(&mut self.protected, at, fact.protected);
        learn(&mut self.funded, at, fact.funded_by_marketplace);
    }

    pub fn at(&self, state: DefectState) -> Option<i64> {
        self.states.get(&state).copied()
    }

    /// The last of these states was entered before any of the others, or never.
    fn is_before(&self, earlier: &[DefectState], later: &[DefectState]) -> bool {
        let last = |states: &[DefectState]| states.iter().filter_map(|state| self.at(*state)).max();
        last(earlier) < last(later)
    }

    /// Whether it is on the order's record now.
    pub fn stands(&self, kind: DefectKind, fraud_counts: bool, funded_counts: bool) -> bool {
        use DefectState::{Denied, Granted, Opened, Refunded, Removed, Withdrawn};
        match kind {
            DefectKind::Feedback => {
                known(&self.rating).is_none_or(|rating| rating <= 2)
                    && !self.is_before(&[Opened], &[Removed, Withdrawn])
            }
            DefectKind::Chargeback => {
                (fraud_counts || known(&self.fraud) != Some(true))
                    && !self.is_before(&[Opened, Granted], &[Denied, Removed, Withdrawn])
            }
            DefectKind::Claim => {
                let is_settled = self.at(Granted).is_some() || self.at(Refunded).is_some();
                let is_withdrawn = self.is_before(&[Opened, Granted, Refunded], &[Withdrawn]) && !is_settled;
                known(&self.protected) != Some(true)
                    && (funded_counts || known(&self.funded) != Some(true))
                    && !self.is_before(&[Opened, Granted], &[Denied, Removed])
                    && !is_withdrawn
            }
            DefectKind::Case => {
                !self.is_before(&[Opened, DefectState::ClosedUnresolved], &[Removed, Withdrawn, Denied])
            }
            DefectKind::NotReceived => !self.is_before(&[Opened], &[Removed, Withdrawn, Denied]),
        }
    }

    /// When it went off the record, if it did.
    pub fn left_at(&self) -> Option<i64> {
        use DefectState::{Denied, Removed, Withdrawn};
        [Denied, Removed, Withdrawn].iter().filter_map(|state| self.at(*state)).max()
    }
}
