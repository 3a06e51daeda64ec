#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;

use futures_util::future::join_all;

use super::*;

const INCREMENTS: usize = 64;

fn memory() -> Arc<dyn Store> {
    Arc::new(MemoryStore::default())
}

/// The outcomes of many increments of one counter at once.
async fn increment_at_once(store: &Arc<dyn Store>) -> Vec<Result<i64, StoreError>> {
    let tasks = (0..INCREMENTS).map(|_| {
        let store = Arc::clone(store);
        tokio::spawn(async move { store.increment("n", 1).await })
    });
    let outcomes = join_all(tasks).await;
    outcomes.into_iter().map(Result::unwrap).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn increments_at_once_number_every_caller() {
    let folder = tempfile::tempdir().unwrap();
    for store in [
        memory(),
        Arc::new(SqliteStore::open(&folder.path().join("a/b.db")).unwrap()),
        Quirks::Redis.wrap(memory()),
        Quirks::Cosmos(CosmosQuirks::default()).wrap(memory()),
    ] {
        let outcomes = increment_at_once(&store).await;
        let numbers: BTreeSet<i64> = outcomes.into_iter().map(Result::unwrap).collect();
        let expected = 1..=i64::try_from(INCREMENTS).unwrap();
        assert_eq!(numbers, expected.collect());
    }
}

#[tokio::test]
async fn contended_increments_fail_on_dynamo_and_count_nothing() {
    let store = Quirks::Dynamo(DynamoQuirks::default()).wrap(memory());
    let outcomes = increment_at_once(&store).await;
    let numbers: Vec<i64> = outcomes.iter().flatten().copied().collect();
    assert!(numbers.len() < INCREMENTS, "nothing was contended");
    let unique: BTreeSet<&i64> = numbers.iter().collect();
    assert_eq!(unique.len(), numbers.len());
    let next = store.increment("n", 1).await.unwrap();
    assert_eq!(next, i64::try_from(numbers.len()).unwrap() + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn increments_on_dynamo_from_several_threads_repeat_no_number() {
    let store = Quirks::Dynamo(DynamoQuirks::default()).wrap(memory());
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut numbers = Vec::new();
                for _ in 0..2_000 {
                    numbers.extend(store.increment("n", 1).await);
                }
                numbers
            })
        })
        .collect();
    let mut numbers = Vec::new();
    for task in tasks {
        numbers.extend(task.await.unwrap());
    }
    let unique: BTreeSet<&i64> = numbers.iter().collect();
    assert_eq!(unique.len(), numbers.len());
}

#[tokio::test]
async fn racing_increments_on_cosmos_repeat_numbers_but_lose_none() {
    let quirks = CosmosQuirks { increments_race: true };
    let store = Quirks::Cosmos(quirks).wrap(memory());
    let outcomes = increment_at_once(&store).await;
    let numbers: Vec<i64> = outcomes.into_iter().map(Result::unwrap).collect();
    let unique: BTreeSet<&i64> = numbers.iter().collect();
    assert!(unique.len() < numbers.len(), "no number was repeated");
    let next = store.increment("n", 1).await.unwrap();
    assert_eq!(next, i64::try_from(INCREMENTS).unwrap() + 1);
}

#[tokio::test]
async fn a_counter_refuses_what_is_no_counter_and_what_overflows() {
    for store in [memory(), Quirks::Redis.wrap(memory())] {
        store.set("text", b"no counter").await.unwrap();
        assert!(store.increment("text", 1).await.is_err());
        store.increment("n", i64::MAX).await.unwrap();
        assert!(store.increment("n", 1).await.is_err());
    }
}

#[tokio::test]
async fn a_stale_read_shows_the_value_before_the_last_write_only() {
    let quirks = DynamoQuirks { stale_window_ms: 60_000, stale_reads_max: 3, seed: 3 };
    let store = Quirks::Dynamo(quirks).wrap(memory());
    for version in 0..20_u8 {
        store.set("k", &[version]).await.unwrap();
        for _ in 0..3 {
            let read = store.get("k").await.unwrap();
            let previous = version.checked_sub(1).map(|previous| vec![previous]);
            assert!(read == Some(vec![version]) || read == previous);
        }
        assert_eq!(store.get("k").await.unwrap(), Some(vec![version]));
    }
}
