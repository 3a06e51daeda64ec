//! What somebody who means harm tries: other people's forms, cookies of their own making, scripts in every text, headers
//! in values, other accounts' things, the clock.

pub mod browser;

pub mod forms;
pub mod others;
pub mod scripts;
pub mod timing;
