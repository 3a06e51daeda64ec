//! How a command ends.

use std::process::ExitCode;

/// What the shell is told.
#[derive(Debug)]
pub enum Outcome {
    /// All went well, or somebody stopped the command.
    Done,
    /// A command that was run for the caller failed; it has said why. Its exit code.
    Failed(u8),
    /// The command itself failed.
    Error(anyhow::Error),
}

impl From<anyhow::Error> for Outcome {
    fn from(error: anyhow::Error) -> Self {
        Self::Error(error)
    }
}

impl Outcome {
    /// Says what is left to say, in one line, and turns into an exit code.
    pub fn report(self) -> ExitCode {
        match self {
            Self::Done => ExitCode::SUCCESS,
            Self::Failed(code) => ExitCode::from(code),
            Self::Error(error) => {
                eprintln!("error: {error:#}");
                ExitCode::FAILURE
            }
        }
    }
}
