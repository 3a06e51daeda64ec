//! Where guests' output and the host's own remarks go, line by line.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};

/// A longer line is cut into several.
const LINE_BYTES_MAX: usize = 64 * 1024;

/// Who wrote a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogSource {
    /// The component's standard output.
    Stdout,
    /// The component's standard error.
    Stderr,
    /// The host, about the component (or about the application, with an empty component).
    Host,
}

/// One line, without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// The component's id.
    pub component: Arc<str>,
    /// Who wrote it.
    pub source: LogSource,
    /// The text; bytes that are no UTF-8 are replaced.
    pub text: String,
}

impl fmt::Display for LogLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.component.as_ref() {
            "" => formatter.write_str("host")?,
            component => formatter.write_str(component)?,
        }
        write!(formatter, ": {}", self.text)
    }
}

/// Takes log lines; called from any thread, must not block for long.
#[derive(Clone)]
pub struct LogSink(Arc<dyn Fn(LogLine) + Send + Sync>);

impl LogSink {
    /// Calls `take` for every line.
    pub fn new(take: impl Fn(LogLine) + Send + Sync + 'static) -> Self {
        Self(Arc::new(take))
    }

    /// Writes every line to the host's standard error, after the component's id.
    #[must_use]
    pub fn stderr() -> Self {
        Self::new(|line| eprintln!("{line}"))
    }

    /// Drops every line.
    #[must_use]
    pub fn discard() -> Self {
        Self::new(drop)
    }

    /// A remark of the host.
    pub(crate) fn host(&self, component: &Arc<str>, text: impl fmt::Display) {
        (self.0)(LogLine { component: Arc::clone(component), source: LogSource::Host, text: text.to_string() });
    }
}

impl fmt::Debug for LogSink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LogSink")
    }
}

/// A guest's standard output or error; streams of one instance share a line buffer.
#[derive(Clone)]
pub(crate) struct GuestOutput {
    sink: LogSink,
    component: Arc<str>,
    source: LogSource,
    pending: Arc<Mutex<Vec<u8>>>,
}

impl GuestOutput {
    pub(crate) fn new(sink: LogSink, component: Arc<str>, source: LogSource) -> Self {
        Self { sink, component, source, pending: Arc::default() }
    }

    fn write(&self, bytes: &[u8]) {
        let mut lines = Vec::new();
        {
            let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
                match piece.split_last() {
                    Some((b'\n', rest)) => {
                        pending.extend_from_slice(rest);
                        lines.push(std::mem::take(&mut *pending));
                    }
                    _ => pending.extend_from_slice(piece),
                }
                if pending.len() > LINE_BYTES_MAX {
                    lines.push(std::mem::take(&mut *pending));
                }
            }
        }
        for line in lines {
            self.emit(&line);
        }
    }

    fn emit(&self, line: &[u8]) {
        (self.sink.0)(LogLine {
            component: Arc::clone(&self.component),
            source: self.source,
            text: String::from_utf8_lossy(line).into_owned(),
        });
    }
}

impl Drop for GuestOutput {
    fn drop(&mut self) {
        if Arc::strong_count(&self.pending) > 1 {
            return;
        }
        let rest = std::mem::take(&mut *self.pending.lock().unwrap_or_else(PoisonError::into_inner));
        if !rest.is_empty() {
            self.emit(&rest);
        }
    }
}

impl IsTerminal for GuestOutput {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for GuestOutput {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }
}

impl AsyncWrite for GuestOutput {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        self.write(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_comes_line_by_line_and_the_rest_at_the_end() {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let taken = Arc::clone(&lines);
        let sink = LogSink::new(move |line: LogLine| {
            taken.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_string());
        });
        let output = GuestOutput::new(sink, "desk".into(), LogSource::Stdout);
        output.write(b"one\ntw");
        output.write(b"o\nthree");
        drop(output);
        let lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(*lines, ["desk: one", "desk: two", "desk: three"]);
    }
}
