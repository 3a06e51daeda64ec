//! Store faults a test can arm while the host runs.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::operations::OperationKind;

/// What happens at the operation a fault hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The operation reports an error to the guest.
    Fail,
    /// The guest traps: every request in flight in its instance dies, as in a crash.
    Kill,
}

/// Whether the store has seen the operation when the fault happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultMoment {
    /// The operation leaves no trace in the store.
    BeforeEffect,
    /// The store has done it, and nobody learns.
    AfterEffect,
}

/// A fault to arm; operations count from 1 at arming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What happens.
    pub kind: FaultKind,
    /// Before or after the effect.
    pub moment: FaultMoment,
    /// The first operation it hits; 1 is the next one.
    pub at: u64,
    /// How many operations in a row it hits; `u64::MAX` is an outage until disarmed.
    pub times: u64,
    /// Count (and hit) only operations that change the store.
    pub writes_only: bool,
}

impl Fault {
    /// Reports an error at the `at`-th operation, which leaves no trace.
    #[must_use]
    pub const fn fail(at: u64) -> Self {
        Self { kind: FaultKind::Fail, moment: FaultMoment::BeforeEffect, at, times: 1, writes_only: false }
    }

    /// Kills the guest at the `at`-th operation, which leaves no trace.
    #[must_use]
    pub const fn kill(at: u64) -> Self {
        Self { kind: FaultKind::Kill, ..Self::fail(at) }
    }

    /// The same, but after the store has done the operation.
    #[must_use]
    pub const fn after_effect(mut self) -> Self {
        self.moment = FaultMoment::AfterEffect;
        self
    }

    /// The same, for so many operations in a row.
    #[must_use]
    pub const fn times(mut self, times: u64) -> Self {
        self.times = times;
        self
    }

    /// The same, counting only operations that change the store.
    #[must_use]
    pub const fn writes_only(mut self) -> Self {
        self.writes_only = true;
        self
    }
}

#[derive(Debug, Default)]
struct Armed {
    fault: Option<Fault>,
    seen: u64,
    fired: u64,
}

/// The switchboard for store faults; at most one fault is armed.
#[derive(Debug, Default)]
pub struct Faults {
    armed: Mutex<Armed>,
}

impl Faults {
    /// Arms `fault`, replacing any other, and starts counting at zero.
    pub fn arm(&self, fault: Fault) {
        *self.lock() = Armed { fault: Some(fault), seen: 0, fired: 0 };
    }

    /// Disarms; returns how many operations the fault hit.
    pub fn disarm(&self) -> u64 {
        let mut armed = self.lock();
        armed.fault = None;
        armed.fired
    }

    /// How many operations the armed (or last) fault has hit.
    #[must_use]
    pub fn fired(&self) -> u64 {
        self.lock().fired
    }

    /// How many operations were counted since arming, hit or not.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.lock().seen
    }

    /// Counts one operation; the fault that hits it, if any.
    pub(crate) fn strike(&self, kind: OperationKind) -> Option<Fault> {
        let mut armed = self.lock();
        let fault = armed.fault?;
        if fault.writes_only && !kind.writes() {
            return None;
        }
        armed.seen += 1;
        let hit = armed.seen >= fault.at && armed.seen - fault.at < fault.times;
        if hit {
            armed.fired += 1;
        }
        hit.then_some(fault)
    }

    fn lock(&self) -> MutexGuard<'_, Armed> {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_hits_the_operations_it_names_and_no_other() {
        let faults = Faults::default();
        assert_eq!(faults.strike(OperationKind::Get), None);
        let fault = Fault::fail(2).times(2);
        faults.arm(fault);
        let hits: Vec<bool> = (0..5).map(|_| faults.strike(OperationKind::Get).is_some()).collect();
        assert_eq!(hits, [false, true, true, false, false]);
        assert_eq!(faults.seen(), 5);
        assert_eq!(faults.disarm(), 2);
        assert_eq!(faults.strike(OperationKind::Get), None);
    }

    #[test]
    fn a_write_fault_does_not_count_reads() {
        let faults = Faults::default();
        faults.arm(Fault::kill(1).after_effect().writes_only());
        assert_eq!(faults.strike(OperationKind::Exists), None);
        assert!(faults.strike(OperationKind::Increment).is_some());
        assert_eq!(faults.fired(), 1);
    }
}
