//! A courier that answers as it is told, and a store that may be down.

#![allow(dead_code, reason = "each test binary uses its part")]

use sellerdesk_adapter::{Outcome, Reply};
use sellerdesk_inbox::outbox::{Courier, Sent};
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_journal::{Store, StoreError};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

/// Answers what it was given, one after the other, and then that it delivered.
#[derive(Default)]
pub struct Scripted<'a> {
    answers: RefCell<VecDeque<Sent>>,
    /// The replies it was handed, and whether as repeated ones.
    pub seen: RefCell<Vec<(Reply, bool)>>,
    /// What happens while it is at work.
    meanwhile: Option<Box<dyn Fn() + 'a>>,
}

impl<'a> Scripted<'a> {
    pub fn answering(answers: impl IntoIterator<Item = Sent>) -> Self {
        Self { answers: RefCell::new(answers.into_iter().collect()), ..Self::default() }
    }

    pub fn meanwhile(self, meanwhile: impl Fn() + 'a) -> Self {
        Self { meanwhile: Some(Box::new(meanwhile)), ..self }
    }

    /// The texts it was handed.
    pub fn texts(&self) -> Vec<String> {
        self.seen.borrow().iter().map(|(reply, _)| reply.text.clone()).collect()
    }

    /// Of each attempt, whether it was passed as repeated.
    pub fn repeated(&self) -> Vec<bool> {
        self.seen.borrow().iter().map(|(_, is_repeated)| *is_repeated).collect()
    }
}

impl Courier for Scripted<'_> {
    async fn send(&self, _channel: &str, _account: &str, reply: &Reply, is_repeated: bool) -> Sent {
        self.seen.borrow_mut().push((reply.clone(), is_repeated));
        if let Some(meanwhile) = &self.meanwhile {
            meanwhile();
        }
        self.answers.borrow_mut().pop_front().unwrap_or_else(|| delivered(None))
    }
}

/// A courier that is handed a reply and never comes back.
pub struct Lost;

impl Courier for Lost {
    async fn send(&self, _channel: &str, _account: &str, _reply: &Reply, _is_repeated: bool) -> Sent {
        std::future::pending().await
    }
}

pub fn delivered(message_id: Option<&str>) -> Sent {
    Sent::Answered(Outcome::Delivered { message_id: message_id.map(str::to_owned) })
}

pub fn temporary(reason: &str, retry_after_s: Option<u32>) -> Sent {
    Sent::Answered(Outcome::Temporary { reason: reason.to_owned(), retry_after_s })
}

/// A store that takes no writes to some keys for a while.
#[derive(Default)]
pub struct Outage {
    pub memory: MemoryStore,
    /// Beginning of the keys that can't be written.
    pub of: Cell<Option<&'static str>>,
}

impl Outage {
    fn check(&self, key: &str) -> Result<(), StoreError> {
        match self.of.get() {
            Some(prefix) if key.starts_with(prefix) => Err(StoreError::Unavailable { message: "down".to_owned() }),
            _ => Ok(()),
        }
    }
}

impl Store for Outage {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.memory.get(key).await
    }
    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.check(key)?;
        self.memory.set(key, value).await
    }
    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.check(key)?;
        self.memory.delete(key).await
    }
    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.memory.exists(key).await
    }
    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError> {
        self.check(key)?;
        self.memory.increment(key, by).await
    }
}
