//! SKUs that stand out: found when they do, and hardly ever when they don't.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use sellerdesk_health::{
    ComplaintFact, Fact, Options, OrderFact, Page, Source, SpikeSettings, Trouble, What, discoveries,
    find_fake_deliveries, find_spikes, ln_tail, top_words,
};
use support::{DAY_MS, Dice, at, batch, pages_of};

/// Sixty SKUs over 120 days, with trouble in 2 % of their orders about a week later; one of them with trouble in
/// `permille` of what was shipped in one week.
fn shop(seed: u64, bad: Option<(i64, u64)>) -> (Vec<Page>, i64) {
    let start = at("2026-06-01T00:00:00Z");
    let now = start + 120 * DAY_MS;
    let mut dice = Dice(seed);
    let mut facts = Vec::new();
    let mut number = 0;
    for day in 0..120_i64 {
        for sku in 0..60_u64 {
            for _ in 0..dice.roll(6) {
                number += 1;
                let placed = start + day * DAY_MS + dice.roll(24 * 60) as i64 * 60_000;
                let fact = |id: String, at: i64, what: What| Fact {
                    id,
                    at,
                    order: Some(format!("o{number}")),
                    site: Some("us".into()),
                    sku: Some(format!("sku-{sku}")),
                    source: Source::Erp,
                    what,
                };
                let (placed_at, shipped_at) = (Some(placed), Some(placed + DAY_MS));
                let order = OrderFact {
                    placed_at,
                    shipped_at,
                    delivered_at: Some(placed + 4 * DAY_MS),
                    ..OrderFact::default()
                };
                facts.push(fact(format!("o{number}"), placed, What::Order(order)));
                let is_bad = bad.is_some_and(|(first, _)| sku == 7 && (first..first + 7).contains(&day));
                let permille = if is_bad { bad.unwrap().1 } else { 20 };
                let told = placed + (5 + dice.roll(4) as i64) * DAY_MS;
                if dice.chance(permille) && told < now {
                    let complaint = ComplaintFact { about: Trouble::Defective };
                    facts.push(fact(format!("c{number}"), told, What::Complaint(complaint)));
                }
            }
        }
    }
    let options = Options::default();
    (pages_of(&facts, 64, 5_000, |part| batch("amazon", now, &options, part)), now)
}

#[test]
fn a_bad_batch_is_found_with_the_days_it_was_shipped() {
    let (pages, now) = shop(1, Some((106, 700)));
    let spikes = find_spikes(&pages, SpikeSettings::default(), now);
    assert_eq!(spikes.iter().map(|spike| spike.sku.as_str()).collect::<Vec<_>>(), ["sku-7"]);
    let first = at("2026-06-01T00:00:00Z") / DAY_MS + 107;
    let batch = spikes[0].batch_from.unwrap();
    assert!((first - 3..=first + 3).contains(&batch), "{batch} is not about {first}");
}

/// 40 quiet shops with 60 SKUs each: at 5 % at most 2 of them are expected to tell anything; 8 would be an accident of
/// less than 1 in 1,000.
#[test]
fn quiet_shops_raise_hardly_any_false_alarm() {
    let alarmed = (100..140).filter(|seed| {
        let (pages, now) = shop(*seed, None);
        !find_spikes(&pages, SpikeSettings::default(), now).is_empty()
    });
    let alarmed = alarmed.count();
    eprintln!("{alarmed} of 40 quiet shops raised an alarm");
    assert!(alarmed < 8, "{alarmed}");
}

#[test]
fn parcels_that_only_the_carrier_saw() {
    let now = at("2026-09-01T00:00:00Z");
    let make = |recent_permille: u64| {
        let mut dice = Dice(5);
        let mut facts = Vec::new();
        for number in 0..3_000_i64 {
            let placed = now - 90 * DAY_MS + number * (90 * DAY_MS / 3_000);
            let delivered = placed + 3 * DAY_MS;
            let fact = |id: String, at: i64, what: What| Fact {
                id,
                at,
                order: Some(format!("o{number}")),
                site: None,
                sku: None,
                source: Source::Erp,
                what,
            };
            let order = OrderFact { placed_at: Some(placed), delivered_at: Some(delivered), ..OrderFact::default() };
            facts.push(fact(format!("o{number}"), placed, What::Order(order)));
            let permille = if delivered > now - 6 * DAY_MS { recent_permille } else { 5 };
            if dice.chance(permille) && delivered + 1_000 < now {
                let complaint = ComplaintFact { about: Trouble::NotReceived };
                facts.push(fact(format!("c{number}"), delivered + 1_000, What::Complaint(complaint)));
            }
        }
        let options = Options::default();
        pages_of(&facts, 16, 5_000, |part| batch("amazon", now, &options, part))
    };
    assert_eq!(find_fake_deliveries(&make(5), SpikeSettings::default(), now), None);
    let found = find_fake_deliveries(&make(60), SpikeSettings::default(), now).unwrap();
    assert!(found.recent.0 >= 5 && found.ln_chance < -5.0, "{found:?}");
}

/// Against exact fractions with 128 bits.
#[test]
fn tails_are_those_of_exact_arithmetic() {
    for trials in 1..=12_u64 {
        for least in 0..=trials {
            for (share, all) in [(1_u64, 2_u64), (1, 3), (7, 9), (1, 100)] {
                let choose = |k: u64| (1..=k).fold(1_u128, |c, i| c * u128::from(trials - k + i) / u128::from(i));
                let exact: u128 = (least..=trials)
                    .map(|k| {
                        choose(k) * u128::from(share).pow(k as u32) * u128::from(all - share).pow((trials - k) as u32)
                    })
                    .sum();
                let exact = exact as f64 / u128::from(all).pow(trials as u32) as f64;
                let found = ln_tail(trials, least, share, all).exp();
                assert!((found - exact).abs() <= exact * 1e-9, "{trials} {least} {share}/{all}: {found} {exact}");
            }
        }
    }
    assert_eq!(ln_tail(0, 0, 1, 2), 0.0);
    assert_eq!(ln_tail(5, 6, 1, 2), f64::NEG_INFINITY);
    assert!(ln_tail(100_000, 60_000, 1, 2) < -1_000.0);
}

#[test]
fn discoveries_go_by_rank() {
    let ln = |p: f64| p.ln();
    // Benjamini and Hochberg's own example: at 5 % four of fifteen.
    let tails = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590,
        1.0,
    ];
    let found = discoveries(&tails.map(ln), 50_000);
    assert_eq!(found.iter().filter(|found| **found).count(), 4);
    assert!(found[..4].iter().all(|found| *found));
    assert_eq!(discoveries(&[], 50_000), Vec::<bool>::new());
}

#[test]
fn telling_words_are_those_of_the_sku() {
    let mut messages: Vec<(&str, &str)> = vec![
        ("lamp", "The hinge broke, please help"),
        ("lamp", "Please, the hinge is broken"),
        ("lamp", "hinge fell off on the first day"),
        ("lamp", "El hinge se rompió"),
    ];
    messages.extend([("mug", "Where is my order, please?"); 12]);
    messages.extend([("kettle", "水壶漏水"), ("kettle", "漏水了"), ("kettle", "这个漏水")]);
    let words = top_words(&messages);
    assert_eq!(words["lamp"][0].word, "hinge");
    assert_eq!(words["lamp"][0].messages, 4);
    assert!(words["lamp"].iter().all(|word| word.word != "please"));
    assert_eq!(words["kettle"][0].word, "漏水");
    assert!(top_words(&[]).is_empty());
}

#[test]
fn four_messages_each_of_two_skus_are_enough() {
    let mut messages = vec![("lamp", "The hinge broke off"); 4];
    messages.extend([("mug", "Which colours are there"); 4]);
    let words = top_words(&messages);
    let of = |sku: &str| words[sku].iter().map(|word| word.word.as_str()).collect::<Vec<_>>();
    assert!(of("lamp").contains(&"hinge") && !of("lamp").contains(&"colours"), "{:?}", of("lamp"));
    assert!(of("mug").contains(&"colours"));
    // Three of four that have it, and one of the others: 17 of 70 draws would do as well.
    let mut messages = vec![("lamp", "again"); 3];
    messages.extend([("lamp", "x"), ("mug", "again"), ("mug", "y"), ("mug", "y"), ("mug", "y")]);
    assert_eq!(top_words(&messages)["lamp"], []);
}
