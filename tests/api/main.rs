//! The desk as its senders, clients and schedulers see it: over HTTP, against the real Wasm components.
//!
//! Every behaviour is written once and runs in every cell of a matrix (store x instance reuse, and stores that
//! misbehave), see `harness/cell.rs`. With `SELLERDESK_URL` set, the same behaviours run against that desk instead;
//! those that need a power of the local host say SKIPPED.
//!
//! ```sh
//! cargo test -p sellerdesk-tests --test api                      # everything
//! cargo test -p sellerdesk-tests --test api -- memory-128        # one cell
//! cargo test -p sellerdesk-tests --test api -- tasks::sweep      # one resource, in every cell
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod harness;

mod accounts;
mod capabilities;
mod channels;
mod console;
mod conversations;
mod errors;
mod health;
mod hooks;
mod openapi;
mod people;
mod previews;
mod reports;
mod security;
mod settings;
mod tasks;
mod team;

use harness::Test;
use std::process::ExitCode;

fn main() -> ExitCode {
    let tests: Vec<&[Test]> = vec![
        accounts::added::TESTS,
        accounts::bad_week::TESTS,
        accounts::exports::TESTS,
        accounts::facts::TESTS,
        accounts::health::TESTS,
        accounts::uploads::TESTS,
        capabilities::TESTS,
        channels::TESTS,
        console::TESTS,
        conversations::deeds::TESTS,
        conversations::get::TESTS,
        conversations::list::TESTS,
        conversations::privacy::TESTS,
        conversations::risk_tasks::TESTS,
        errors::authentication::TESTS,
        errors::bad_input::TESTS,
        errors::routes::TESTS,
        health::TESTS,
        hooks::amazon::TESTS,
        hooks::crash::TESTS,
        hooks::shopify::TESTS,
        hooks::standard::TESTS,
        conversations::templates::TESTS,
        openapi::described::TESTS,
        openapi::fuzz::TESTS,
        people::authorization::TESTS,
        people::isolation::TESTS,
        people::oidc::TESTS,
        people::sign_in::TESTS,
        previews::automations::TESTS,
        previews::classify::TESTS,
        previews::compliance::TESTS,
        previews::deadline::TESTS,
        previews::render::TESTS,
        reports::corrections::TESTS,
        reports::deadlines::TESTS,
        settings::automations::TESTS,
        reports::sums::TESTS,
        security::forms::TESTS,
        security::others::TESTS,
        security::scripts::TESTS,
        security::timing::TESTS,
        settings::documents::TESTS,
        tasks::automations::TESTS,
        tasks::notifications::TESTS,
        tasks::sweep::TESTS,
        tasks::sweep_crash::TESTS,
        team::export::TESTS,
        team::finding::TESTS,
        team::presence::TESTS,
        team::read_marks::TESTS,
        team::replies::TESTS,
        team::sharing::TESTS,
        team::undo::TESTS,
        team::views::TESTS,
    ];
    harness::run(&tests.concat())
}
