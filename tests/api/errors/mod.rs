//! What is refused, and how.

pub mod authentication;
pub mod bad_input;
pub mod routes;
