//! What holds for every calendar in every zone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod support;

use proptest::{collection::vec, prelude::*};
use sellerdesk_deadline::{
    Calendar, CancelReason, Moment, MomentKind, OpenHours, Policy, Problem, Targets, Weekly, Window, deadline, elapsed,
    evaluate, find_deadline, find_elapsed, parse_instant,
};
use support::{GRID_MS, calendar_and_start, pauses, target, zones};

/// What is asked of a calendar: the start, the target, and pauses.
fn question() -> impl Strategy<Value = (Calendar, i64, i64, Vec<(i64, Option<i64>)>)> {
    calendar_and_start().prop_flat_map(|(calendar, start)| (Just(calendar), Just(start), target(), pauses(start)))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn elapsed_is_the_inverse((calendar, start, target, pauses) in question()) {
        let hours = OpenHours::compile(&calendar, "calendar").unwrap();
        match find_deadline(Some(&hours), start, target, &pauses) {
            Ok(Some(at)) => {
                prop_assert_eq!(find_elapsed(Some(&hours), start, at, &pauses), Ok(target));
                let before = find_elapsed(Some(&hours), start, at - 1, &pauses);
                prop_assert_eq!(before, Ok(target - 1), "the first such instant");
            }
            other => prop_assert_eq!(other, Err(Problem::BeyondHorizon)),
        }
    }

    #[test]
    fn deadlines_are_monotone(
        (calendar, start, target, pauses) in question(), more in 0..500_i64, later in 0..5_000_i64
    ) {
        let hours = OpenHours::compile(&calendar, "calendar").unwrap();
        let find = |start, target| find_deadline(Some(&hours), start, target, &pauses);
        if let (Ok(Some(first)), Ok(Some(longer)), Ok(Some(shifted))) = (
            find(start, target),
            find(start, target + more * GRID_MS),
            find(start + later * GRID_MS, target),
        ) {
            prop_assert!(first <= longer);
            prop_assert!(first <= shifted);
        }
    }

    #[test]
    fn touching_windows_are_one((calendar, start, target, pauses) in question()) {
        let mut halves = calendar.clone();
        let Weekly { mon, tue, wed, thu, fri, sat, sun } = &mut halves.weekly;
        for day in [mon, tue, wed, thu, fri, sat, sun].into_iter().chain(halves.overrides.values_mut()) {
            *day = day.iter().flat_map(split).collect();
        }
        prop_assert_eq!(
            deadline(Some(&halves), start, target, &pauses),
            deadline(Some(&calendar), start, target, &pauses)
        );
    }

    #[test]
    fn a_pause_costs_its_open_time(
        (calendar, start, target, _) in question(), from in 0..20_000_i64, length in 1..3_000_i64
    ) {
        let hours = OpenHours::compile(&calendar, "calendar").unwrap();
        let open_until = |at| find_elapsed(Some(&hours), start, at, &[]).unwrap();
        let from = start + from * GRID_MS;
        let pause = (from, Some(from + length * GRID_MS));
        let plain = find_deadline(Some(&hours), start, target, &[]);
        let paused = find_deadline(Some(&hours), start, target, &[pause]);
        if let (Ok(Some(plain)), Ok(Some(paused))) = (plain, paused) {
            let cost = open_until(from + length * GRID_MS) - open_until(from);
            if cost == 0 || plain <= from {
                prop_assert_eq!(paused, plain, "closed time, or too late to matter");
            } else {
                prop_assert_eq!(open_until(paused), target + cost);
            }
        }
    }

    #[test]
    fn a_pause_without_end_leaves_no_deadline((calendar, start, target, _) in question()) {
        let hours = OpenHours::compile(&calendar, "calendar").unwrap();
        if let Ok(Some(at)) = find_deadline(Some(&hours), start, target, &[]) {
            let paused_from = |from| find_deadline(Some(&hours), start, target, &[(from, None)]);
            prop_assert_eq!(paused_from(at - 1), Ok(None));
            prop_assert_eq!(paused_from(at), Ok(Some(at)));
        }
    }

    #[test]
    fn any_order_of_arrival_gives_the_same(
        (moments, shuffled) in timeline().prop_flat_map(|moments| {
            let repeated = [moments.as_slice(), &moments[..moments.len() / 2]].concat();
            (Just(moments), Just(repeated).prop_shuffle())
        })
    ) {
        let first = evaluate(&moments, &policy(), None);
        prop_assert_eq!(&evaluate(&shuffled, &policy(), None), &first);
        for target in first.targets() {
            prop_assert!(target.warnings.is_sorted_by_key(|warning| warning.at));
            prop_assert!(target.ended_at.is_none_or(|at| at >= target.started_at));
        }
        let attention = first.attention();
        prop_assert!(attention.is_sorted_by_key(|it| it.due_at));
        let mut ids: Vec<_> = attention.iter().map(|it| &it.id).collect();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), attention.len(), "ids are unique");
    }
}

/// Two windows that touch, at a time of the starting day where there is one.
fn split(window: &Window) -> Vec<Window> {
    let Window(opens, closes) = window;
    let hour: u32 = opens[..2].parse().unwrap();
    let middle = format!("{:02}:00", hour + 1);
    let overnight = closes <= opens;
    if hour < 23 && (overnight || middle < *closes) {
        let first = Window(opens.clone(), middle.clone());
        vec![first, Window(middle, closes.clone())]
    } else {
        vec![window.clone()]
    }
}

fn policy() -> Policy {
    let calendar = serde_json::json!({"zone": "America/New_York",
        "weekly": {"sat": [["22:00", "06:00"]], "sun": [["09:00", "17:00"]]}});
    Policy {
        id: "p".into(),
        name: "P".into(),
        targets: Targets {
            first_response_ms: Some(3_600_000),
            next_response_ms: Some(7_200_000),
            resolution_ms: Some(28_800_000),
        },
        warn_at_permille: vec![500, 750],
        calendar: serde_json::from_value(calendar).unwrap(),
        pause_while_pending: true,
        automatic_reply_counts: false,
    }
}

/// Moments of one weekend, some of them at the same instant.
fn timeline() -> impl Strategy<Value = Vec<Moment>> {
    let kind = prop_oneof![
        5 => Just(MomentKind::BuyerMessage),
        3 => Just(MomentKind::AgentReply),
        1 => Just(MomentKind::AutomaticReply),
        1 => (0..12_usize).prop_map(|reply| MomentKind::ReplyFailed { reply: reply.to_string() }),
        1 => Just(MomentKind::NoReplyNeeded),
        2 => Just(MomentKind::Paused),
        2 => Just(MomentKind::Resumed),
        1 => Just(MomentKind::Resolved),
        1 => Just(MomentKind::Reopened),
        1 => Just(MomentKind::Cancelled { reason: CancelReason::Spam }),
        1 => Just(MomentKind::PolicyApplied { policy: Box::new(policy()) }),
    ];
    // Saturday in New York before the autumn change.
    let saturday = parse_instant("2026-10-31T16:00:00Z").unwrap();
    vec((0..48_i64, kind), 1..12).prop_map(move |moments| {
        let moment = |(index, (hour, kind)): (usize, (i64, MomentKind))| Moment {
            id: index.to_string(),
            at: saturday + hour * 3_600_000,
            kind,
        };
        moments.into_iter().enumerate().map(moment).collect()
    })
}

#[test]
fn every_zone_of_the_database_is_accepted() {
    let zones = zones();
    assert!(zones.len() > 590, "{}", zones.len());
    let start = parse_instant("2026-01-14T15:00:00Z").unwrap();
    for zone in zones {
        let calendar = Calendar {
            zone: zone.clone(),
            weekly: Weekly { wed: vec![Window("00:00".into(), "24:00".into())], ..Weekly::default() },
            overrides: Default::default(),
            holidays: vec![],
        };
        let week = 7 * 86_400_000;
        let open = elapsed(Some(&calendar), start, start + week, &[]).expect(&zone);
        assert_eq!(open, 86_400_000, "{zone}: a Wednesday has 24 hours in January");
    }
}
