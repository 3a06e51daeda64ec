//! 50,000 random orders and 20,000 conversations: every metric on every day agrees with a count that knows nothing of
//! pages, series or windows kept as data.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test"
)]

mod support;

use std::collections::BTreeMap;

use sellerdesk_health::{
    AccountHealth, Author, Canceller, DefectFact, DefectKind, DefectState, Fact, Fulfilment, MessageFact, Options,
    OrderFact, PackageFact, ReturnFact, Source, VoteFact, What, limits::PAGES_LARGE,
};
use support::{DAY_MS, Dice, at, batch, merged, pages_of};

const ORDERS: u64 = 50_000;
const THREADS: u64 = 20_000;
const DAYS: i64 = 240;
const HOUR_MS: i64 = 3_600_000;

/// An order as it really was.
#[derive(Default)]
struct Truth {
    placed: i64,
    by_marketplace: bool,
    ship_by: i64,
    shipped: Option<i64>,
    cancelled: Option<Canceller>,
    pending: bool,
    feedback: bool,
    claim: bool,
    chargeback: bool,
    unresolved: bool,
    missing: bool,
    refunded: bool,
    vote: Option<(i64, bool)>,
    package: Option<(i64, Option<i64>, bool, u32)>,
    asked: Option<(i64, Option<i64>, bool)>,
    asked_fault: bool,
    delivered: Option<i64>,
}

struct Talk {
    asked: i64,
    answered: Option<i64>,
}

fn fact(id: String, at: i64, order: u64, what: What) -> Fact {
    let site = Some("us".to_owned());
    Fact { id, at, order: Some(format!("o{order}")), site, sku: None, source: Source::Erp, what }
}

fn defect(kind: DefectKind, reference: u64, state: DefectState, rating: Option<u8>) -> What {
    let (fraud, protected, funded_by_marketplace) = (None, None, None);
    let reference = reference.to_string();
    What::Defect(DefectFact { kind, reference, state, rating, fraud, protected, funded_by_marketplace })
}

/// A defect with a life: opened, perhaps decided, perhaps decided again. Whether it stands is rolled first.
fn live(dice: &mut Dice, facts: &mut Vec<Fact>, order: u64, placed: i64, kind: DefectKind) -> bool {
    use DefectState::{Denied, Granted, Opened, Refunded, Removed, Withdrawn};
    let mut any = false;
    for reference in 0..=dice.roll(2) {
        let (steps, stands): (&[DefectState], bool) = match (kind, dice.roll(6)) {
            (DefectKind::Feedback, 0 | 1) => (&[Opened, Removed], false),
            (DefectKind::Feedback, 2) => (&[Opened, Removed, Opened], true),
            (DefectKind::Claim, 0) => (&[Opened, Denied], false),
            (DefectKind::Claim, 1) => (&[Opened, Withdrawn], false),
            (DefectKind::Claim, 2) => (&[Opened, Refunded, Withdrawn], true),
            (DefectKind::Claim, 3) => (&[Opened, Granted, Denied], false),
            (DefectKind::Claim, 4) => (&[Opened, Denied, Granted], true),
            (DefectKind::Chargeback, 0) => (&[Opened, Denied], false),
            (DefectKind::Case, 0 | 1) => (&[Opened, DefectState::ClosedUnresolved], true),
            (DefectKind::Case, _) => (&[Opened, DefectState::Closed], false),
            (DefectKind::NotReceived, 0) => (&[Opened, Withdrawn], false),
            _ => (&[Opened], true),
        };
        for (step, state) in steps.iter().enumerate() {
            let at = placed + (step as i64 + 2) * DAY_MS;
            let rating = (kind == DefectKind::Feedback && *state == Opened).then_some(1 + (reference % 2) as u8);
            facts.push(fact(format!("d{order}-{step}"), at, order, defect(kind, reference, *state, rating)));
        }
        any |= stands;
    }
    any
}

fn make_order(dice: &mut Dice, facts: &mut Vec<Fact>, number: u64, start: i64) -> Truth {
    let placed = start + dice.roll(DAYS as u64 * 24 * 60) as i64 * 60_000;
    let mut truth = Truth { placed, ship_by: placed + 2 * DAY_MS, ..Truth::default() };
    truth.by_marketplace = dice.chance(200);
    truth.pending = dice.chance(20);
    let cancelled_at = placed + DAY_MS;
    if dice.chance(50) {
        let by = [Canceller::Buyer, Canceller::Seller, Canceller::Unconfirmed, Canceller::Marketplace];
        truth.cancelled = Some(by[dice.roll(4) as usize]);
    } else if dice.chance(950) {
        truth.shipped = Some(placed + dice.roll(52) as i64 * HOUR_MS);
    }
    if let Some(shipped) = truth.shipped {
        truth.delivered = dice.chance(900).then(|| shipped + dice.roll(10 * 24) as i64 * HOUR_MS);
        let promised = placed + 6 * DAY_MS;
        truth.package = Some((promised, truth.delivered, dice.chance(950), 1 + dice.roll(3) as u32));
    }
    truth.feedback = dice.chance(15) && live(dice, facts, number, placed, DefectKind::Feedback);
    truth.claim = dice.chance(15) && live(dice, facts, number, placed, DefectKind::Claim);
    truth.chargeback = dice.chance(5) && live(dice, facts, number, placed, DefectKind::Chargeback);
    truth.unresolved = dice.chance(20) && live(dice, facts, number, placed, DefectKind::Case);
    truth.missing = dice.chance(20) && live(dice, facts, number, placed, DefectKind::NotReceived);
    truth.refunded = dice.chance(40);
    let order = OrderFact {
        placed_at: Some(placed),
        ship_by: Some(truth.ship_by),
        shipped_at: truth.shipped,
        delivered_at: truth.delivered,
        cancelled_at: truth.cancelled.map(|_| cancelled_at),
        cancelled_by: truth.cancelled,
        refunded_at: truth.refunded.then_some(placed + 9 * DAY_MS),
        pending: Some(truth.pending),
        fulfilment: Some(if truth.by_marketplace { Fulfilment::Marketplace } else { Fulfilment::Seller }),
        ..OrderFact::default()
    };
    if dice.chance(100) {
        // An older statement that was wrong.
        let wrong =
            OrderFact { shipped_at: Some(placed + 9 * DAY_MS), delivered_at: Some(placed), ..OrderFact::default() };
        if truth.shipped.is_some() && truth.delivered.is_some() {
            facts.push(fact(format!("w{number}"), placed - 1, number, What::Order(wrong)));
        }
    }
    facts.push(fact(format!("o{number}"), placed, number, What::Order(order)));
    if let Some((promised, delivered, valid, units)) = truth.package {
        let (deliver_by, delivered_at, units) = (Some(promised), delivered, Some(units));
        let tracking_valid = Some(valid);
        let package = PackageFact { deliver_by, delivered_at, tracking_valid, units, ..PackageFact::default() };
        facts.push(fact(format!("p{number}"), placed, number, What::Package(package)));
    }
    if dice.chance(60) {
        let requested = placed + 8 * DAY_MS + dice.roll(1_440) as i64 * 60_000;
        let answered = dice.chance(800).then(|| requested + dice.roll(60) as i64 * HOUR_MS);
        let invalid = dice.chance(100);
        truth.asked = Some((requested, answered, invalid));
        truth.asked_fault = dice.chance(500);
        let asked = ReturnFact {
            requested_at: Some(requested),
            answered_at: answered,
            invalid_rejection: Some(invalid),
            buyer_fault: Some(!truth.asked_fault),
            ..ReturnFact::default()
        };
        facts.push(fact(format!("r{number}"), requested, number, What::Return(asked)));
    }
    for turn in 0..dice.roll(3) {
        let (at, satisfied) = (placed + (3 + turn as i64) * DAY_MS, dice.chance(700));
        truth.vote = Some((at, satisfied));
        facts.push(fact(format!("v{number}-{turn}"), at, number, What::Vote(VoteFact { satisfied })));
    }
    truth
}

fn make_talk(dice: &mut Dice, facts: &mut Vec<Fact>, number: u64, start: i64) -> Talk {
    let asked = start + dice.roll(DAYS as u64 * 24 * 60) as i64 * 60_000;
    let answered = dice.chance(950).then(|| asked + dice.roll(30 * 60) as i64 * 60_000);
    let thread = format!("t{number}");
    let mut say = |id: &str, at: i64, author: Author| {
        let message = What::Message(MessageFact { thread: thread.clone(), author });
        facts.push(fact(format!("{id}{number}"), at, number, message));
    };
    say("b", asked, Author::Buyer);
    say("a", asked + 5_000, Author::Automatic);
    if let Some(answered) = answered.filter(|_| dice.chance(300)) {
        say("c", asked + (answered - asked) / 2, Author::Buyer);
    }
    if let Some(answered) = answered {
        say("s", answered, Author::Seller);
    }
    Talk { asked, answered }
}

/// `(metric, channel, view, days, lag, what an order adds on an instant)`: `(instant that dates it, part, whole)`.
type Rule = (&'static str, &'static str, &'static str, i64, i64, fn(&Truth, i64) -> Option<(i64, u64, u64)>);

fn seller_cancelled(order: &Truth) -> bool {
    matches!(order.cancelled, Some(Canceller::Seller | Canceller::Unconfirmed))
}

const RULES: &[Rule] = &[
    ("amazon-odr", "amazon", "live", 60, 0, |o, _| {
        Some((o.placed, u64::from(o.feedback || o.claim || o.chargeback), 1))
    }),
    ("amazon-odr", "amazon", "official", 60, 15, |o, _| {
        Some((o.placed, u64::from(o.feedback || o.claim || o.chargeback), 1))
    }),
    ("amazon-odr-feedback", "amazon", "live", 60, 0, |o, _| Some((o.placed, u64::from(o.feedback), 1))),
    ("amazon-odr-claims", "amazon", "live", 60, 0, |o, _| Some((o.placed, u64::from(o.claim), 1))),
    ("amazon-odr-chargebacks", "amazon", "live", 60, 0, |o, _| Some((o.placed, u64::from(o.chargeback), 1))),
    ("amazon-late-shipment", "amazon", "live", 30, 0, |o, _| Some((o.shipped?, u64::from(o.shipped? > o.ship_by), 1))),
    ("amazon-late-shipment-10d", "amazon", "live", 10, 0, |o, _| {
        Some((o.shipped?, u64::from(o.shipped? > o.ship_by), 1))
    }),
    ("amazon-cancellation", "amazon", "live", 7, 0, |o, _| {
        let is_out = o.pending || o.cancelled == Some(Canceller::Buyer);
        (!is_out).then(|| (o.placed, u64::from(seller_cancelled(o)), 1))
    }),
    ("amazon-cancellation", "amazon", "official", 7, 1, |o, _| {
        let is_out = o.pending || o.cancelled == Some(Canceller::Buyer);
        (!is_out).then(|| (o.placed, u64::from(seller_cancelled(o)), 1))
    }),
    ("amazon-valid-tracking", "amazon", "official", 30, 10, |o, _| {
        let (promised, _, valid, _) = o.package?;
        Some((promised, u64::from(valid), 1))
    }),
    ("amazon-on-time-delivery", "amazon", "official", 14, 7, |o, _| {
        let (promised, delivered, valid, units) = o.package?;
        let delivered = delivered.filter(|_| valid)?;
        Some((promised, if delivered <= promised { units.into() } else { 0 }, units.into()))
    }),
    ("amazon-return-dissatisfaction", "amazon", "live", 30, 0, |o, now| {
        let (requested, answered, invalid) = o.asked?;
        let due = requested + 48 * HOUR_MS;
        Some((requested, u64::from(invalid || answered.map_or(now > due, |answered| answered > due)), 1))
    }),
    ("amazon-service-dissatisfaction", "amazon", "live", 30, 0, |o, _| Some((o.vote?.0, u64::from(!o.vote?.1), 1))),
    ("walmart-refunds", "walmart", "live", 30, 0, |o, _| Some((o.placed, u64::from(o.refunded), 1))),
    ("walmart-not-received", "walmart", "live", 30, 0, |o, _| Some((o.placed, u64::from(o.missing), 1))),
    ("walmart-returns", "walmart", "live", 30, 0, |o, _| Some((o.placed, u64::from(o.asked.is_some()), 1))),
    ("walmart-negative-feedback", "walmart", "live", 60, 0, |o, _| Some((o.placed, u64::from(o.feedback), 1))),
    ("tiktok-shop-late-dispatch", "tiktok-shop", "live", 7, 0, |o, _| {
        Some((o.shipped?, u64::from(o.shipped? > o.ship_by), 1))
    }),
    ("tiktok-shop-negative-reviews", "tiktok-shop", "live", 60, 0, |o, _| {
        Some((o.delivered?, u64::from(o.feedback), 1))
    }),
    ("tiktok-shop-fault-returns", "tiktok-shop", "live", 60, 0, |o, _| {
        Some((o.delivered?, u64::from(o.asked.is_some() && o.asked_fault), 1))
    }),
];

/// The first and the last day, since New Year 2026, of the three months before the month of the evaluation on a 20th:
/// the last one on that day of the year, or the next.
fn evaluated(day: i64, next: usize) -> (i64, i64) {
    const BEGIN: [i64; 16] = [-92, -61, -31, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
    let month = BEGIN.iter().rposition(|begin| *begin <= day).unwrap();
    let has_passed = day - BEGIN[month] >= 19;
    let evaluated = month + next - usize::from(!has_passed);
    (BEGIN[evaluated.saturating_sub(3)], BEGIN[evaluated] - 1)
}

#[test]
fn a_random_history_agrees_with_counting_by_hand() {
    let mut dice = Dice(7);
    let start = at("2026-01-01T00:00:00Z");
    let end = start + (DAYS + 90) * DAY_MS;
    let mut facts = Vec::new();
    let orders: Vec<Truth> = (0..ORDERS).map(|number| make_order(&mut dice, &mut facts, number, start)).collect();
    let talks: Vec<Talk> = (0..THREADS).map(|number| make_talk(&mut dice, &mut facts, number, start)).collect();
    let once = facts.len();
    for _ in 0..once / 4 {
        let again = facts[dice.roll(once as u64) as usize].clone();
        facts.push(again);
    }
    dice.shuffle(&mut facts);
    let options = Options { zone: "UTC".into(), ..Options::default() };
    let pages = pages_of(&facts, PAGES_LARGE, 5_000, |part| batch("amazon", end, &options, part));
    let largest = pages.iter().map(|page| page.encode().len()).max().unwrap();
    let rollup = merged(&pages);
    assert_eq!((rollup.orders, rollup.exact_since, rollup.late_facts), (ORDERS, None, 0));
    eprintln!("{} facts, largest page {largest} bytes, rollup {} bytes", facts.len(), rollup.encode().len());
    assert!(largest <= 256 * 1024);

    let mut compared = 0;
    for day in 0..DAYS + 60 {
        let now = start + day * DAY_MS + 12 * HOUR_MS;
        let mut figures = BTreeMap::new();
        for channel in ["amazon", "ebay", "walmart", "tiktok-shop"] {
            for figure in AccountHealth::new(channel, "UTC", &rollup).figures(now) {
                figures.insert((figure.rule.metric, figure.view, figure.fulfilment), figure.count);
            }
        }
        let today = now.div_euclid(DAY_MS);
        for (metric, _, view, length, lag, count) in RULES {
            for fulfilment in [Fulfilment::Seller, Fulfilment::Marketplace] {
                let (mut part, mut whole) = (0, 0);
                for order in &orders {
                    if order.by_marketplace != (fulfilment == Fulfilment::Marketplace) {
                        continue;
                    }
                    let Some((dated, adds_part, adds_whole)) = count(order, now) else { continue };
                    let age = today - dated.div_euclid(DAY_MS) - lag;
                    if (0..*length).contains(&age) {
                        part += adds_part;
                        whole += adds_whole;
                    }
                }
                let Some(found) = figures.get(&(*metric, *view, fulfilment)) else { continue };
                assert_eq!((found.part, found.whole), (part, whole), "{metric} {view} {fulfilment:?} on day {day}");
                compared += 1;
            }
        }
        for (view, next) in [("official", 0), ("live", 1)] {
            let (from, to) = evaluated(day, next);
            for fulfilment in [Fulfilment::Seller, Fulfilment::Marketplace] {
                // 50,000 orders: three months are enough wherever there are orders in them.
                let within = orders.iter().filter(|order| {
                    let age = (order.placed - start).div_euclid(DAY_MS);
                    order.by_marketplace == (fulfilment == Fulfilment::Marketplace)
                        && (from..=to.min(day)).contains(&age)
                });
                let (mut part, mut unresolved, mut whole) = (0, 0, 0);
                for order in within {
                    whole += 1;
                    part += u64::from(order.unresolved || (seller_cancelled(order)));
                    unresolved += u64::from(order.unresolved);
                }
                if whole < 400 {
                    continue;
                }
                for (metric, part) in [("ebay-transaction-defects", part), ("ebay-unresolved-cases", unresolved)] {
                    let found = figures[&(metric, view, fulfilment)];
                    assert_eq!((found.part, found.whole), (part, whole), "{metric} {view} on day {day}");
                    compared += 1;
                }
            }
        }
        for (view, length) in [("7d", 7), ("live", 30), ("90d", 90)] {
            let (mut late, mut never, mut whole) = (0, 0, 0);
            for talk in &talks {
                let due = talk.asked + 24 * HOUR_MS;
                let is_decided = talk.answered.is_some() || now > due;
                let age = today - talk.asked.div_euclid(DAY_MS);
                if is_decided && (0..length).contains(&age) {
                    whole += 1;
                    late += u64::from(talk.answered.is_none_or(|answered| answered > due));
                    never += u64::from(talk.answered.is_none());
                }
            }
            for (metric, part) in [("amazon-late-response", late), ("amazon-no-response", never)] {
                let found = figures[&(metric, view, Fulfilment::Seller)];
                assert_eq!((found.part, found.whole), (part, whole), "{metric} {view} on day {day}");
                compared += 1;
            }
        }
    }
    eprintln!("{compared} figures compared");
    assert!(compared > 10_000);
}
