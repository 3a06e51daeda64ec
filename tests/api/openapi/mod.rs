//! The API against its own description: what it says is taken is taken, what is answered is what it says, and nothing
//! that anybody sends breaks a component.

mod document;
mod generate;
mod pattern;
mod validate;

pub mod described;
pub mod fuzz;
