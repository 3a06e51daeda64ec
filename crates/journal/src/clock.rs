//! The clocks that the caller supplies, and how long ago something began.

/// The two clocks of the machine. The journal reads no clock itself.
pub trait Clock {
    /// Milliseconds since the Unix epoch, UTC. May jump.
    fn wall_ms(&self) -> i64;
    /// Milliseconds since any fixed moment. Never goes back.
    fn monotonic_ms(&self) -> i64;
}

impl<C: Clock> Clock for &C {
    fn wall_ms(&self) -> i64 {
        (**self).wall_ms()
    }
    fn monotonic_ms(&self) -> i64 {
        (**self).monotonic_ms()
    }
}

/// A moment by both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) wall_ms: i64,
    monotonic_ms: i64,
}

impl Moment {
    pub(crate) fn now(clock: &impl Clock) -> Self {
        Self { wall_ms: clock.wall_ms(), monotonic_ms: clock.monotonic_ms() }
    }

    /// Milliseconds since this moment, by whichever clock says more: a suspended machine's
    /// monotonic clock stands still, and a wall clock may be set back.
    pub(crate) fn elapsed_ms(self, clock: &impl Clock) -> i64 {
        let wall_ms = clock.wall_ms().saturating_sub(self.wall_ms);
        let monotonic_ms = clock.monotonic_ms().saturating_sub(self.monotonic_ms);
        wall_ms.max(monotonic_ms)
    }
}
