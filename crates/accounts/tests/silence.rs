//! Simulated weeks: when an account is called silent, and when it must not be.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use sellerdesk_accounts::{AccountId, Silence, find_silent, is_silent, note_received, read_activity};
use sellerdesk_journal::Clock;
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_journal::simulation::Random;
use support::{DAY_MS, HOUR_MS, MINUTE_MS, MONDAY_MS, ManualClock, id, now};

/// How often a scenario looks for silence.
const LOOK_MS: i64 = 30 * MINUTE_MS;
/// How often a delivery may come.
const STEP_MS: i64 = 5 * MINUTE_MS;

struct Shop {
    store: MemoryStore,
    clock: ManualClock,
    id: AccountId,
    random: Random,
}

impl Shop {
    fn new(seed: u64) -> Self {
        let (store, clock) = (MemoryStore::default(), ManualClock::at(MONDAY_MS));
        Self { store, clock, id: id("ebay", "main"), random: Random::new(seed) }
    }

    /// Lets time pass to `until`, with deliveries as often as `per_hour` answers for an hour since Monday, and
    /// answers the first silence after each delivery: how long it had lasted when it was called one.
    fn live(&mut self, until_ms: i64, per_hour: impl Fn(i64) -> f64) -> Vec<(Silence, i64)> {
        let mut called: Vec<(Silence, i64)> = Vec::new();
        let mut activity = now(read_activity(&self.store, &self.id)).unwrap().unwrap_or_default();
        while self.clock.wall_ms() < MONDAY_MS + until_ms {
            let hour = (self.clock.wall_ms() - MONDAY_MS) / HOUR_MS;
            let per_million = (per_hour(hour) * 1_000_000.0 / (HOUR_MS / STEP_MS) as f64) as u64;
            for _ in 0..LOOK_MS / STEP_MS {
                self.clock.advance(STEP_MS);
                if self.random.below(1_000_000) < per_million {
                    now(note_received(&self.store, &self.clock, &self.id, 1)).unwrap();
                    activity = now(read_activity(&self.store, &self.id)).unwrap().unwrap();
                }
            }
            let at = self.clock.wall_ms();
            if let Some(silence) = is_silent(&activity, at)
                && called.last().is_none_or(|(last, _)| last.since != silence.since)
            {
                called.push((silence, at - silence.since));
            }
        }
        called
    }
}

/// From nine to six, so many an hour.
fn by_day(rate: f64) -> impl Fn(i64) -> f64 + Copy {
    move |hour| if (9..18).contains(&(hour % 24)) { rate } else { 0.0 }
}

/// By day, from Monday to Friday.
fn on_weekdays(rate: f64) -> impl Fn(i64) -> f64 + Copy {
    move |hour| if (hour / 24) % 7 < 5 { by_day(rate)(hour) } else { 0.0 }
}

/// Nothing after a day.
fn until(day: i64, rate: impl Fn(i64) -> f64) -> impl Fn(i64) -> f64 {
    move |hour| if hour < day * 24 { rate(hour) } else { 0.0 }
}

#[test]
fn nights_are_no_silence_from_the_first_on() {
    for (seed, rate) in (0..4).flat_map(|seed| [(seed, 2.0), (seed, 20.0)]) {
        let mut shop = Shop::new(seed);
        assert_eq!(shop.live(42 * DAY_MS, by_day(rate)), [], "seed {seed}, {rate} an hour");
    }
}

#[test]
fn weekends_are_no_silence_from_the_first_on_whichever_day_the_account_began() {
    for (seed, rate) in (0..2).flat_map(|seed| [(seed, 1.0), (seed, 10.0)]) {
        for first_day in 0..7 {
            let mut shop = Shop::new(seed);
            let open = on_weekdays(rate);
            let called = shop.live(42 * DAY_MS, |hour| if hour < first_day * 24 { 0.0 } else { open(hour) });
            assert_eq!(called, [], "seed {seed}, {rate} an hour, from day {first_day}");
        }
    }
}

#[test]
fn an_outage_is_found_after_half_again_the_longest_gap() {
    // Limit of how late it is called, by rhythm: an account of a month, dead from a midnight on.
    for seed in 0..4 {
        let called = Shop::new(seed).live(44 * DAY_MS, until(30, |_| 6.0));
        assert!(
            matches!(called.as_slice(), [(_, after_ms)] if *after_ms < 7 * HOUR_MS),
            "around the clock: {called:?}"
        );
        let called = Shop::new(seed).live(44 * DAY_MS, until(30, by_day(4.0)));
        assert!(matches!(called.as_slice(), [(_, after_ms)] if *after_ms < 30 * HOUR_MS), "by day: {called:?}");
        let called = Shop::new(seed).live(44 * DAY_MS, until(30, on_weekdays(4.0)));
        assert!(matches!(called.as_slice(), [(_, after_ms)] if *after_ms < 5 * DAY_MS), "on weekdays: {called:?}");
        // Within its first fortnight, three days; not on the first evening.
        let called = Shop::new(seed).live(14 * DAY_MS, until(2, by_day(10.0)));
        assert!(matches!(called.as_slice(), [(_, after_ms)] if (72 * HOUR_MS..73 * HOUR_MS).contains(after_ms)));
    }
}

#[test]
fn an_outage_teaches_little_and_is_forgotten() {
    for seed in 0..4 {
        let mut shop = Shop::new(seed);
        let dead = |hour: i64| (30 * 24..40 * 24).contains(&hour) || hour >= 45 * 24;
        let called = shop.live(60 * DAY_MS, |hour| if dead(hour) { 0.0 } else { 6.0 });
        assert!(matches!(called.as_slice(), [_, (_, again_ms)] if *again_ms < 20 * HOUR_MS), "{called:?}");
        let mut shop = Shop::new(seed);
        let dead = |hour: i64| (30 * 24..40 * 24).contains(&hour) || hour >= 60 * 24;
        let called = shop.live(70 * DAY_MS, |hour| if dead(hour) { 0.0 } else { 6.0 });
        assert!(matches!(called.as_slice(), [_, (_, again_ms)] if *again_ms < 7 * HOUR_MS), "{called:?}");
    }
}

#[test]
fn a_new_habit_is_learned_with_few_warnings() {
    for seed in 0..4 {
        // Around the clock for a month, then weekdays only.
        let mut shop = Shop::new(seed);
        let habit = |hour: i64| if hour < 28 * 24 { 6.0 } else { on_weekdays(4.0)(hour) };
        let called = shop.live(90 * DAY_MS, habit);
        assert!(called.len() <= 5, "seed {seed}: {called:?}");
    }
}

#[test]
fn messages_by_chance_are_seldom_called_a_silence() {
    // A year of two shops in a hundred messages, one a day and three a week, at any hour.
    for rate in [1.0 / 24.0, 3.0 / 168.0] {
        let called: usize = (0..20).map(|seed| Shop::new(seed).live(365 * DAY_MS, |_| rate).len()).sum();
        assert!(called <= 20, "{called} false warnings in 20 years at {rate} an hour");
    }
}

#[test]
fn a_few_deliveries_say_nothing() {
    let (store, clock, main) = (MemoryStore::default(), ManualClock::at(MONDAY_MS), id("ebay", "main"));
    assert_eq!(is_silent(&Default::default(), i64::MAX), None);
    for _ in 0..10 {
        now(note_received(&store, &clock, &main, 1)).unwrap();
        clock.advance(HOUR_MS);
    }
    let activity = now(read_activity(&store, &main)).unwrap().unwrap();
    assert_eq!(is_silent(&activity, clock.wall_ms() + 1_000 * DAY_MS), None, "nine gaps");
    now(note_received(&store, &clock, &main, 1)).unwrap();
    let activity = now(read_activity(&store, &main)).unwrap().unwrap();
    let since = clock.wall_ms();
    assert_eq!(is_silent(&activity, since + 72 * HOUR_MS), None);
    let silence = Silence { since, usual_gap_ms: HOUR_MS };
    assert_eq!(is_silent(&activity, since + 72 * HOUR_MS + 1), Some(silence), "ten, and three days of silence");
}

#[test]
fn the_sweep_finds_who_is_silent_and_names_the_silence_alike_each_time() {
    let (store, clock) = (MemoryStore::default(), ManualClock::at(MONDAY_MS));
    let (alive, dead) = (id("ebay", "alive"), id("ebay", "dead"));
    let mut since = 0;
    for hour in 0..24 * 20 {
        clock.advance(HOUR_MS);
        now(note_received(&store, &clock, &alive, 1)).unwrap();
        if hour < 24 * 16 {
            now(note_received(&store, &clock, &dead, 1)).unwrap();
            since = clock.wall_ms();
        }
        let silent = now(find_silent(&store, &clock)).unwrap();
        // Eight mean gaps of an hour.
        if clock.wall_ms() - since > 8 * HOUR_MS {
            assert_eq!(silent, [(dead.clone(), Silence { since, usual_gap_ms: HOUR_MS })]);
        } else {
            assert_eq!(silent, []);
        }
    }
    now(sellerdesk_accounts::remove(&store, &clock, &dead, "ops")).unwrap();
    clock.advance(LOOK_MS);
    assert_eq!(now(find_silent(&store, &clock)).unwrap(), [], "a removed account is not missed");
}
