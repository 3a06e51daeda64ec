//! A seeded simulation: actors on one thread, whose every store operation is a scheduling point.
//!
//! The seed decides everything: which operation takes effect next and when its answer arrives, how
//! time moves (mostly milliseconds, sometimes beyond every limit of the journal), who stalls, who
//! crashes between which two operations, which operations fail and whether they took effect, now or
//! much later. An actor is a future; a crash drops it. It is started again, as a sender delivers
//! again, until it says [`Outcome::Done`] or the seed says that the sender gave up.
//!
//! ```
//! use sellerdesk_journal::{EventId, Journal, simulation::{Outcome, Simulation}};
//!
//! let mut simulation = Simulation::new(7);
//! simulation.spawn(|actor| async move {
//!     let Ok(journal) = Journal::open(&actor, &actor, "j") else { return Outcome::Done };
//!     match journal.append(EventId([1; 16]), b"event").await {
//!         Ok(_) => Outcome::Done,
//!         Err(_) => Outcome::Again,
//!     }
//! });
//! assert_eq!(simulation.run(), Ok(()));
//! ```

mod actor;
pub mod by_hand;
mod explore;
mod model;
mod random;
mod scheduler;
mod settings;
mod world;

pub use actor::Actor;
pub use explore::{Failure, SCHEDULES_VARIABLE, SEED_VARIABLE, explore};
pub use model::StoreModel;
pub use random::Random;
pub use scheduler::{Outcome, Simulation};
pub use settings::Settings;
