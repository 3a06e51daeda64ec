//! stub
use crate::outcome::Outcome;
#[derive(Debug, clap::Args)]
pub struct Arguments {}
pub async fn run(_: Arguments) -> anyhow::Result<Outcome> { Ok(Outcome::Done) }
