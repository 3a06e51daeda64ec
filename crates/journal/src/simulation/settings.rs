//! What kind of weather a schedule has.

use super::{model::StoreModel, random::Random};

/// The conditions of one simulated run.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The store's manners.
    pub model: StoreModel,
    /// One operation in so many fails; 0 for none.
    pub error_once_in: u64,
    /// One step in so many an actor crashes; 0 for never.
    pub crash_once_in: u64,
    /// One step in so many an actor stalls; 0 for never.
    pub stall_once_in: u64,
    /// One step in so many, time takes a leap; 0 for never.
    pub leap_once_in: u64,
    /// Nobody stalls, and no operation is adrift, for longer than so many milliseconds.
    pub stall_ms_max: i64,
    /// Actors start within so many milliseconds.
    pub horizon_ms: i64,
    /// Wall clocks are apart by at most so many milliseconds.
    pub skew_ms_max: i64,
}

impl Settings {
    /// Conditions drawn from `random`: from fair to foul, on any store.
    pub fn draw(random: &mut Random) -> Self {
        Self {
            model: random.choose(&StoreModel::ALL).unwrap_or(StoreModel::Sqlite),
            error_once_in: random.choose(&[0, 0, 60, 12]).unwrap_or_default(),
            crash_once_in: random.choose(&[0, 200, 60, 20]).unwrap_or_default(),
            stall_once_in: random.choose(&[0, 60, 20, 6]).unwrap_or_default(),
            leap_once_in: random.choose(&[0, 300, 60]).unwrap_or_default(),
            stall_ms_max: 900_000,
            horizon_ms: random.choose(&[0, 1_000, 200_000, 600_000, 2_000_000]).unwrap_or_default(),
            skew_ms_max: random.choose(&[0, crate::CLOCK_SKEW_MS_MAX]).unwrap_or_default(),
        }
    }
}
