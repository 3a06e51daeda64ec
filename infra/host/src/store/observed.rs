//! Counts every operation and lets armed faults strike, around any store.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Entries, Store, StoreError, Swap, SwapError};
use crate::fault::{Fault, FaultKind, FaultMoment, Faults};
use crate::operations::{OperationCounters, OperationKind};

/// A store that counts and may fail on command.
pub(crate) struct ObservedStore {
    inner: Arc<dyn Store>,
    watch: Watch,
}

/// What both the store and its compare-and-swap handles report to.
#[derive(Clone)]
struct Watch {
    counters: Arc<OperationCounters>,
    faults: Arc<Faults>,
}

impl ObservedStore {
    pub(crate) fn new(inner: Arc<dyn Store>, counters: Arc<OperationCounters>, faults: Arc<Faults>) -> Self {
        Self { inner, watch: Watch { counters, faults } }
    }
}

impl Watch {
    /// Runs one operation between the two moments a fault can strike.
    async fn run<R, E: From<StoreError>>(
        &self,
        kind: OperationKind,
        operation: impl Future<Output = Result<R, E>> + Send,
    ) -> Result<R, E> {
        self.counters.count(kind);
        match self.faults.strike(kind) {
            None => operation.await,
            Some(fault) => {
                if fault.moment == FaultMoment::AfterEffect {
                    // Its own failure wins: then there was no effect to hide.
                    operation.await?;
                }
                Err(injected(fault, kind).into())
            }
        }
    }
}

fn injected(fault: Fault, kind: OperationKind) -> StoreError {
    let text = format!("injected fault at {kind:?} ({:?})", fault.moment);
    match fault.kind {
        FaultKind::Fail => StoreError::Failed(text),
        FaultKind::Kill => StoreError::Trapped(text),
    }
}

fn value_bytes(entries: &Entries) -> usize {
    entries.iter().map(|(_, value)| value.as_ref().map_or(0, Vec::len)).sum()
}

#[async_trait]
impl Store for ObservedStore {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let value = self.watch.run(OperationKind::Get, self.inner.get(key)).await?;
        self.watch.counters.read(value.as_ref().map_or(0, Vec::len));
        Ok(value)
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.watch.counters.written(key.len() + value.len());
        self.watch.run(OperationKind::Set, self.inner.set(key, value)).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.watch.run(OperationKind::Delete, self.inner.delete(key)).await
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.watch.run(OperationKind::Exists, self.inner.exists(key)).await
    }

    async fn get_keys(&self) -> Result<Vec<String>, StoreError> {
        self.watch.run(OperationKind::GetKeys, self.inner.get_keys()).await
    }

    async fn get_many(&self, keys: Vec<String>) -> Result<Entries, StoreError> {
        let entries = self.watch.run(OperationKind::GetMany, self.inner.get_many(keys)).await?;
        self.watch.counters.read(value_bytes(&entries));
        Ok(entries)
    }

    async fn set_many(&self, entries: Vec<(String, Vec<u8>)>) -> Result<(), StoreError> {
        let length_bytes = entries.iter().map(|(key, value)| key.len() + value.len()).sum();
        self.watch.counters.written(length_bytes);
        self.watch.run(OperationKind::SetMany, self.inner.set_many(entries)).await
    }

    async fn delete_many(&self, keys: Vec<String>) -> Result<(), StoreError> {
        self.watch.run(OperationKind::DeleteMany, self.inner.delete_many(keys)).await
    }

    async fn increment(&self, key: &str, delta: i64) -> Result<i64, StoreError> {
        self.watch.run(OperationKind::Increment, self.inner.increment(key, delta)).await
    }

    async fn open_swap(&self, key: &str) -> Result<Arc<dyn Swap>, StoreError> {
        Ok(Arc::new(ObservedSwap { inner: self.inner.open_swap(key).await?, watch: self.watch.clone() }))
    }
}

struct ObservedSwap {
    inner: Arc<dyn Swap>,
    watch: Watch,
}

#[async_trait]
impl Swap for ObservedSwap {
    fn key(&self) -> &str {
        self.inner.key()
    }

    async fn current(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.watch.run(OperationKind::SwapCurrent, self.inner.current()).await
    }

    async fn swap(&self, value: Vec<u8>) -> Result<(), SwapError> {
        self.watch.counters.written(value.len());
        self.watch.run(OperationKind::Swap, self.inner.swap(value)).await
    }
}
