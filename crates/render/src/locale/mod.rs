//! How dates, money and plurals are written, by language and, where it differs, by region.
//!
//! A table of this size stands in for ICU because the renderer must stay far below 1 MB and start
//! in no time; the forms are those of CLDR 45 (dates `long` and `short`, currency `standard`)
//! unless a comment says otherwise.

mod date;
mod money;
mod plural;
mod resolve;
mod table;

pub(crate) use date::parse_date;
pub(crate) use money::{Amount, parse_money};
pub(crate) use plural::Plural;
pub(crate) use resolve::resolve;

/// One language or region's forms.
#[derive(Debug)]
pub(crate) struct Locale {
    /// The language of the texts this locale uses, one of [`crate::LANGUAGES`].
    pub(crate) language: &'static str,
    /// Lower-case tags this row answers to.
    pub(crate) tags: &'static [&'static str],
    /// Long date: `%d` day, `%B` month's name, `%y` year.
    date_long: &'static str,
    /// Short date: `%d` day, `%D` day of two digits, `%m` month, `%M` month of two digits, `%y` year.
    date_short: &'static str,
    /// What stands for `%d` on the first of a month, where that isn't "1".
    first_day: Option<&'static str>,
    /// The months' names as they stand in a long date; empty where the date has none.
    months: &'static [&'static str],
    /// Decimal separator.
    decimal: &'static str,
    /// Separator of groups of three digits.
    group: &'static str,
    /// The fewest digits before the decimal separator that are grouped.
    group_digits_min: usize,
    /// An amount with a symbol: `{amount}` and `{symbol}`.
    money_symbol: &'static str,
    /// An amount with an ISO 4217 code, its own form since a code always needs a space.
    money_code: &'static str,
    /// Currencies this locale writes in a way of its own: code and pattern with `{amount}`.
    money_own: &'static [(&'static str, &'static str)],
    /// Which plural forms the language has.
    pub(crate) plural: Plural,
}
