//! The machine's randomness, in the form that the ciphers ask for.

use crate::Error;
use crypto_box::aead::rand_core::{CryptoRng, Error as RandomError, RngCore};

/// Does `work` with random bytes; where the machine gave none, what came of it is thrown away.
pub fn draw<T>(work: impl FnOnce(&mut Machine) -> T) -> Result<T, Error> {
    let mut machine = Machine { has_failed: false };
    let output = work(&mut machine);
    if machine.has_failed { Err(Error::NoRandomness) } else { Ok(output) }
}

/// Asks the machine each time. The ciphers' interface has no room for a failure, so it is kept here.
pub struct Machine {
    has_failed: bool,
}

impl RngCore for Machine {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill_bytes(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.has_failed |= getrandom::fill(bytes).is_err();
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Machine {}
