//! What the components with storage share: asking the couriers, which alone hold API credentials and can be reached by
//! nobody else, and telling callers what went wrong.
//!
//! | file | what |
//! |---|---|
//! | `configured.rs` | an account's settings in a component's variable |
//! | `protocol.rs` | what couriers are asked and answer, as JSON |
//! | `couriers.rs` | the side that asks: settings and tokens from the store, sealed; the pace of each account |
//! | `problem.rs` | a use case's error as an answer |
//! | `silence.rs` | a channel that fell silent, as an event |

mod configured;
mod couriers;
mod pace;
mod problem;
pub mod protocol;
mod silence;

pub use configured::{Unreadable, configured};
pub use couriers::Couriers;
pub use problem::problem;
pub use silence::silence_event;

use sellerdesk_shell::{Problem, variable};

/// A base URL that stands for the marketplace's own hosts (RFC 2606: it never resolves). A manifest's allow-list
/// takes no empty text.
const OWN_HOSTS: &str = "https://default.invalid";

/// The configured base URL of the marketplace's API without a slash at its end; empty: its own.
///
/// # Errors
/// The variable can't be read.
pub async fn api_base() -> Result<String, Problem> {
    let base = variable("api").await?;
    Ok(if base == OWN_HOSTS { String::new() } else { base.trim_end_matches('/').to_owned() })
}
