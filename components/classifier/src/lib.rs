//! The component `classifier`: what a buyer wants, decided from text alone.
//!
//! The rules are `sellerdesk_classify`'s; this is their shell: [`classify`] puts their answer into the records of
//! `classifier.wit`.

mod classify;
#[cfg(target_family = "wasm")]
mod component;

pub use classify::classify;
