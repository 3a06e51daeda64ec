//! Is the host like Spin where a component can tell? One module for each line of the fidelity
//! list, and one for the powers only this host has.
//!
//! The components under test are in `tests/guests`; they are built once for the whole run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod support;

mod line_01_manifest_and_capabilities;
mod line_02_routes;
mod line_03_spin_headers;
mod line_04_request_shape;
mod line_05_instance_reuse;
mod line_06_trap_isolation;
mod line_07_outbound;
mod line_08_key_value;
mod line_09_cron;
mod line_10_composition;
mod line_11_memory_cap;
mod test_powers;
