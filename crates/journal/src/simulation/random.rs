//! The seeded source of every choice a simulation makes.

/// `SplitMix64` (Steele, Lea and Flood, 2014): tiny, and any seed is a good one.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A source whose choices depend on `seed` alone.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `end`; 0 if `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        let product = u128::from(self.bits()) * u128::from(end);
        u64::try_from(product >> 64).unwrap_or_default()
    }

    /// A number of milliseconds from 0 to `max`.
    pub fn up_to_ms(&mut self, max: i64) -> i64 {
        let end = u64::try_from(max).unwrap_or_default().saturating_add(1);
        i64::try_from(self.below(end)).unwrap_or_default()
    }

    /// Whether something that happens once in `times` happens; never if `times` is 0.
    pub fn once_in(&mut self, times: u64) -> bool {
        times > 0 && self.below(times) == 0
    }

    /// One of `choices`, `None` if there are none.
    pub fn choose<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        let index = usize::try_from(self.below(choices.len() as u64)).unwrap_or_default();
        choices.get(index).copied()
    }
}
