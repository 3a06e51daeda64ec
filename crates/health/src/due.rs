//! When something is due by a marketplace's limit: as `sellerdesk-deadline` says, by this crate's own table of offsets.

use sellerdesk_deadline::{LimitRule, MarketplaceLimit};

use crate::zone::LocalTime;

const MINUTE_MS: i64 = 60_000;
/// Days that a window is followed for.
const WINDOW_DAYS_MAX: i32 = 60;

/// When what began at `start` is due; `None` for a limit in no known zone.
pub(crate) fn due(limit: &MarketplaceLimit, start: i64) -> Option<i64> {
    if let LimitRule::Elapsed { target_ms } = limit.rule {
        return start.checked_add(target_ms);
    }
    let zone = LocalTime::of(&limit.zone)?;
    let (day, ms) = zone.local(start)?;
    let (answer_day, answer_by) = match limit.rule {
        LimitRule::Elapsed { .. } => return None,
        LimitRule::DailyWindow { target_ms, opens_minute, closes_minute } => {
            return within_windows(zone, start, target_ms, (opens_minute, closes_minute));
        }
        LimitRule::WeekendDeferred { target_ms, .. } if !is_weekend(day) => return start.checked_add(target_ms),
        LimitRule::WeekendDeferred { answer_by_minute, .. } => (next_working_day(day), answer_by_minute),
        LimitRule::WorkingDays { days, answer_by_minute } => {
            ((0..days).fold(day, |day, _| next_working_day(day)), answer_by_minute)
        }
        LimitRule::DailyCutoff { cycle_ends_minute, answer_by_minute } => {
            let is_next = ms / MINUTE_MS >= i64::from(cycle_ends_minute);
            (day.saturating_add(i32::from(is_next)), answer_by_minute)
        }
    };
    (answer_by < 24 * 60).then(|| zone.instant(answer_day, i64::from(answer_by) * MINUTE_MS))
}

fn within_windows(zone: LocalTime, start: i64, target_ms: i64, (opens, closes): (u16, u16)) -> Option<i64> {
    let (first, _) = zone.local(start)?;
    let mut left = target_ms;
    for day in first..first.checked_add(WINDOW_DAYS_MAX)? {
        let opens = zone.instant(day, i64::from(opens) * MINUTE_MS).max(start);
        let open_ms = zone.instant(day, i64::from(closes) * MINUTE_MS) - opens;
        if open_ms > 0 {
            if left <= open_ms {
                return Some(opens + left);
            }
            left -= open_ms;
        }
    }
    None
}

fn next_working_day(day: i32) -> i32 {
    (day.saturating_add(1)..).find(|day| !is_weekend(*day)).unwrap_or(day)
}

/// 1970-01-01 was a Thursday.
fn is_weekend(day: i32) -> bool {
    (i64::from(day) + 3).rem_euclid(7) >= 5
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use super::*;
    use proptest::prelude::*;
    use sellerdesk_deadline::{Facts, Obligation, find_limit};

    proptest! {
        #[test]
        fn dues_are_those_of_the_clocks(at in 1_514_764_800_000_i64..2_300_000_000_000, days in 1_u8..4, minute in 0_u16..1_440) {
            let mut seen = 0;
            for (obligation, channel, region) in [
                (Obligation::Invoice, "amazon", None),
                (Obligation::Reply, "tiktok-shop", Some("us")),
                (Obligation::Reply, "tiktok-shop", Some("id")),
                (Obligation::Reply, "mercadolibre", Some("br")),
                (Obligation::Reply, "mercadolibre", Some("ar")),
                (Obligation::Reply, "mercadolibre", Some("cl")),
                (Obligation::Reply, "mercadolibre", None),
                (Obligation::Reply, "lazada", None),
                (Obligation::Reply, "amazon", None),
            ] {
                let facts = Facts { channel: channel.to_owned(), region: region.map(str::to_owned), ..Facts::default() };
                let mut limit = find_limit(obligation, &facts).unwrap();
                prop_assert_eq!(due(&limit, at), limit.deadline(at).ok(), "{}", &limit.id);
                let rules = [
                    LimitRule::WorkingDays { days, answer_by_minute: minute },
                    LimitRule::DailyCutoff { cycle_ends_minute: 1_440 - minute, answer_by_minute: minute },
                    LimitRule::WeekendDeferred { target_ms: 86_400_000, answer_by_minute: minute },
                ];
                for (rule, zone) in rules.into_iter().zip(["America/Los_Angeles", "Europe/London", "Australia/Lord_Howe"]) {
                    limit.rule = rule;
                    limit.zone = zone.into();
                    prop_assert_eq!(due(&limit, at), limit.deadline(at).ok(), "{:?} {}", rule, zone);
                    seen += 1;
                }
            }
            prop_assert_eq!(seen, 27);
        }
    }
}
