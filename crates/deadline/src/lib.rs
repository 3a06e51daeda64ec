//! The two clocks of a conversation as pure rules: nothing here reads a clock, a file or a store.
//!
//! Every conversation has a *marketplace clock* (round the clock, never pauses, an automatic reply
//! doesn't stop it) and a *company clock* (business calendar, pauses while waiting for the buyer).
//! Both are a function of what happened and of the policy in force then, so replaying the same
//! moments in any order of arrival gives the same deadlines.
//!
//! The three layers, each usable alone:
//!
//! 1. [`Calendar`], [`deadline`], [`elapsed`]: working time. The *open set* is every instant whose
//!    local wall clock falls in a window, so the hour that a spring change skips is never counted
//!    and the hour that an autumn change repeats counts twice. Elapsed time is real time in the
//!    open set minus pauses; the deadline is the first instant where it equals the target, which
//!    may be a closing time. Nothing ever falls back to wall time.
//! 2. [`evaluate`]: a conversation's [`Moment`]s become [`Target`]s with deadlines, warnings and
//!    outcomes; [`Evaluation::attention`] lists what a sweep has to record, and when.
//! 3. [`select`]: the first matching row of the policies, and the marketplace's own limit.
//!
//! Instants are milliseconds since the Unix epoch, UTC. All types serialise with serde in
//! `snake_case`, in self-describing formats as well as in compact ones such as postcard.

mod calendar;
mod check_calendar;
mod check_policy;
mod collect_risks;
mod collect_stops;
mod collect_waits;
mod evaluate;
mod evaluation;
mod facts;
mod find_deadline;
mod find_limit;
mod instant;
mod limit;
mod limits;
mod list_attention;
mod moment;
mod open_hours;
mod order_moments;
mod pauses;
mod plot_limit;
mod policy;
mod presets;
mod preview;
mod preview_timeline;
mod problem;
mod select;
mod settings;
mod settle;

pub use calendar::{Calendar, HOLIDAYS_MAX, OVERRIDES_MAX, WINDOWS_PER_DAY_MAX, Weekly, Window};
pub use check_policy::{check_policy, check_rows};
pub use evaluate::evaluate;
pub use evaluation::{Attention, Clock, Evaluation, Notice, Outcome, Target, TargetKind, Warning};
pub use facts::{Category, Facts, Money, Priority};
pub use find_deadline::{deadline, elapsed, find_deadline, find_elapsed, warning};
pub use find_limit::{find_limit, published_limit};
pub use instant::{INSTANT_MS_MAX, INSTANT_MS_MIN, format_instant, parse_instant};
pub use limit::{LimitRule, MarketplaceLimit, Obligation, Verification};
pub use limits::{LIMITS, LimitRow};
pub use moment::{CancelReason, Moment, MomentKind};
pub use open_hours::{HORIZON_MS, OpenHours};
pub use pauses::{PAUSES_MAX, Pause};
pub use policy::{Policy, ROWS_MAX, Row, TARGET_MS_MAX, Targets, WARNINGS_MAX, When};
pub use presets::presets;
pub use preview::{PreviewAnswer, preview};
pub use preview_timeline::preview_timeline;
pub use problem::{FieldProblem, Problem};
pub use select::{Selected, select};
pub use settings::{ACCOUNTS_MAX, CALENDAR_BYTES_MAX, CALENDARS_MAX, Calendars, Settings, check_settings};
