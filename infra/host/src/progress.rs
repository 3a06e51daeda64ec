//! Telling people what a start is busy with.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A step of starting up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A component's machine code has to be made, which takes seconds.
    Compiling {
        /// The component's id.
        component: String,
        /// Its size after composition, in bytes.
        wasm_bytes: usize,
    },
    /// A component is ready.
    Ready {
        /// The component's id.
        component: String,
        /// Whether its machine code came from the cache.
        cached: bool,
        /// How long it took.
        elapsed: Duration,
        /// How many components are ready now.
        done: usize,
        /// How many there are.
        total: usize,
    },
    /// The host accepts connections.
    Listening {
        /// Its base URL.
        url: String,
    },
}

/// Takes progress reports; called from any thread.
#[derive(Clone)]
pub struct ProgressSink(Arc<dyn Fn(Progress) + Send + Sync>);

impl ProgressSink {
    /// Calls `take` for every report.
    pub fn new(take: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Arc::new(take))
    }

    /// Drops every report.
    #[must_use]
    pub fn discard() -> Self {
        Self::new(drop)
    }

    pub(crate) fn report(&self, progress: Progress) {
        (self.0)(progress);
    }
}

impl fmt::Debug for ProgressSink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ProgressSink")
    }
}
