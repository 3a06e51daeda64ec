//! The use cases: each asks the APIs and answers with a page, or does what a form says and goes on to one.

pub(crate) mod access;
pub(crate) mod automations;
pub(crate) mod board;
pub(crate) mod bulk;
pub(crate) mod calendars;
pub(crate) mod conversation;
pub(crate) mod deeds;
pub(crate) mod documents;
pub(crate) mod export;
pub(crate) mod health;
pub(crate) mod inbox;
pub(crate) mod live;
pub(crate) mod mentions;
pub(crate) mod notices;
pub(crate) mod people;
pub(crate) mod policies;
pub(crate) mod provider;
pub(crate) mod reply;
pub(crate) mod reports;
pub(crate) mod rule_form;
pub(crate) mod session;
pub(crate) mod shops;
pub(crate) mod template;
pub(crate) mod templates;
pub(crate) mod undo;
pub(crate) mod views;
