//! A store that remembers when each operation began and ended, to tell how many a request waited for in turn.

use async_trait::async_trait;
use sellerdesk_host::store::{Entries, Store, StoreError, Swap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What each operation is made to take, so that those a request starts at once overlap for certain.
const OPERATION_DELAY: Duration = Duration::from_millis(4);

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Read a key, and how many bytes it had, if any.
    Get(Option<usize>),
    /// Write a key of so many bytes.
    Set(usize),
    /// Remove a key.
    Delete,
    /// Ask whether a key exists.
    Exists,
    /// Add to a counter.
    Increment,
}

impl Kind {
    /// Whether it only reads.
    pub fn is_read(self) -> bool {
        matches!(self, Self::Get(_) | Self::Exists)
    }
}

/// One operation.
#[derive(Clone, Copy, Debug)]
struct Operation {
    kind: Kind,
    began: Instant,
    ended: Instant,
}

/// The operations of one request, in steps: those of a step ran at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps(pub Vec<Vec<Kind>>);

impl Steps {
    /// Operations that match.
    pub fn count(&self, matches: impl Fn(Kind) -> bool) -> usize {
        self.0.iter().flatten().filter(|kind| matches(**kind)).count()
    }

    /// Steps that wait for a read.
    pub fn reads_in_turn(&self) -> usize {
        self.0.iter().filter(|step| step.iter().any(|kind| kind.is_read())).count()
    }

    /// The same operations in the language of `tests/bare`.
    pub fn script(&self) -> String {
        let word = |kind: &Kind| match kind {
            Kind::Get(_) => "g".to_owned(),
            Kind::Set(bytes) => format!("s{bytes}"),
            Kind::Delete => "d".to_owned(),
            Kind::Exists => "e".to_owned(),
            Kind::Increment => "i".to_owned(),
        };
        let steps = self.0.iter().map(|step| step.iter().map(word).collect::<Vec<_>>().join("+"));
        steps.collect::<Vec<_>>().join(",")
    }
}

/// The store around another.
pub struct TracedStore {
    inner: Arc<dyn Store>,
    operations: Mutex<Vec<Operation>>,
}

impl TracedStore {
    /// Traces `inner`.
    pub fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner, operations: Mutex::default() }
    }

    /// What was done since the last call.
    pub fn take(&self) -> Steps {
        let mut operations = self.operations.lock().unwrap_or_else(PoisonError::into_inner);
        in_steps(std::mem::take(&mut *operations))
    }

    async fn run<T>(
        &self,
        operation: impl Future<Output = Result<T, StoreError>> + Send,
        kind: impl FnOnce(&T) -> Kind + Send,
    ) -> Result<T, StoreError> {
        let began = Instant::now();
        tokio::time::sleep(OPERATION_DELAY).await;
        let value = operation.await?;
        let operation = Operation { kind: kind(&value), began, ended: Instant::now() };
        self.operations.lock().unwrap_or_else(PoisonError::into_inner).push(operation);
        Ok(value)
    }
}

/// A step is what began before the first of it had ended.
fn in_steps(mut operations: Vec<Operation>) -> Steps {
    operations.sort_by_key(|operation| operation.began);
    let mut steps = Steps::default();
    let mut first_end: Option<Instant> = None;
    for operation in operations {
        match (steps.0.last_mut(), first_end) {
            (Some(step), Some(end)) if operation.began < end => {
                step.push(operation.kind);
                first_end = Some(end.min(operation.ended));
            }
            _ => {
                steps.0.push(vec![operation.kind]);
                first_end = Some(operation.ended);
            }
        }
    }
    steps
}

#[async_trait]
impl Store for TracedStore {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.run(self.inner.get(key), |value: &Option<Vec<u8>>| Kind::Get(value.as_ref().map(Vec::len))).await
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.run(self.inner.set(key, value), |()| Kind::Set(value.len())).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.run(self.inner.delete(key), |()| Kind::Delete).await
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.run(self.inner.exists(key), |_| Kind::Exists).await
    }

    async fn increment(&self, key: &str, delta: i64) -> Result<i64, StoreError> {
        self.run(self.inner.increment(key, delta), |_| Kind::Increment).await
    }

    // The product uses nothing of what follows: it fails rather than go uncounted.

    async fn get_keys(&self) -> Result<Vec<String>, StoreError> {
        Err(untraced())
    }

    async fn get_many(&self, _: Vec<String>) -> Result<Entries, StoreError> {
        Err(untraced())
    }

    async fn set_many(&self, _: Vec<(String, Vec<u8>)>) -> Result<(), StoreError> {
        Err(untraced())
    }

    async fn delete_many(&self, _: Vec<String>) -> Result<(), StoreError> {
        Err(untraced())
    }

    async fn open_swap(&self, _: &str) -> Result<Arc<dyn Swap>, StoreError> {
        Err(untraced())
    }
}

fn untraced() -> StoreError {
    StoreError::Failed("the benchmark doesn't trace this operation".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_overlaps_is_one_step() {
        let start = Instant::now();
        let operation = |kind, from_ms, to_ms| Operation {
            kind,
            began: start + Duration::from_millis(from_ms),
            ended: start + Duration::from_millis(to_ms),
        };
        let steps = in_steps(vec![
            operation(Kind::Set(512), 20, 25),
            operation(Kind::Get(None), 0, 5),
            operation(Kind::Get(Some(9)), 1, 6),
            operation(Kind::Exists, 6, 10),
            operation(Kind::Increment, 10, 20),
        ]);
        assert_eq!(steps.script(), "g+g,e,i,s512");
        assert_eq!((steps.reads_in_turn(), steps.count(Kind::is_read)), (2, 3));
    }
}
