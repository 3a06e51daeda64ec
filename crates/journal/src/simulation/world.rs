//! What all actors of a simulation share: time, the store, the operations under way.

use std::{cell::RefCell, rc::Rc, task::Waker};

use super::{
    model::{Answer, Operation, Values},
    random::Random,
    settings::Settings,
};
use crate::StoreError;

/// Simulated time starts here, in milliseconds since the Unix epoch (2023-11-14).
pub(crate) const START_MS: i64 = 1_700_000_000_000;

/// Longest delays until an operation that nobody waits for takes effect, in milliseconds.
const ADRIFT_MS_MAX: [i64; 4] = [10, 40_000, 200_000, 900_000];

/// Where the future of an operation finds its result.
pub(crate) type Slot = Rc<RefCell<Option<Result<Answer, StoreError>>>>;

/// An operation that an actor waits for.
pub(crate) struct Pending {
    id: u64,
    pub(crate) actor: usize,
    operation: Operation,
    /// Set once the store has done it and only the answer is on its way.
    answer: Option<Result<Answer, StoreError>>,
    slot: Slot,
    waker: Waker,
}

pub(crate) struct World {
    pub(crate) now_ms: i64,
    pub(crate) random: Random,
    pub(crate) settings: Settings,
    pub(crate) violation: Option<String>,
    pub(crate) pending: Vec<Pending>,
    /// Each actor's wall clock minus the true time, in milliseconds.
    pub(crate) skews_ms: Vec<i64>,
    pub(crate) operations: u64,
    values: Values,
    /// Until when each actor sleeps, if it does.
    pub(crate) sleeps: Vec<Option<i64>>,
    /// Operations that nobody waits for any more, and when they take effect.
    adrift: Vec<(i64, Operation)>,
    next_id: u64,
}

impl World {
    pub(crate) fn new(random: Random, settings: Settings) -> Self {
        Self {
            now_ms: START_MS,
            random,
            settings,
            violation: None,
            pending: Vec::new(),
            skews_ms: Vec::new(),
            sleeps: Vec::new(),
            operations: 0,
            values: Values::new(settings.model),
            adrift: Vec::new(),
            next_id: 0,
        }
    }

    /// Notes the first thing that went against an invariant; the run ends with it.
    pub(crate) fn violate(&mut self, message: String) {
        self.violation.get_or_insert(message);
    }

    pub(crate) fn issue(&mut self, actor: usize, operation: Operation, slot: Slot, waker: Waker) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.operations += 1;
        self.pending.push(Pending { id, actor, operation, answer: None, slot, waker });
        id
    }

    /// The operation's future is gone: it takes effect now, later or never.
    pub(crate) fn abandon(&mut self, id: u64) {
        let Some(index) = self.pending.iter().position(|pending| pending.id == id) else {
            return;
        };
        let pending = self.pending.swap_remove(index);
        if pending.answer.is_none() {
            match self.random.below(3) {
                0 => {}
                1 => drop(self.apply(&pending.operation)),
                _ => self.set_adrift(pending.operation),
            }
        }
    }

    /// Moves one pending operation on, and answers which actor can go on by it: none if only the
    /// store's side was done.
    pub(crate) fn advance(&mut self, index: usize) -> Option<usize> {
        let pending = self.pending.get_mut(index)?;
        if pending.answer.is_none() {
            let operation = pending.operation.clone();
            let answer = self.perform(&operation);
            let answers_at_once = !self.random.once_in(4);
            self.pending.get_mut(index)?.answer = Some(answer);
            if !answers_at_once {
                return None;
            }
        }
        let pending = self.pending.swap_remove(index);
        *pending.slot.borrow_mut() = pending.answer;
        pending.waker.wake();
        Some(pending.actor)
    }

    /// Whom a stall or a crash hits: half the time somebody who waits for a `set`, where it hurts most.
    pub(crate) fn victim(&mut self) -> usize {
        let is_set = |pending: &&Pending| matches!(pending.operation, Operation::Set(..));
        let setters: Vec<usize> = self.pending.iter().filter(is_set).map(|pending| pending.actor).collect();
        match self.random.choose(&setters) {
            Some(setter) if self.random.once_in(2) => setter,
            _ => usize::try_from(self.random.below(self.skews_ms.len() as u64)).unwrap_or_default(),
        }
    }

    fn set_adrift(&mut self, operation: Operation) {
        let delay_ms = self.random.choose(&ADRIFT_MS_MAX).unwrap_or_default().min(self.settings.stall_ms_max);
        let lands_ms = self.now_ms + self.random.up_to_ms(delay_ms);
        self.adrift.push((lands_ms, operation));
    }

    /// Lets the operations take effect that nobody waits for and whose time has come.
    pub(crate) fn land_adrift(&mut self) {
        while let Some(index) = self.adrift.iter().position(|(lands_ms, _)| *lands_ms <= self.now_ms) {
            let (_, operation) = self.adrift.swap_remove(index);
            drop(self.apply(&operation));
        }
    }

    /// Does an operation, or fails it before, after, or long before it takes effect.
    fn perform(&mut self, operation: &Operation) -> Result<Answer, StoreError> {
        if !self.random.once_in(self.settings.error_once_in) {
            return self.apply(operation);
        }
        match self.random.below(3) {
            0 => {}
            1 => drop(self.apply(operation)),
            _ => self.set_adrift(operation.clone()),
        }
        Err(StoreError::Unavailable { message: "simulated".to_owned() })
    }

    fn apply(&mut self, operation: &Operation) -> Result<Answer, StoreError> {
        match self.values.apply(operation, self.now_ms, &mut self.random) {
            Ok(answer) => answer,
            Err(fatal) => {
                self.violate(fatal.clone());
                Err(StoreError::Corrupt { key: fatal, reason: "the store would not survive this" })
            }
        }
    }
}
