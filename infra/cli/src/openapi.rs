//! `desk openapi`: writes the API's description where the component has it.

use crate::outcome::Outcome;
use crate::project::Project;
use anyhow::{Context, Result, anyhow};
use sellerdesk_openapi::{FILE, render};

/// Writes the file, and says which.
pub fn run() -> Result<Outcome> {
    let file = Project::find()?.root.join(FILE);
    let text = render().map_err(|problem| anyhow!(problem))?;
    std::fs::write(&file, text).with_context(|| format!("{} can't be written", file.display()))?;
    println!("{FILE}");
    Ok(Outcome::Done)
}
