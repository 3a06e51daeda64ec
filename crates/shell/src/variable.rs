//! Spin variables.

use crate::{Kind, Problem};
use spin_sdk::variables::{self, Error};

/// A variable's value; one that the manifest doesn't give is empty, which every use treats as "off".
pub async fn variable(name: &str) -> Result<String, Problem> {
    match variables::get(name).await {
        Ok(value) => Ok(value),
        Err(Error::Undefined(_) | Error::InvalidName(_)) => Ok(String::new()),
        // A provider's message may quote what it looked up.
        Err(_) => Err(Problem::new(Kind::Unavailable, format!("the variable {name} can't be read just now"))),
    }
}
