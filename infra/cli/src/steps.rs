//! Progress on the terminal: `[2/4] Building the components`, then what it came to.

use std::fmt::Display;
use std::time::{Duration, Instant};

/// Numbered steps of one command. Written to standard error: standard output is for results.
#[derive(Debug)]
pub struct Steps {
    done: usize,
    total: usize,
    began: Instant,
}

impl Steps {
    /// A command of `total` steps.
    pub fn new(total: usize) -> Self {
        Self { done: 0, total, began: Instant::now() }
    }

    /// Begins the next step.
    pub fn begin(&mut self, what: impl Display) {
        self.done += 1;
        self.began = Instant::now();
        eprintln!("[{}/{}] {what}", self.done, self.total);
    }

    /// Says what the step came to and how long it took.
    pub fn end(&self, what: impl Display) {
        note(format_args!("{what} ({})", seconds(self.began.elapsed())));
    }
}

/// A line below a step.
pub fn note(what: impl Display) {
    eprintln!("      {what}");
}

/// A duration for people.
pub fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
