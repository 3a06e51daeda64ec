//! How the simulated store behaves: one model for each store behind Spin.

use std::{collections::HashMap, rc::Rc};

use super::random::Random;
use crate::{STALENESS_MS_MAX, StoreError};

/// Which store's manners are simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreModel {
    /// Linearizable; a counter is 8 bytes little-endian; mixing `set` and `increment` is fatal.
    Sqlite,
    /// Linearizable; a counter is ASCII digits.
    Redis,
    /// `get` and `exists` may be stale; `increment` fails under contention; a counter is ASCII digits.
    Dynamo,
    /// Linearizable; a counter can't be read with `get`.
    Cosmos,
}

impl StoreModel {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Sqlite, Self::Redis, Self::Dynamo, Self::Cosmos];

    /// How far its reads may lag, in milliseconds.
    #[must_use]
    pub fn staleness_ms(self) -> i64 {
        if self == Self::Dynamo { STALENESS_MS_MAX } else { 0 }
    }
}

/// An operation on its way to the store.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    Get(String),
    Exists(String),
    Set(String, Rc<[u8]>),
    Delete(String),
    Increment(String, i64),
}

/// What the store answers.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Value(Option<Rc<[u8]>>),
    Exists(bool),
    Done,
    Counter(i64),
}

#[derive(Clone)]
enum Value {
    Bytes(Rc<[u8]>),
    Counter(i64),
}

/// A key's value from a moment on.
struct Version {
    since_ms: i64,
    value: Option<Value>,
}

/// The store itself: every version of every key.
pub(crate) struct Values {
    model: StoreModel,
    versions: HashMap<String, Vec<Version>>,
}

impl Values {
    pub(crate) fn new(model: StoreModel) -> Self {
        Self { model, versions: HashMap::new() }
    }

    /// Lets `operation` take effect at `now_ms`. The outer error is a use that the real store would
    /// not survive.
    pub(crate) fn apply(
        &mut self,
        operation: &Operation,
        now_ms: i64,
        random: &mut Random,
    ) -> Result<Result<Answer, StoreError>, String> {
        Ok(match operation {
            Operation::Get(key) => self.get(key, now_ms, random),
            Operation::Exists(key) => Ok(Answer::Exists(self.seen(key, now_ms, random).is_some())),
            Operation::Set(key, bytes) => {
                if let Some(Value::Counter(_)) = self.newest(key) {
                    return Err(format!("set over the counter {key}"));
                }
                self.write(key, now_ms, Some(Value::Bytes(Rc::clone(bytes))));
                Ok(Answer::Done)
            }
            Operation::Delete(key) => {
                self.write(key, now_ms, None);
                Ok(Answer::Done)
            }
            Operation::Increment(key, by) => {
                if self.model == StoreModel::Dynamo && random.once_in(8) {
                    return Ok(Err(StoreError::Contention));
                }
                let old = match self.newest(key) {
                    None => 0,
                    Some(Value::Counter(old)) => *old,
                    Some(Value::Bytes(_)) => return Err(format!("increment of the value {key}")),
                };
                let new = old.saturating_add(*by);
                self.write(key, now_ms, Some(Value::Counter(new)));
                Ok(Answer::Counter(new))
            }
        })
    }

    fn get(&self, key: &str, now_ms: i64, random: &mut Random) -> Result<Answer, StoreError> {
        let value = match self.seen(key, now_ms, random) {
            None => None,
            Some(Value::Bytes(bytes)) => Some(Rc::clone(bytes)),
            Some(Value::Counter(counter)) => Some(match self.model {
                StoreModel::Sqlite => counter.to_le_bytes().as_slice().into(),
                StoreModel::Redis | StoreModel::Dynamo => counter.to_string().into_bytes().into(),
                StoreModel::Cosmos => {
                    return Err(StoreError::Unavailable { message: "missing field `value`".to_owned() });
                }
            }),
        };
        Ok(Answer::Value(value))
    }

    fn newest(&self, key: &str) -> Option<&Value> {
        self.versions.get(key)?.last()?.value.as_ref()
    }

    /// The value as a read sees it that may lag.
    fn seen(&self, key: &str, now_ms: i64, random: &mut Random) -> Option<&Value> {
        let staleness_ms = self.model.staleness_ms();
        if staleness_ms == 0 || random.once_in(2) {
            return self.newest(key);
        }
        let as_of_ms = now_ms.saturating_sub(random.up_to_ms(staleness_ms));
        let versions = self.versions.get(key)?;
        versions.iter().rev().find(|version| version.since_ms <= as_of_ms)?.value.as_ref()
    }

    fn write(&mut self, key: &str, now_ms: i64, value: Option<Value>) {
        let version = Version { since_ms: now_ms, value };
        match self.versions.get_mut(key) {
            Some(versions) if self.model.staleness_ms() > 0 => versions.push(version),
            Some(versions) => *versions = vec![version],
            None => drop(self.versions.insert(key.to_owned(), vec![version])),
        }
    }
}
