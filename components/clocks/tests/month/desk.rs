//! What the use cases run on: a store that shows what was appended and can fail, a settable clock, the real clocks.

use sellerdesk_canonical::ConversationId;
use sellerdesk_inbox::Rules;
use sellerdesk_inbox::record::Record;
use sellerdesk_inbox::rules::{Category, Facts, Judgement, MessageInput, Moment, MomentKind, Priority, Standing};
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_journal::{Clock, Entry, Store, StoreError};
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// What is wrong with the desk, to see that it is noticed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    #[default]
    None,
    /// Each look at a conversation gives its points new ids.
    FreshIds,
    /// Warning points and deadlines are an hour late.
    LateByAnHour,
    /// Waiting for the buyer stops no clock.
    NoPauses,
    /// A reply that bounced counts.
    BouncesCount,
    /// Changed calendars are never applied.
    KeepsCalendars,
}

/// A store in memory.
#[derive(Default)]
pub struct OpenStore {
    memory: MemoryStore,
    /// What was appended to conversations since it was last taken, as stored.
    appended: RefCell<Vec<(String, Vec<u8>)>>,
    /// How many operations succeed from now on.
    operations_left: Cell<Option<u64>>,
}

impl OpenStore {
    /// The records that were appended since this or [`OpenStore::forget_appended`] was last called.
    pub fn take_appended(&self) -> Vec<(ConversationId, Record)> {
        let read = |(key, value): (String, Vec<u8>)| {
            let id = key.split(':').nth(1).and_then(|id| ConversationId::parse(id).ok()).expect("an id");
            let entry = Entry::decode(&key, &value).expect("an entry");
            (id, Record::decode(&entry.payload).expect("a record"))
        };
        self.appended.take().into_iter().map(read).collect()
    }

    pub fn forget_appended(&self) {
        self.appended.borrow_mut().clear();
    }

    /// How many they are.
    pub fn appended(&self) -> usize {
        self.appended.borrow().len()
    }

    /// Lets so many operations succeed; answers how many were left of the last such wish.
    pub fn fail_after(&self, operations: Option<u64>) -> Option<u64> {
        self.operations_left.replace(operations)
    }

    fn work(&self) -> Result<(), StoreError> {
        match self.operations_left.get() {
            Some(0) => Err(StoreError::Unavailable { message: "switched off".to_owned() }),
            left => {
                self.operations_left.set(left.map(|left| left - 1));
                Ok(())
            }
        }
    }

    fn note(&self, key: &str, value: &[u8]) {
        let sequence = key.strip_prefix("c1:").and_then(|rest| rest.split_once(':')).map(|(_, sequence)| sequence);
        if sequence.is_some_and(|sequence| sequence.bytes().all(|digit| digit.is_ascii_digit())) {
            self.appended.borrow_mut().push((key.to_owned(), value.to_vec()));
        }
    }
}

impl Store for OpenStore {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.work()?;
        self.memory.get(key).await
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.work()?;
        self.note(key, value);
        self.memory.set(key, value).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.work()?;
        self.memory.delete(key).await
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.work()?;
        self.memory.exists(key).await
    }

    async fn increment(&self, key: &str, by: i64) -> Result<i64, StoreError> {
        self.work()?;
        self.memory.increment(key, by).await
    }
}

/// A clock that stands until it is set. Waiting moves only the monotonic one, so that no instant leaves the grid.
#[derive(Default)]
pub struct SetClock {
    wall_ms: Cell<i64>,
    waited_ms: Cell<i64>,
}

impl SetClock {
    pub fn set(&self, wall_ms: i64) {
        self.wall_ms.set(wall_ms);
    }

    pub fn wait(&self, by_ms: u64) {
        self.waited_ms.set(self.waited_ms.get() + by_ms as i64);
    }
}

impl Clock for SetClock {
    fn wall_ms(&self) -> i64 {
        self.wall_ms.get()
    }

    fn monotonic_ms(&self) -> i64 {
        self.wall_ms.get() + self.waited_ms.get()
    }
}

/// The real clocks, and a judge that goes by single words.
#[derive(Default)]
pub struct PlainRules {
    pub fault: Fault,
    looks: Cell<u64>,
}

impl PlainRules {
    pub fn with(fault: Fault) -> Self {
        Self { fault, looks: Cell::new(0) }
    }
}

/// The priority of a message.
pub fn priority_of(text: &str) -> Priority {
    match text {
        "urgent" => Priority::Urgent,
        "high" => Priority::High,
        _ => Priority::Normal,
    }
}

impl Rules for PlainRules {
    fn judge(&self, input: MessageInput<'_>) -> Judgement {
        Judgement {
            category: Category::General,
            also: Vec::new(),
            confidence: 1.0,
            risk: Vec::new(),
            language: "en".to_owned(),
            priority: priority_of(input.text),
            sentiment: "neutral".to_owned(),
            urgency: "low".to_owned(),
            entities: Vec::new(),
            evidence: Vec::new(),
            needs_no_reply: input.text == "thanks",
            vip: false,
            rules: Vec::new(),
        }
    }

    fn select(&self, facts: &Facts, settings: Option<&str>) -> String {
        clocks::select(facts.into(), settings)
    }

    fn with_present_hours(&self, policy: &str, facts: &Facts, settings: &str) -> Option<String> {
        match self.fault {
            Fault::KeepsCalendars => None,
            _ => clocks::with_present_hours(policy, facts.into(), settings),
        }
    }

    fn evaluate(&self, moments: &[Moment], policy: &str) -> Standing {
        let is_heard = |moment: &&Moment| match self.fault {
            Fault::NoPauses => moment.kind != MomentKind::Paused,
            Fault::BouncesCount => moment.kind != MomentKind::ReplyFailed,
            _ => true,
        };
        let heard = moments.iter().filter(is_heard).map(Into::into).collect();
        let mut standing: Standing = clocks::evaluate(heard, policy).expect("a policy that was chosen").into();
        self.looks.set(self.looks.get() + 1);
        for point in &mut standing.points {
            match self.fault {
                Fault::FreshIds => point.id = format!("{}:{}", point.id, self.looks.get()),
                Fault::LateByAnHour => {
                    point.at += 3_600_000;
                    point.due_at += 3_600_000;
                }
                _ => {}
            }
        }
        standing
    }
}

/// The output of a future that never waits for anything but its own parts.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// Numbers from a seed: SplitMix64.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_add(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// At least `low` and below `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low) as u64) as i64
    }

    pub fn one_in(&mut self, chances: i64) -> bool {
        self.between(0, chances) == 0
    }

    pub fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.between(0, values.len() as i64) as usize]
    }

    /// A number whose size is spread evenly: small ones are as frequent as ten times larger ones.
    pub fn spread(&mut self, low: f64, high: f64) -> i64 {
        let part = self.between(0, 1 << 20) as f64 / f64::from(1 << 20);
        (low * (high / low).powf(part)) as i64
    }
}
