//! What must be true of every load, and how often it was put to the test.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use sellerdesk_journal::{Loaded, Snapshot, StoreError, simulation::Actor};

use super::{
    Build,
    ledger::{ForgetfulLedger, Ledger},
};

/// How often the schedules came by what the invariants are about.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub operations: u64,
    pub acknowledged: u64,
    pub acknowledged_as_duplicates: u64,
    pub restarts: u64,
    pub loads_from_snapshots: u64,
    pub open_holes: u64,
    pub dead_holes: u64,
    pub snapshots_stored: u64,
    pub spans_trimmed: u64,
}

impl Tally {
    /// Counts what a load came by.
    pub fn count(&mut self, loaded: &Loaded) {
        let open = loaded.open_holes().len();
        self.open_holes += open as u64;
        self.dead_holes += (loaded.holes.len() - open) as u64;
        self.loads_from_snapshots += u64::from(loaded.snapshot.is_some());
    }

    /// Adds the counts of another run.
    pub fn add(&mut self, other: Self) {
        self.operations += other.operations;
        self.acknowledged += other.acknowledged;
        self.acknowledged_as_duplicates += other.acknowledged_as_duplicates;
        self.restarts += other.restarts;
        self.loads_from_snapshots += other.loads_from_snapshots;
        self.open_holes += other.open_holes;
        self.dead_holes += other.dead_holes;
        self.snapshots_stored += other.snapshots_stored;
        self.spans_trimmed += other.spans_trimmed;
    }
}

/// What was acknowledged, and when it must be visible to every reader.
#[derive(Default)]
pub struct Oracle {
    pub visible_from_ms: BTreeMap<u8, i64>,
    pub tally: Tally,
}

pub type Shared = Rc<RefCell<Oracle>>;

/// The events that a load which begins now must find.
pub fn owed(actor: &Actor, oracle: &Shared) -> Vec<u8> {
    let now_ms = actor.true_ms();
    let oracle = oracle.borrow();
    oracle.visible_from_ms.iter().filter(|(_, from_ms)| **from_ms <= now_ms).map(|(event, _)| *event).collect()
}

/// The events, and the snapshot that is due.
type View = (Vec<u8>, Option<Snapshot>);

pub fn fold(build: Build, loaded: &Loaded) -> Result<View, StoreError> {
    let mut loaded = loaded.clone();
    if build.stops_at_first_hole
        && let Some(hole) = loaded.holes.first()
    {
        loaded.entries.retain(|(sequence, _)| sequence < hole);
    }
    if build.folds_duplicates {
        let folded = loaded.fold::<ForgetfulLedger>()?;
        return Ok((folded.state.0, folded.due));
    }
    let folded = loaded.fold::<Ledger>()?;
    Ok((folded.state.events, folded.due))
}

pub fn compare(actor: &Actor, build: Build, loaded: &Loaded, owed: &[u8]) -> Result<(), StoreError> {
    let (mut events, _) = fold(build, loaded)?;
    for event in owed {
        if !events.contains(event) {
            actor.violate(format!("acknowledged event {event} is missing: {loaded:?}"));
        }
    }
    let folded = events.len();
    events.sort_unstable();
    events.dedup();
    if events.len() < folded {
        actor.violate(format!("an event was folded twice: {loaded:?}"));
    }
    Ok(())
}
