#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use super::*;
use crate::limits::{ACCOUNT_BYTES_MAX, CHANNEL_BYTES_MAX};
use sellerdesk_journal::VALUE_BYTES_MAX;
use sellerdesk_journal::simulation::Random;

const PUT: What = What::Put { hook: true, api: false };

fn change(number: usize, at: Instant, what: What) -> Change {
    let account = format!("{number:0width$}", width = ACCOUNT_BYTES_MAX);
    let id = AccountId::parse(&"c".repeat(CHANNEL_BYTES_MAX), &account).unwrap();
    Change { id, at, by: None, what }
}

fn fold(changes: &[Change]) -> Registry {
    let mut registry = Registry::default();
    changes.iter().for_each(|change| registry.take(change));
    registry
}

#[test]
fn a_change_repeated_after_later_ones_changes_nothing() {
    for seed in 0..2_000 {
        let mut random = Random::new(seed);
        let mut changes = Vec::new();
        for at in 0..8 {
            let what = match random.below(4) {
                0 => What::Removed,
                1 => What::Seen,
                2 => What::Put { hook: false, api: true },
                _ => PUT,
            };
            changes.push(change(random.below(2) as usize, at, what));
        }
        let known = fold(&changes);
        let repeated = random.below(8) as usize;
        changes.push(changes[repeated].clone());
        assert_eq!(fold(&changes), known, "seed {seed}: {changes:?}");
    }
}

#[test]
fn settings_of_before_a_removal_are_not_those_of_after() {
    let api = What::Put { hook: false, api: true };
    let registry = fold(&[change(1, 1, PUT), change(1, 2, What::Removed), change(1, 3, api), change(1, 1, PUT)]);
    let known = registry.get(&change(1, 0, api).id).unwrap();
    assert_eq!((known.added_at, known.hook, known.api, known.removed), (3, false, true, false));
}

#[test]
fn a_full_registry_fits_into_a_value_and_comes_back() {
    let far = 1 << 53;
    let mut registry = Registry::default();
    for number in 0..ACCOUNTS_MAX {
        registry.take(&change(number, far, What::Put { hook: true, api: true }));
    }
    assert!(registry.is_full());
    let bytes = registry.encode();
    assert!(bytes.len() < VALUE_BYTES_MAX - 1_024, "{}", bytes.len());
    assert_eq!(Registry::decode(&bytes).unwrap(), registry);
    let one_more = change(ACCOUNTS_MAX, far, PUT);
    registry.take(&one_more);
    assert!(!registry.reflects(&one_more) && registry.0.len() == ACCOUNTS_MAX);
    // A removed account makes room.
    registry.take(&change(7, far, What::Removed));
    assert!(!registry.is_full());
    registry.take(&one_more);
    assert!(registry.reflects(&one_more) && registry.is_full() && registry.0.len() == ACCOUNTS_MAX);
    assert_eq!(registry.get(&change(7, far, PUT).id), None);
}

#[test]
fn what_is_no_snapshot_is_refused() {
    for bytes in [&b""[..], b"{}", br#"{"version":2,"accounts":[]}"#, br#"{"version":1,"accounts":[["X","y",1,1,0]]}"#]
    {
        assert_eq!(Registry::decode(bytes), None);
    }
}
