//! People: who may come into the desk, and what they may do there.
//!
//! | use case | file |
//! |---|---|
//! | sign in with a password and a second factor | [`sign_in`](fn@sign_in) |
//! | sign in with a one-time link; the first admin | [`use_link`], [`bootstrap`] |
//! | sign in by the word of an identity provider | [`sign_in_vouched`] |
//! | say who makes a request | [`authenticate`](fn@authenticate) |
//! | invite, change, remove an agent | [`invite`], [`change`], [`remove`] |
//! | one's own password and second factor | [`Person`] |
//! | API tokens | [`issue_token`], [`revoke_token`] |
//! | the audit trail | [`read_audit`] |
//!
//! # Keys
//!
//! | key | holds |
//! |---|---|
//! | `p1`, a journal | agents, tokens, links: what happened to them, without secrets; also the audit trail |
//! | `pd1` | a cache of it: who may do what, for every request |
//! | `pc1:<agent>:<id>` | an agent's password hash and second factor, written once |
//! | `ps1:<hash>`, `pa1:<agent>` | sessions, see [`session`] |
//! | `pe1:<agent>` | a second factor that waits for its first code |
//! | `pf1:<kind>:<place>` | failed attempts, see [`throttle`] |
//! | `pl1:<hash>`, `pt1:<agent>:<step>`, `pr1:<agent>:<hash>`, `pv1:<agent>:<hash>` | that a link, a code, a recovery code, an attempt at the provider was used |
//! | `po1` | the identity provider's endpoints, for some minutes; written by `components/identity` |
//!
//! **A session ends at once** by its agent's epoch, which a new password, another second factor and disabling raise. The
//! epoch is answered for by the directory, which is written before such a change is answered; where a crash leaves it
//! behind, whoever signs in or looks at people next mends it.

pub mod agents;
mod audit;
mod authenticate;
mod credential;
mod directory;
mod error;
pub mod limits;
mod links;
mod named;
mod opened;
mod own;
mod password;
mod people;
mod permission;
mod principal;
mod profile;
mod record;
mod route;
mod secret;
pub mod session;
mod sign_in;
pub mod throttle;
mod tokens;
pub mod totp;
mod vouched;

pub use agents::{Change, change, invite, remove};
pub use audit::{AuditPage, read_audit};
pub use authenticate::authenticate;
pub use error::PeopleError;
pub use links::{NewLink, bootstrap, issue_link, use_link};
pub use named::{Named, find_agent};
pub use opened::{Opened, open};
pub use own::{Enrolment, Person, reset_totp};
pub use password::{Argon2id, Passwords};
pub use people::{Agent, ApiToken, Link, People};
pub use permission::{Permission, Permissions, Role, Scope};
pub use principal::{ADMIN_NAME, Principal, Who};
pub use profile::Profile;
pub use record::{How, Purpose, Record, What};
pub use route::{Found, Needs, Route, find};
pub use secret::random;
pub use sign_in::{SignIn, SignedIn, sign_in};
pub use tokens::{NewToken, issue_token, revoke_token};
pub use vouched::{Unvouched, Vouched, sign_in_vouched};

pub use sellerdesk_journal::{Clock, Store};
