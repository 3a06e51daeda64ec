//! How often a secret may be guessed: failures of an e-mail and of a client's address are counted, and each one beyond the
//! free ones doubles the wait, up to a quarter of an hour. Nobody is shut out for good, and a one-time link asks nobody
//! without a second factor to wait.
//!
//! An attempt is counted before the password is looked at, so that a hundred at once are a hundred. The count has two
//! parts: a counter that `increment` raises, and a value that says how far the counter was when it was last written.
//! Whoever finds the counter further on than by his own attempt was not alone, or somebody died in between; beyond the
//! free attempts only one who is alone goes on.
//!
//! E-mails and addresses share a fixed number of places, known e-mails and unknown ones alike: a stranger can neither fill
//! the store nor tell from a wait who exists.

use crate::PeopleError;
use crate::limits::{ADDRESS_FAILURES_FREE, EMAIL_FAILURES_FREE, FORGET_MS, THROTTLE_SLOTS, WAIT_MS_MAX, WAIT_MS_MIN};
use sellerdesk_canonical::Instant;
use sellerdesk_journal::{Clock, Store};
use sha2::{Digest, Sha256};
use std::net::{IpAddr, Ipv6Addr};

/// Whose failures.
#[derive(Clone, Debug)]
pub struct Subject {
    key: String,
    free: u32,
}

/// An attempt that may be made, already counted as failed.
#[derive(Debug)]
pub struct Attempt<'s> {
    subject: &'s Subject,
    counter: i64,
    /// Failures before it.
    pub failures: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    /// The counter when this was written.
    counter: i64,
    failures: u32,
    last_at: Instant,
    next_at: Instant,
}

impl Subject {
    /// An e-mail in lower case.
    pub fn email(email: &str) -> Self {
        Self { key: place("e", email), free: EMAIL_FAILURES_FREE }
    }

    /// A client's address. Of IPv6 the network counts: one customer has all of it.
    pub fn address(address: Option<&str>) -> Self {
        let text = match address.map(str::parse::<IpAddr>) {
            Some(Ok(IpAddr::V6(address))) => match address.to_ipv4_mapped() {
                Some(address) => address.to_string(),
                None => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).to_string(),
            },
            Some(Ok(address)) => address.to_string(),
            _ => address.unwrap_or_default().to_owned(),
        };
        Self { key: place("a", &text), free: ADDRESS_FAILURES_FREE }
    }

    /// Counts an attempt, unless it has to wait: waiting attempts don't make the wait longer.
    ///
    /// # Errors
    /// [`PeopleError::Locked`]; the store's.
    pub async fn attempt<S: Store, C: Clock>(&self, store: &S, clock: &C) -> Result<Attempt<'_>, PeopleError> {
        let now = clock.wall_ms();
        let known = self.read(store).await?;
        // A count from far ahead was written by a wrong clock.
        let is_old = now.abs_diff(known.last_at) > FORGET_MS.unsigned_abs();
        let known = if is_old { Count { counter: known.counter, ..Count::default() } } else { known };
        if now < known.next_at {
            return Err(locked(known.next_at - now));
        }
        let counter = store.increment(&format!("{}:n", self.key), 1).await?;
        let attempts = u32::try_from(counter.saturating_sub(known.counter)).unwrap_or(1).max(1);
        let failures = known.failures.saturating_add(attempts);
        let wait_ms = self.wait_ms(failures);
        let next_at = if wait_ms > 0 { now.saturating_add(wait_ms) } else { 0 };
        self.write(store, Count { counter, failures, last_at: now, next_at }).await?;
        if failures > self.free && attempts > 1 {
            return Err(locked(wait_ms));
        }
        Ok(Attempt { subject: self, counter, failures: failures.saturating_sub(1) })
    }

    /// How long the next attempt has to wait after so many failures, in milliseconds.
    fn wait_ms(&self, failures: u32) -> i64 {
        let Some(beyond) = failures.checked_sub(self.free) else { return 0 };
        WAIT_MS_MIN.checked_shl(beyond.min(20)).unwrap_or(WAIT_MS_MAX).min(WAIT_MS_MAX)
    }

    async fn read(&self, store: &impl Store) -> Result<Count, PeopleError> {
        let bytes = store.get(&self.key).await?.unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        let mut numbers = text.split(' ').map(|number| number.parse::<i64>().unwrap_or_default());
        let mut next = || numbers.next().unwrap_or_default();
        let (counter, failures, last_at, next_at) = (next(), next(), next(), next());
        Ok(Count { counter, failures: u32::try_from(failures).unwrap_or_default(), last_at, next_at })
    }

    async fn write(&self, store: &impl Store, count: Count) -> Result<(), PeopleError> {
        let Count { counter, failures, last_at, next_at } = count;
        Ok(store.set(&self.key, format!("{counter} {failures} {last_at} {next_at}").as_bytes()).await?)
    }
}

impl Attempt<'_> {
    /// It did not fail: all failures are forgotten.
    ///
    /// # Errors
    /// The store's.
    pub async fn forget_all(&self, store: &impl Store) -> Result<(), PeopleError> {
        let count = Count { counter: self.counter, ..Count::default() };
        self.subject.write(store, count).await
    }

    /// It did not fail: it alone is not counted.
    ///
    /// # Errors
    /// The store's.
    pub async fn take_back<S: Store, C: Clock>(&self, store: &S, clock: &C) -> Result<(), PeopleError> {
        let count = Count { counter: self.counter, failures: self.failures, last_at: clock.wall_ms(), next_at: 0 };
        self.subject.write(store, count).await
    }
}

fn locked(wait_ms: i64) -> PeopleError {
    let seconds = wait_ms.saturating_add(999) / 1_000;
    PeopleError::Locked { retry_after_s: u32::try_from(seconds).unwrap_or(u32::MAX).max(1) }
}

fn place(kind: &str, text: &str) -> String {
    let digest = Sha256::digest(text);
    let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("pf1:{kind}:{}", number % THROTTLE_SLOTS)
}
