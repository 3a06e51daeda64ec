//! Running many seeds, and telling how to run a failing one again.

use std::{env, fmt};

/// Runs only this seed.
pub const SEED_VARIABLE: &str = "SIMULATION_SEED";
/// How many seeds to run instead of the test's own number.
pub const SCHEDULES_VARIABLE: &str = "SIMULATION_SCHEDULES";

/// A seed whose run went against an invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The seed.
    pub seed: u64,
    /// What went wrong.
    pub message: String,
    /// The command that runs the test.
    pub command: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, message, command } = self;
        write!(formatter, "seed {seed}: {message}\nrun it again with {SEED_VARIABLE}={seed} {command}")
    }
}

/// Runs the seeds `0..schedules`, or what the environment asks for, until one fails. Answers how many
/// ran.
///
/// # Errors
/// The first [`Failure`]; print it.
pub fn explore(command: &str, schedules: u64, mut run: impl FnMut(u64) -> Result<(), String>) -> Result<u64, Failure> {
    let seeds = match (number(SEED_VARIABLE), number(SCHEDULES_VARIABLE)) {
        (Some(seed), _) => seed..seed.saturating_add(1),
        (None, asked) => 0..asked.unwrap_or(schedules),
    };
    let count = seeds.end - seeds.start;
    for seed in seeds {
        run(seed).map_err(|message| Failure { seed, message, command: command.to_owned() })?;
    }
    Ok(count)
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok()?.parse().ok()
}
