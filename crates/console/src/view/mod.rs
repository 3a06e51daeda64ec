//! Pages. Everything from outside goes through maud's escaping; names stand in `bdi`, buyers' words in `dir=auto`.

pub(crate) mod access;
pub(crate) mod accounts;
pub(crate) mod board;
pub(crate) mod bulk;
pub(crate) mod chart;
pub(crate) mod conversation;
pub(crate) mod deliveries;
pub(crate) mod health;
pub(crate) mod help;
pub(crate) mod inbox;
pub(crate) mod json;
pub(crate) mod layout;
pub(crate) mod mentions;
pub(crate) mod parts;
pub(crate) mod people;
pub(crate) mod policies;
pub(crate) mod problem;
pub(crate) mod reply_box;
pub(crate) mod reports;
pub(crate) mod settings;
pub(crate) mod side;
pub(crate) mod sign_in;
pub(crate) mod timeline;
pub(crate) mod views;
