//! `desk`: runs, tests and measures SellerDesk from a checkout (`cargo desk ...`).
//!
//! | command | does |
//! |---|---|
//! | `up` | starts the desk on the real `spin` or on the local host |
//! | `test` | runs every test of the workspace |
//! | `bench` | measures the desk against its budgets |
//! | `eval` | measures the classifier on labelled text |
//! | `openapi` | writes the API's description |
//!
//! Each does its own set-up first and says what it is busy with.

mod bench;
mod cargo;
mod demo;
mod eval;
mod inbox_table;
mod local;
mod openapi;
mod outcome;
mod project;
mod setup;
mod spin;
mod spin_config;
mod state;
mod steps;
mod sweeper;
mod test;
mod up;
mod variables;

use clap::{Parser, Subcommand};
use outcome::Outcome;
use std::process::ExitCode;
use std::time::Duration;

/// How long work that was left behind may take to notice that the command is over.
const SHUTDOWN_TIME_MAX: Duration = Duration::from_secs(1);

/// SellerDesk, a customer-service desk for marketplace sellers.
#[derive(Debug, Parser)]
#[command(name = "desk", bin_name = "cargo desk", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the desk.
    Up(up::Arguments),
    /// Run every test of the workspace, the black-box suite among them.
    Test(test::Arguments),
    /// Measure the desk against its budgets.
    Bench(bench::Arguments),
    /// Measure the classifier on labelled text.
    Eval(eval::Arguments),
    /// Write the API's description out of the code.
    Openapi,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Outcome::from(anyhow::Error::from(error)).report(),
    };
    let result = runtime.block_on(async {
        match cli.command {
            Command::Up(arguments) => up::run(arguments).await,
            Command::Test(arguments) => test::run(arguments).await,
            Command::Bench(arguments) => bench::run(arguments).await,
            Command::Eval(arguments) => eval::run(arguments).await,
            Command::Openapi => openapi::run(),
        }
    });
    // Compiling can't be interrupted; it isn't waited for.
    runtime.shutdown_timeout(SHUTDOWN_TIME_MAX);
    result.unwrap_or_else(Outcome::from).report()
}
