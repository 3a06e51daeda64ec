//! The component `renderer`: reply templates and what comes of them.
//!
//! The rules are `sellerdesk_render`'s; this is their shell: each function puts their answer into the records of
//! `renderer.wit`.

mod catalogue;
#[cfg(target_family = "wasm")]
mod component;
mod custom;
mod problem;
mod render;
mod suggest;

pub use catalogue::{catalogue, sources, variables};
pub use custom::{UsedAndRequired, check_custom, render_custom};
pub use render::{render, render_source, validate};
pub use suggest::{is_offered, suggest};
