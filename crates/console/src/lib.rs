//! The web inbox: requests of browsers in, pages out; what it knows it asks of the JSON APIs, in its caller's name.
//!
//! No I/O and no clock: whoever calls [`serve`] brings the [`Api`] and the time. Every page works without scripts;
//! `assets/desk.js` only makes it quicker.

mod act;
mod api;
mod app;
mod asset;
mod cookie;
mod failure;
mod form;
mod guard;
mod hours;
mod http;
mod limits;
mod path;
mod tags;
mod time;
mod ui;
mod view;
mod words;

pub use api::{Api, Call, Reply, Service, Unreachable};
pub use app::serve;
pub use http::{Request, Response};
pub use limits::BODY_BYTES_MAX;
