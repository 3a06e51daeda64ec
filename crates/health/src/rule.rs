//! What a marketplace measures and demands, as dated data.

use sellerdesk_deadline::Verification;
use serde::Serialize;

use crate::{Count, Fulfilment, Measure, zone};

/// Parts per million of one.
pub const PPM_ONE: u64 = 1_000_000;

/// One metric of one marketplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Short stable name of the metric, such as `amazon-odr`; of several rows with it the first that fits holds.
    pub metric: &'static str,
    /// The channel.
    pub channel: &'static str,
    /// Sites; empty is everywhere else.
    pub sites: &'static [&'static str],
    /// The first day it held, `YYYY-MM-DD`; empty for always.
    pub from: &'static str,
    /// What is counted.
    pub measure: Measure,
    /// The figure is the whole less the part: late instead of in time.
    pub complement: bool,
    /// Only orders shipped so; `None` tells both apart.
    pub fulfilment: Option<Fulfilment>,
    /// What it is.
    pub figure: FigureKind,
    /// The windows it is looked at in.
    pub views: &'static [View],
    /// What is demanded.
    pub limit: Option<Limit>,
    /// Below what it isn't held against the seller.
    pub guard: Guard,
    /// How well it is known.
    pub verification: Verification,
    /// Where it was read.
    pub source: &'static str,
    /// When its source was last read, `YYYY-MM`.
    pub checked: &'static str,
    /// What the row leaves out or decides; empty if nothing.
    pub note: &'static str,
}

/// What a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// A part of a whole.
    Rate,
    /// A number of things; the whole means nothing.
    Number,
    /// A sum of seconds over a number of cases: an average.
    Average,
}

/// A window of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct View {
    /// `live`, `official`, or the length where there are several.
    pub name: &'static str,
    /// How it lies.
    #[serde(flatten)]
    pub window: Window,
}

/// How a window lies before a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Window {
    /// A number of days, both ends included, of which the last is `lag` days before today.
    Days {
        /// How many.
        length: i32,
        /// Days between its last day and today.
        lag: i32,
    },
    /// Whole months before the month of an evaluation on the 20th: three with at least 400 transactions in them, else
    /// twelve. `next` is the evaluation to come, with the days there are.
    Evaluation {
        /// The one to come, not the last one.
        next: bool,
    },
}

/// A bound of a rate, in millionths of one; of a number, as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Less than this.
    Below(u64),
    /// This or less.
    AtMost(u64),
    /// This or more.
    AtLeast(u64),
    /// No more things than this.
    NumberAtMost(u64),
}

/// What must be exceeded before a limit is held against the seller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// Nothing.
    None,
    /// More things than this.
    PartOver(u64),
    /// Transaction defects of at least this many buyers.
    Buyers(usize),
    /// At least this many orders delivered in 90 days.
    Delivered(u64),
}

impl Limit {
    /// Whether a count keeps it. An empty whole keeps every rate.
    pub fn is_kept(&self, count: Count) -> bool {
        let part = u128::from(count.part) * u128::from(PPM_ONE);
        let share = |ppm: &u64| u128::from(*ppm) * u128::from(count.whole);
        match self {
            Self::NumberAtMost(most) => count.part <= *most,
            _ if count.whole == 0 => true,
            Self::Below(ppm) => part < share(ppm),
            Self::AtMost(ppm) => part <= share(ppm),
            Self::AtLeast(ppm) => part >= share(ppm),
        }
    }

    /// Whether more of the part is worse.
    pub fn is_ceiling(&self) -> bool {
        !matches!(self, Self::AtLeast(_))
    }

    /// Its number.
    pub fn value(&self) -> u64 {
        match self {
            Self::Below(value) | Self::AtMost(value) | Self::AtLeast(value) | Self::NumberAtMost(value) => *value,
        }
    }
}

/// Transactions in three months from which eBay looks back no further.
pub const EBAY_TRANSACTIONS_SHORT: u64 = 400;
const EBAY_EVALUATION_DAY: i8 = 20;

impl Window {
    /// First and last day, seen from `today`; `transactions(from, to)` counts for windows that depend on it.
    pub fn days(&self, today: i32, transactions: impl Fn(i32, i32) -> u64) -> (i32, i32) {
        match self {
            Self::Days { length, lag } => (today - lag - length + 1, today - lag),
            Self::Evaluation { next } => {
                let (year, month, day) = zone::civil(today);
                let is_past = day >= EBAY_EVALUATION_DAY;
                // The month whose 20th it is evaluated on, as months since year 0.
                let mut months = i32::from(year) * 12 + i32::from(month) - 1;
                months += i32::from(is_past && *next) - i32::from(!is_past && !*next);
                let first = |months: i32| {
                    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
                    zone::day_of(i16::try_from(year).unwrap_or(1970), i8::try_from(month).unwrap_or(1), 1).unwrap_or(0)
                };
                let to = (first(months) - 1).min(today);
                let short = first(months - 3);
                if transactions(short, to) >= EBAY_TRANSACTIONS_SHORT { (short, to) } else { (first(months - 12), to) }
            }
        }
    }
}
