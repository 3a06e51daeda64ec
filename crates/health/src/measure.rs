//! What is counted, day by day. A marketplace's rule looks at a window of these days.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    Fulfilment, Key,
    limits::{BUYERS_MAX, KEEP_DAYS, LEFT_MAX},
};

/// What is counted. Each counts a part of a whole by a local day of the marketplace; the day is that of the order
/// unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Orders with negative feedback, a claim or a chargeback, each once / orders.
    OrderDefect,
    /// Orders with negative feedback / orders.
    NegativeFeedback,
    /// Orders with a claim / orders.
    Claims,
    /// Orders with a chargeback / orders.
    Chargebacks,
    /// Confirmed after the expected ship date / confirmed; by the day of confirmation.
    LateShipment,
    /// Cancelled by the seller or for lack of confirmation before the shipment / orders, less those that the buyer
    /// cancelled or that are pending.
    SellerCancelled,
    /// Packages with valid tracking and a scan / packages shipped; by the promised delivery day, and by category.
    ValidTracking,
    /// Tracked units delivered by the promise / tracked units delivered; by the promised delivery day.
    OnTimeDelivery,
    /// Returns with negative feedback, a late answer or an invalid rejection / returns; by the day of the request.
    ReturnDissatisfaction,
    /// Seconds from request to settlement / settled returns; by the day of the request.
    ReturnSeconds,
    /// Votes for "not satisfied" / votes, the last of each order; by the day of the vote.
    ServiceDissatisfaction,
    /// Business orders without invoice in time / business orders.
    InvoiceDefect,
    /// Violations that stand; by the day they came up.
    Violations,
    /// Waits answered in time / waits answered or overdue; by the day of the buyer's message.
    Response,
    /// Waits never answered though due / the same waits.
    NoResponse,
    /// Seconds to the answer / waits answered.
    ResponseSeconds,
    /// Orders cancelled by the seller or with a case closed unresolved / orders.
    TransactionDefect,
    /// Orders with a case closed unresolved / orders.
    CaseUnresolved,
    /// Packages with tracking uploaded by the ship date / packages.
    TrackingInTime,
    /// Orders refunded / orders.
    Refunded,
    /// Orders reported as not received / orders.
    NotReceived,
    /// Orders with a return / orders.
    Returned,
    /// Delivered orders with negative feedback / delivered orders; by the day of delivery.
    NegativeReview,
    /// Delivered orders with a return that isn't the buyer's fault / delivered orders; by the day of delivery.
    FaultReturn,
}

/// Whose days they are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SeriesKey {
    /// What is counted.
    pub measure: Measure,
    /// The marketplace within the channel; empty where nobody told.
    pub site: String,
    /// Who ships.
    pub fulfilment: Fulfilment,
    /// The category where the measure is told apart by it; empty for all of them together.
    pub part_of: String,
}

/// A part of a whole: an exact rational.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Count {
    /// Numerator.
    pub part: u64,
    /// Denominator.
    pub whole: u64,
}

impl Count {
    /// Adds another one.
    pub fn add(&mut self, other: Self) {
        self.part = self.part.saturating_add(other.part);
        self.whole = self.whole.saturating_add(other.whole);
    }
}

/// What will count once a deadline has passed, if nothing happens before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pending {
    /// The deadline, in milliseconds; at the deadline itself it doesn't count yet.
    pub due_at: i64,
    /// The day it counts on.
    pub day: i32,
    /// What it adds.
    pub count: Count,
}

/// One measure's days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// By day since 1970-01-01, local to the marketplace.
    pub days: BTreeMap<i32, Count>,
    /// What isn't decided yet.
    pub pending: Vec<Pending>,
}

impl Series {
    /// The days `from..=to`, with what was overdue at `as_of`.
    pub fn sum(&self, from: i32, to: i32, as_of: i64) -> Count {
        let mut sum = Count::default();
        if from <= to {
            self.days.range(from..=to).for_each(|(_, count)| sum.add(*count));
        }
        let overdue = self.pending.iter().filter(|open| open.due_at < as_of && (from..=to).contains(&open.day));
        overdue.for_each(|open| sum.add(open.count));
        sum
    }
}

/// All series of a page or an account: small, and all that reports, alerts and projections read.
///
/// Pages' rollups add up to the account's in any order. Encoded with postcard; see the crate's documentation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rollup {
    /// The series.
    pub series: BTreeMap<SeriesKey, Series>,
    /// Buyers with a transaction defect, by site and day.
    pub defect_buyers: BTreeSet<(String, i32, Key)>,
    /// Orders whose defects all went away: site, who shipped, when the last one left, the order's day.
    pub left: BTreeSet<(String, Fulfilment, i64, i32)>,
    /// Days before this one are sealed: facts about them that came later are not in.
    pub exact_since: Option<i32>,
    /// Facts that came too late for a sealed day.
    pub late_facts: u64,
    /// Orders that something is known of, but not when they were placed: they can't be counted.
    pub undated_orders: u64,
    /// Orders counted, all sites.
    pub orders: u64,
}

impl Rollup {
    /// Counts something.
    pub(crate) fn count(&mut self, key: &SeriesKey, day: i32, part: u64, whole: u64) {
        self.of(key).days.entry(day).or_default().add(Count { part, whole });
    }

    /// Counts something from a deadline on.
    pub(crate) fn await_due(&mut self, key: &SeriesKey, pending: Pending) {
        self.of(key).pending.push(pending);
    }

    fn of(&mut self, key: &SeriesKey) -> &mut Series {
        self.series.entry(key.clone()).or_default()
    }

    /// Adds another page's.
    pub fn merge(&mut self, other: &Self) {
        for (key, series) in &other.series {
            let own = self.series.entry(key.clone()).or_default();
            series.days.iter().for_each(|(day, count)| own.days.entry(*day).or_default().add(*count));
            own.pending.extend(&series.pending);
            own.pending.sort_unstable();
        }
        self.defect_buyers.extend(other.defect_buyers.iter().cloned());
        self.left.extend(other.left.iter().cloned());
        self.exact_since = self.exact_since.max(other.exact_since);
        self.late_facts = self.late_facts.saturating_add(other.late_facts);
        self.undated_orders = self.undated_orders.saturating_add(other.undated_orders);
        self.orders = self.orders.saturating_add(other.orders);
        self.bound();
    }

    /// Keeps the newest of what is remembered one by one.
    pub(crate) fn bound(&mut self) {
        while self.defect_buyers.len() > BUYERS_MAX {
            let oldest = self.defect_buyers.iter().min_by_key(|(_, day, _)| *day).cloned();
            oldest.map(|oldest| self.defect_buyers.remove(&oldest));
        }
        while self.left.len() > LEFT_MAX {
            let oldest = self.left.iter().min_by_key(|(_, _, at, _)| *at).cloned();
            oldest.map(|oldest| self.left.remove(&oldest));
        }
    }

    /// Drops days that no window reaches any more.
    pub(crate) fn forget_before(&mut self, day: i32) {
        self.series.values_mut().for_each(|series| series.days = series.days.split_off(&day));
        self.series.retain(|_, series| !series.days.is_empty() || !series.pending.is_empty());
        self.defect_buyers.retain(|(_, of, _)| *of >= day);
        self.left.retain(|(_, _, _, of)| *of >= day);
    }

    /// The first day that is kept on `today`.
    pub(crate) fn first_day(today: i32) -> i32 {
        today - KEEP_DAYS
    }

    /// The account's rollup as bytes.
    pub fn encode(&self) -> Vec<u8> {
        // Plain data: it can't fail.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// What [`encode`](Self::encode) wrote.
    ///
    /// # Errors
    /// [`crate::HealthError::Corrupt`].
    pub fn decode(bytes: &[u8]) -> Result<Self, crate::HealthError> {
        postcard::from_bytes(bytes).map_err(|_| crate::HealthError::Corrupt)
    }
}
