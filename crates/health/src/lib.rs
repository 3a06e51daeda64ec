//! What marketplaces hold against a seller, as exact rationals over facts: nothing here reads a clock, a file or a store.
//!
//! 1. [`Fact`]s state something about an order, a claim, a thread. A [`Page`] folds [`Batch`]es of them; facts merge
//!    like a set, so order and repetition don't matter, and later statements correct earlier ones.
//! 2. [`Page::rollup`] counts by measure and day; the pages' [`Rollup`]s add up to the account's. It is small, bounded,
//!    and all that reports read.
//! 3. [`AccountHealth::figures`] lays the windows of the [`RULES`] over the days. [`AlertState`], [`project`],
//!    [`rank`] and [`compare`] work on figures; [`find_spikes`] and [`find_fake_deliveries`] on pages.
//! 4. The `read_*` functions turn reports into facts or official figures, and tell what they refused by row and column.
//!
//! Instants are milliseconds since the Unix epoch, UTC; days are numbers since 1970-01-01, local to the marketplace.
//! Pages, batches and rollups are stored as postcard of their fields in the order they are declared.

mod alert;
mod alert_settings;
mod batch;
mod check_fact;
mod compare;
mod count_order;
mod due;
mod error;
mod fact;
mod figures;
mod import;
mod instant;
mod key;
mod latest;
pub mod limits;
mod measure;
mod order;
mod page;
mod project;
mod rank;
mod rule;
mod rules;
mod spikes;
mod tail;
mod thread;
mod words;
mod zone;

pub use alert::{Alert, AlertState, Unjudged};
pub use alert_settings::{AlertRow, AlertSettings, Level};
pub use batch::{Batch, Options};
pub use check_fact::check_fact;
pub use compare::{Comparison, Reason, compare};
pub use error::HealthError;
pub use fact::*;
pub use figures::{AccountHealth, Figure, Standing};
pub use import::{
    Export, Imported, OfficialFigure, PerformanceReport, ReportContext, RowProblem, Said, read_export, read_facts,
    read_feedback, read_messages, read_orders, read_performance, read_returns, site_of_marketplace,
};
pub use key::Key;
pub use measure::{Count, Measure, Pending, Rollup, Series, SeriesKey};
pub use page::Page;
pub use project::{Projection, bearable, excess, project};
pub use rank::{OpenConversation, RankReason, Ranked, rank};
pub use rule::{FigureKind, Guard, Limit, PPM_ONE, Rule, View, Window};
pub use rules::{RULES, rules_for};
pub use spikes::{
    BatchCount, FakeDeliveries, OutlierCount, SkuCounts, Spike, SpikeSettings, find_fake_deliveries, find_spikes,
};
pub use tail::{discoveries, ln_tail};
pub use words::{Word, top_words};
pub use zone::{Zones, format_day, is_zone, parse_day, site_zone};
