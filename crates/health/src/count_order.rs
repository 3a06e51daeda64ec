//! Counts what one order adds to the series.

use sellerdesk_deadline::MarketplaceLimit;

use crate::{
    Canceller, Count, DefectKind, DefectState, Fulfilment, Measure, Options, Pending, Rollup, SeriesKey,
    due::due,
    latest::known,
    limits::PARTS_MAX,
    order::{Order, Return},
    zone::Zones,
};

/// How long a seller may take to answer a return request: Seller Central help 201887610.
const RETURN_ANSWER_MS: i64 = 48 * 60 * 60 * 1_000;

/// What counting needs to know besides the facts.
pub(crate) struct Counting<'a> {
    pub rollup: &'a mut Rollup,
    pub zones: &'a mut Zones,
    pub options: &'a Options,
    pub invoice: Option<&'a MarketplaceLimit>,
}

struct OfOrder<'a, 'b> {
    counting: &'a mut Counting<'b>,
    order: &'a Order,
    site: &'a str,
    fulfilment: Fulfilment,
}

/// Adds one order to the series.
pub(crate) fn count_order(order: &Order, counting: &mut Counting<'_>) {
    let site = order.site.as_ref().map_or("", |site| site.value.as_str());
    let fulfilment = known(&order.fulfilment).unwrap_or_default();
    let mut of = OfOrder { counting, order, site, fulfilment };
    of.count_shipment();
    of.count_packages();
    of.count_returns();
    of.count_vote();
    of.count_delivered();
    let Some(placed) = known(&order.placed) else {
        of.counting.rollup.undated_orders += 1;
        return;
    };
    of.counting.rollup.orders += 1;
    let day = of.day(placed);
    of.count_defects(day);
    of.count_cancellation(day);
    of.count_invoice(day);
    of.count_marks(day);
}

impl OfOrder<'_, '_> {
    fn day(&mut self, at: i64) -> i32 {
        self.counting.zones.day(self.site, at)
    }

    fn key(&self, measure: Measure) -> SeriesKey {
        let (site, part_of) = (self.site.to_owned(), String::new());
        SeriesKey { measure, site, fulfilment: self.fulfilment, part_of }
    }

    /// One order, in the numerator or not.
    fn mark(&mut self, measure: Measure, day: i32, is_part: bool) {
        let key = self.key(measure);
        self.counting.rollup.count(&key, day, u64::from(is_part), 1);
    }

    fn has(&self, kind: DefectKind) -> bool {
        let options = self.counting.options;
        let (fraud, funded) = (options.fraud_chargebacks_count, options.funded_claims_count);
        let mut of_kind = self.order.defects.iter().filter(|((of, _), _)| *of == kind);
        of_kind.any(|(_, defect)| defect.stands(kind, fraud, funded))
    }

    fn count_defects(&mut self, day: i32) {
        let kinds = [
            (DefectKind::Feedback, Measure::NegativeFeedback),
            (DefectKind::Claim, Measure::Claims),
            (DefectKind::Chargeback, Measure::Chargebacks),
        ];
        let mut is_defective = false;
        for (kind, measure) in kinds {
            let has = self.has(kind);
            is_defective |= has;
            self.mark(measure, day, has);
        }
        self.mark(Measure::OrderDefect, day, is_defective);
        let gone = self.order.defects.values().filter_map(|defect| defect.left_at()).max();
        if let Some(left_at) = gone.filter(|_| !is_defective) {
            self.counting.rollup.left.insert((self.site.to_owned(), self.fulfilment, left_at, day));
        }
    }

    fn cancelled_by(&self) -> Option<(i64, Canceller)> {
        known(&self.order.cancelled).filter(|(_, by)| *by != Canceller::Nobody)
    }

    /// By the seller or for lack of confirmation, before the shipment.
    fn is_seller_cancelled(&self) -> bool {
        let shipped = known(&self.order.shipped);
        self.cancelled_by().is_some_and(|(at, by)| {
            matches!(by, Canceller::Seller | Canceller::Unconfirmed) && shipped.is_none_or(|shipped| at < shipped)
        })
    }

    fn count_cancellation(&mut self, day: i32) {
        let by_buyer = self.cancelled_by().is_some_and(|(_, by)| by == Canceller::Buyer);
        if by_buyer || known(&self.order.pending) == Some(true) {
            return;
        }
        let is_part = self.is_seller_cancelled();
        self.mark(Measure::SellerCancelled, day, is_part);
    }

    fn count_shipment(&mut self) {
        let (Some(shipped), Some(ship_by)) = (known(&self.order.shipped), known(&self.order.ship_by)) else { return };
        let day = self.day(shipped);
        self.mark(Measure::LateShipment, day, shipped > ship_by);
    }

    fn count_packages(&mut self) {
        for package in self.order.packages.values() {
            let is_valid = known(&package.valid) == Some(true);
            let tracked_at = known(&package.tracked);
            if let Some(ship_by) = known(&self.order.ship_by) {
                let day = self.day(ship_by);
                self.mark(Measure::TrackingInTime, day, tracked_at.is_some_and(|at| at <= ship_by));
            }
            let Some(promised) = known(&package.deliver_by).or(known(&self.order.deliver_by)) else { continue };
            let day = self.day(promised);
            self.mark(Measure::ValidTracking, day, is_valid);
            if let Some(category) = package.category.as_ref().filter(|category| !category.value.is_empty()) {
                let key = SeriesKey { part_of: category.value.clone(), ..self.key(Measure::ValidTracking) };
                let series = &self.counting.rollup.series;
                if series.contains_key(&key) || series.keys().filter(|key| !key.part_of.is_empty()).count() < PARTS_MAX
                {
                    self.counting.rollup.count(&key, day, u64::from(is_valid), 1);
                }
            }
            if let Some(delivered) = known(&package.delivered).filter(|_| is_valid) {
                let units = u64::from(known(&package.units).unwrap_or(1));
                let in_time = if delivered <= promised { units } else { 0 };
                let key = self.key(Measure::OnTimeDelivery);
                self.counting.rollup.count(&key, day, in_time, units);
            }
        }
    }

    fn count_returns(&mut self) {
        for asked in self.order.returns.values() {
            let Some(requested) = known(&asked.requested) else { continue };
            let day = self.day(requested);
            let due_at = requested + RETURN_ANSWER_MS;
            let answered = known(&asked.answered);
            let is_part = is_dissatisfying(asked) || answered.is_some_and(|answered| answered > due_at);
            self.mark(Measure::ReturnDissatisfaction, day, is_part);
            if answered.is_none() && !is_part {
                let key = self.key(Measure::ReturnDissatisfaction);
                let count = Count { part: 1, whole: 0 };
                self.counting.rollup.await_due(&key, Pending { due_at, day, count });
            }
            if let Some(settled) = known(&asked.settled) {
                let seconds = u64::try_from((settled - requested) / 1_000).unwrap_or_default();
                let key = self.key(Measure::ReturnSeconds);
                self.counting.rollup.count(&key, day, seconds, 1);
            }
        }
    }

    fn count_vote(&mut self) {
        let Some(vote) = &self.order.vote else { return };
        let day = self.day(vote.at);
        self.mark(Measure::ServiceDissatisfaction, day, !vote.value);
    }

    fn count_delivered(&mut self) {
        let packages = self.order.packages.values().filter_map(|package| known(&package.delivered));
        let Some(delivered) = known(&self.order.delivered).or(packages.max()) else { return };
        let day = self.day(delivered);
        let is_negative = self.has(DefectKind::Feedback);
        self.mark(Measure::NegativeReview, day, is_negative);
        let at_fault = self.order.returns.values().any(|asked| known(&asked.buyer_fault) != Some(true));
        self.mark(Measure::FaultReturn, day, at_fault);
    }

    /// Owed once the order has been shipped, by the end of the next working day.
    fn count_invoice(&mut self, day: i32) {
        let is_shipped_or_open = self.cancelled_by().is_none() || known(&self.order.shipped).is_some();
        if known(&self.order.business) != Some(true) || !is_shipped_or_open {
            return;
        }
        let zone = crate::zone::site_zone(self.site);
        let due_at = known(&self.order.shipped).and_then(|shipped| {
            let limit = self.counting.invoice?;
            let own = MarketplaceLimit { zone: zone.into(), ..limit.clone() };
            due(&own, shipped)
        });
        let invoiced = known(&self.order.invoiced);
        // Due by 23:59: the whole minute is in time.
        let is_late = due_at.zip(invoiced).is_some_and(|(due_at, invoiced)| invoiced >= due_at + 60_000);
        self.mark(Measure::InvoiceDefect, day, is_late);
        if let (Some(due_at), None) = (due_at, invoiced) {
            let pending = Pending { due_at: due_at + 59_999, day, count: Count { part: 1, whole: 0 } };
            let key = self.key(Measure::InvoiceDefect);
            self.counting.rollup.await_due(&key, pending);
        }
    }

    fn count_marks(&mut self, day: i32) {
        let order = self.order;
        let is_unresolved = order.defects.iter().any(|((kind, _), case)| {
            *kind == DefectKind::Case
                && case.at(DefectState::ClosedUnresolved).is_some()
                && case.stands(DefectKind::Case, true, true)
        });
        let is_defect = is_unresolved || self.is_seller_cancelled();
        self.mark(Measure::CaseUnresolved, day, is_unresolved);
        self.mark(Measure::TransactionDefect, day, is_defect);
        if let (true, Some(buyer)) = (is_defect, known(&order.buyer)) {
            self.counting.rollup.defect_buyers.insert((self.site.to_owned(), day, buyer));
        }
        let is_missing = self.has(DefectKind::NotReceived);
        self.mark(Measure::Refunded, day, known(&order.refunded).is_some());
        self.mark(Measure::NotReceived, day, is_missing);
        self.mark(Measure::Returned, day, !order.returns.is_empty());
    }
}

fn is_dissatisfying(asked: &Return) -> bool {
    known(&asked.negative) == Some(true) || known(&asked.invalid_rejection) == Some(true)
}
