//! The deterministic executor: who goes on next, and what befalls whom.

use std::{
    cell::RefCell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use super::{
    actor::Actor,
    random::Random,
    settings::Settings,
    world::{START_MS, World},
};

/// Steps after which a run counts as stuck.
const STEPS_MAX: u32 = 100_000;
/// How often an actor is started before its sender gives up.
const STARTS_MAX: u32 = 12;
/// Stalls, in milliseconds: short of and beyond each limit of the journal.
const STALLS_MS: [i64; 7] = [3_000, 20_000, 40_000, 80_000, 140_000, 250_000, 800_000];
/// Leaps of time, in milliseconds.
const LEAPS_MS: [i64; 5] = [500, 5_000, 20_000, 35_000, 130_000];
/// Longest wait before a delivery is tried again, in milliseconds.
const REDELIVERY_MS_MAX: [i64; 4] = [50, 5_000, 60_000, 700_000];

/// How an incarnation of an actor ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Its work is done.
    Done,
    /// It failed; deliver again.
    Again,
}

type Work = Pin<Box<dyn Future<Output = Outcome>>>;

enum State {
    Waiting,
    Running(Work),
    Finished,
}

struct Cast {
    start: Box<dyn Fn(Actor) -> Work>,
    state: State,
    starts: u32,
    /// When it is started, or goes on after a stall.
    from_ms: i64,
}

/// One run: a seed, its conditions, and the actors.
pub struct Simulation {
    world: Rc<RefCell<World>>,
    cast: Vec<Cast>,
}

impl Simulation {
    /// A run under conditions that `seed` draws.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let settings = Settings::draw(&mut random);
        Self::with_settings(random, settings)
    }

    /// A run under the given conditions.
    #[must_use]
    pub fn with_settings(random: Random, settings: Settings) -> Self {
        Self { world: Rc::new(RefCell::new(World::new(random, settings))), cast: Vec::new() }
    }

    /// The conditions.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.world.borrow().settings
    }

    /// A number below `end`, chosen by the seed.
    pub fn below(&mut self, end: u64) -> u64 {
        self.world.borrow_mut().random.below(end)
    }

    /// Store operations issued so far.
    #[must_use]
    pub fn operations(&self) -> u64 {
        self.world.borrow().operations
    }

    /// Adds an actor on a machine of its own, which starts within the horizon.
    pub fn spawn<F>(&mut self, start: impl Fn(Actor) -> F + 'static)
    where
        F: Future<Output = Outcome> + 'static,
    {
        let mut world = self.world.borrow_mut();
        let Settings { skew_ms_max, horizon_ms, .. } = world.settings;
        let skew_ms = world.random.up_to_ms(skew_ms_max);
        world.skews_ms.push(skew_ms);
        world.sleeps.push(None);
        let from_ms = world.now_ms + world.random.up_to_ms(horizon_ms);
        let start = Box::new(move |actor| -> Work { Box::pin(start(actor)) });
        self.cast.push(Cast { start, state: State::Waiting, starts: 0, from_ms });
    }

    /// Calm weather from now on, `later_ms` milliseconds later: nothing fails, stalls or crashes any
    /// more. What is adrift still lands.
    pub fn calm(&mut self, later_ms: i64) {
        let mut world = self.world.borrow_mut();
        let model = world.settings.model;
        world.settings = Settings {
            model,
            error_once_in: 0,
            crash_once_in: 0,
            stall_once_in: 0,
            leap_once_in: 0,
            stall_ms_max: 0,
            horizon_ms: 0,
            skew_ms_max: 0,
        };
        world.now_ms += later_ms;
    }

    /// Runs until every actor is done or given up.
    ///
    /// # Errors
    /// The first violation, with the time at which it was noticed.
    pub fn run(&mut self) -> Result<(), String> {
        for _ in 0..STEPS_MAX {
            if !self.step() {
                return self.verdict();
            }
            if self.world.borrow().violation.is_some() {
                return self.verdict();
            }
        }
        Err(format!("no end after {STEPS_MAX} steps, {:?}", self.settings()))
    }

    fn verdict(&self) -> Result<(), String> {
        let world = self.world.borrow();
        match &world.violation {
            None => Ok(()),
            Some(message) => Err(format!("{message}, after {} ms, {:?}", world.now_ms - START_MS, world.settings)),
        }
    }

    /// One step; `false` once nobody has anything left to do.
    fn step(&mut self) -> bool {
        self.befall();
        let now_ms = self.world.borrow().now_ms;
        let free: Vec<usize> = (0..self.cast.len()).filter(|index| self.may_go_on(*index, now_ms)).collect();
        if free.is_empty() {
            let next_ms =
                self.cast.iter().filter(|cast| !matches!(cast.state, State::Finished)).map(|cast| cast.from_ms);
            let Some(next_ms) = next_ms.min() else {
                return false;
            };
            let mut world = self.world.borrow_mut();
            world.now_ms = world.now_ms.max(next_ms);
            return true;
        }
        let chosen = self.world.borrow_mut().random.choose(&free);
        if let Some(index) = chosen {
            self.go_on(index);
        }
        true
    }

    fn may_go_on(&self, index: usize, now_ms: i64) -> bool {
        self.cast.get(index).is_some_and(|cast| !matches!(cast.state, State::Finished) && cast.from_ms <= now_ms)
    }

    /// Starts an actor, or moves one of its operations on and lets it run to its next.
    fn go_on(&mut self, index: usize) {
        let Some(cast) = self.cast.get_mut(index) else {
            return;
        };
        match &cast.state {
            State::Finished => return,
            State::Waiting => {
                let actor = Actor { world: Rc::clone(&self.world), index, restarts: cast.starts };
                cast.starts += 1;
                cast.state = State::Running((cast.start)(actor));
            }
            State::Running(_) => {
                let mut world = self.world.borrow_mut();
                let own = world.pending.iter().enumerate().filter(|(_, pending)| pending.actor == index);
                let own: Vec<usize> = own.map(|(position, _)| position).collect();
                let is_asleep = world.sleeps.get(index).is_some_and(Option::is_some);
                match world.random.choose(&own) {
                    None if is_asleep => {}
                    None => return world.violate(format!("actor {index} waits for nothing")),
                    Some(position) if world.advance(position).is_none() => return,
                    Some(_) => {}
                }
            }
        }
        self.poll(index);
    }

    fn poll(&mut self, index: usize) {
        let Some(cast) = self.cast.get_mut(index) else {
            return;
        };
        let State::Running(work) = &mut cast.state else {
            return;
        };
        match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => {
                let world = self.world.borrow();
                let until_ms = world.sleeps.get(index).copied().flatten();
                // Operations that it started before it fell asleep wait with it.
                cast.from_ms = cast.from_ms.max(until_ms.unwrap_or_default());
            }
            Poll::Ready(Outcome::Done) => cast.state = State::Finished,
            Poll::Ready(Outcome::Again) => self.end(index),
        }
    }

    /// Ends an incarnation whose work isn't done: its sender delivers again, or gives up.
    fn end(&mut self, index: usize) {
        let Some(cast) = self.cast.get_mut(index) else {
            return;
        };
        // Dropping the future abandons its operations, which borrows the world.
        cast.state = State::Finished;
        let mut world = self.world.borrow_mut();
        if cast.starts < STARTS_MAX && !world.random.once_in(8) {
            let wait_ms = world.random.choose(&REDELIVERY_MS_MAX).unwrap_or_default();
            cast.from_ms = world.now_ms + world.random.up_to_ms(wait_ms);
            cast.state = State::Waiting;
        }
    }

    /// Moves time on, and lets stalls, crashes and late effects happen.
    fn befall(&mut self) {
        let mut world = self.world.borrow_mut();
        let settings = world.settings;
        let World { random, now_ms, .. } = &mut *world;
        *now_ms += random.up_to_ms(2);
        if random.once_in(settings.leap_once_in) {
            *now_ms += random.choose(&LEAPS_MS).unwrap_or_default();
        }
        world.land_adrift();
        if world.random.once_in(settings.stall_once_in) {
            let stalled = world.victim();
            let stall_ms = world.random.choose(&STALLS_MS).unwrap_or_default().min(settings.stall_ms_max);
            if let Some(cast) = self.cast.get_mut(stalled) {
                cast.from_ms = cast.from_ms.max(world.now_ms + world.random.up_to_ms(stall_ms));
            }
        }
        if world.random.once_in(settings.crash_once_in) {
            let crashed = world.victim();
            drop(world);
            if self.cast.get(crashed).is_some_and(|cast| matches!(cast.state, State::Running(_))) {
                self.end(crashed);
            }
        }
    }
}
