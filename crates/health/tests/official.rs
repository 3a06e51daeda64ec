//! Amazon's published sample: read whole, and its figures made anew from orders with such indicators.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use sellerdesk_health::{
    AccountHealth, Comparison, DefectFact, DefectKind, DefectState, Fact, Fulfilment, OfficialFigure, Options,
    OrderFact, PerformanceReport, Reason, Rollup, Source, What, compare, read_performance,
};
use support::{DAY_MS, at, batch, merged, pages_of};

fn sample() -> PerformanceReport {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/performance.json");
    read_performance(&std::fs::read(path).unwrap()).unwrap()
}

fn fact(order: u64, at: i64, what: What) -> Fact {
    let (order, site) = (Some(format!("o{order}")), Some("us".to_owned()));
    Fact { id: format!("{order:?}"), at, order, site, sku: None, source: Source::Erp, what }
}

fn defect(order: u64, at: i64, kind: DefectKind) -> Fact {
    let (state, reference, rating) = (DefectState::Opened, String::new(), Some(1));
    let (fraud, protected, funded_by_marketplace) = (None, None, None);
    let defect = DefectFact { kind, reference, state, rating, fraud, protected, funded_by_marketplace };
    fact(order, at, What::Defect(defect))
}

fn placed(at: i64) -> OrderFact {
    OrderFact { placed_at: Some(at), ..OrderFact::default() }
}

fn of<'a>(comparisons: &'a [Comparison], metric: &str) -> &'a Comparison {
    let is_it = |official: &OfficialFigure| official.metric == metric && official.fulfilment == Fulfilment::Seller;
    comparisons.iter().find(|comparison| is_it(&comparison.official)).expect(metric)
}

/// 628 feedbacks, 442 claims and 15 chargebacks on 1,078 of 539,000 orders: seven orders have two.
#[test]
fn the_samples_1078_of_1085_come_out_of_such_orders() {
    let first = at("2020-09-06T12:00:00Z");
    let now = at("2020-11-19T20:00:00Z");
    let day = |order: u64| first + (order % 60) as i64 * DAY_MS;
    let mut rollup = Rollup::default();
    // In parts, as if each were a set of pages of its own: a whole marketplace doesn't fit one account's pages.
    for part in 0..7_u64 {
        let orders = part * 77_000..(part + 1) * 77_000;
        let mut facts: Vec<Fact> =
            orders.map(|order| fact(order, day(order), What::Order(placed(day(order))))).collect();
        if part == 0 {
            facts.extend((0..628).map(|order| defect(order, now - DAY_MS, DefectKind::Feedback)));
            facts.extend((621..1_063).map(|order| defect(order, now - DAY_MS, DefectKind::Claim)));
            facts.extend((1_063..1_078).map(|order| defect(order, now - DAY_MS, DefectKind::Chargeback)));
        }
        let options = Options::default();
        rollup.merge(&merged(&pages_of(&facts, 128, 5_000, |part| batch("amazon", now, &options, part))));
    }
    assert_eq!((rollup.orders, rollup.late_facts), (539_000, 0));
    let health = AccountHealth::new("amazon", "", &rollup);
    let comparisons = compare(&health, &sample().figures, now);
    for (metric, part) in [
        ("amazon-odr", 1_078),
        ("amazon-odr-feedback", 628),
        ("amazon-odr-claims", 442),
        ("amazon-odr-chargebacks", 15),
    ] {
        let Comparison { official, own, reasons } = of(&comparisons, metric);
        let own = own.as_ref().unwrap();
        assert_eq!((own.count, own.count.part, own.count.whole), (official.count, part, 539_000), "{metric}");
        assert_eq!((own.from, own.to), (official.from.unwrap(), official.to.unwrap()));
        assert!(!reasons.contains(&Reason::PartMissing) && !reasons.contains(&Reason::WindowDiffers));
    }
    // 1,078 of 539,000 is 0.2 %, though the sample prints 0.9 %.
    let odr = of(&comparisons, "amazon-odr");
    assert_eq!(odr.reasons, [Reason::OrdersCountOnce, Reason::ReportRateDisagrees]);
    assert_eq!(odr.own.as_ref().unwrap().ppm(), Some(2_000));
}

#[test]
fn sample_and_schema_are_both_read() {
    let report = sample();
    let pairs =
        |list: &[(&str, &str)]| list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    assert_eq!(report.statuses, pairs(&[("us", "AT_RISK"), ("mx", "DEACTIVATED")]));
    assert_eq!(report.ratings, pairs(&[("us", "WARNED"), ("de", "GREAT")]));
    assert_eq!(report.warnings.len(), 2);
    assert_eq!(report.unread, ["somethingNew", "lateShipmentRate"]);
    let counts: Vec<(&str, &str, u64, u64)> = report
        .figures
        .iter()
        .map(|figure| (figure.metric.as_str(), figure.site.as_str(), figure.count.part, figure.count.whole))
        .collect();
    for expected in [
        ("amazon-odr", "us", 1_078, 539_000),
        ("amazon-odr", "us", 0, 10),
        ("amazon-late-shipment", "us", 27_896, 870_669),
        ("amazon-cancellation", "us", 551, 17_197),
        ("amazon-cancellation", "de", 2, 100),
        ("amazon-valid-tracking", "us", 896_462, 878_443),
        ("amazon-on-time-delivery-shipments", "us", 847_987, 808_046),
        ("amazon-on-time-delivery", "us", 146, 165),
        ("amazon-invoice-defect", "us", 315, 9_001),
        ("listingPolicyViolations", "us", 86, 0),
        ("documentRequest", "us", 8, 0),
        ("documentRequests", "de", 1, 0),
    ] {
        assert!(counts.contains(&expected), "{expected:?} is not among {counts:?}");
    }
}

/// Which of the sample's rates are those of its own counts.
#[test]
fn the_samples_own_contradictions_are_named() {
    let rollup = Rollup::default();
    let health = AccountHealth::new("amazon", "", &rollup);
    let comparisons = compare(&health, &sample().figures, at("2020-11-19T20:00:00Z"));
    for (metric, disagrees, impossible) in [
        ("amazon-late-shipment", false, false),
        ("amazon-invoice-defect", false, false),
        ("amazon-on-time-delivery", false, false),
        ("amazon-cancellation", true, false),
        ("amazon-valid-tracking", true, true),
        ("amazon-on-time-delivery-shipments", true, true),
    ] {
        let reasons = &of(&comparisons, metric).reasons;
        assert_eq!(reasons.contains(&Reason::ReportRateDisagrees), disagrees, "{metric}");
        assert_eq!(reasons.contains(&Reason::ReportCountsImpossible), impossible, "{metric}");
    }
    let invoices = of(&comparisons, "amazon-invoice-defect");
    assert!(invoices.reasons.contains(&Reason::WindowDiffers) && invoices.reasons.contains(&Reason::WholeMissing));
}
