//! What the components and the host wrote, kept for tests to look at.

use sellerdesk_host::{LogLine, LogSink, LogSource};
use std::sync::{Arc, Mutex};

/// The lines of one host.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<LogLine>>>);

impl Log {
    /// Where the host writes.
    pub fn sink(&self) -> LogSink {
        let lines = Arc::clone(&self.0);
        LogSink::new(move |line| lines.lock().unwrap().push(line))
    }

    /// All lines so far.
    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().iter().map(ToString::to_string).collect()
    }

    /// What the host remarked: traps, mostly.
    pub fn remarks(&self) -> Vec<String> {
        let lines = self.0.lock().unwrap();
        lines.iter().filter(|line| line.source == LogSource::Host).map(ToString::to_string).collect()
    }
}
