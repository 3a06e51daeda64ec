//! Accounts: those added while the desk runs, and what marketplaces hold against them.

pub mod added;
pub mod bad_week;
pub mod exports;
pub mod facts;
pub mod health;
pub mod uploads;
