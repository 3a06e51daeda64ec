//! Every limit of rules.

/// Rules of one document.
pub const RULES_MAX: usize = 50;
/// Exceptions of one rule.
pub const EXCEPTIONS_MAX: usize = 5;
/// Actions of one rule.
pub const ACTIONS_MAX: usize = 5;
/// Values in one list of a condition.
pub const VALUES_MAX: usize = 50;
/// Longest value of a condition, in bytes.
pub const VALUE_BYTES_MAX: usize = 100;
/// Longest id of a rule, in bytes.
pub const ID_BYTES_MAX: usize = 40;
/// Longest name of a rule, in bytes.
pub const NAME_BYTES_MAX: usize = 100;
/// Longest tag or agent's name, in bytes: the inbox's own limit.
pub const TAG_BYTES_MAX: usize = 64;
/// Longest note or notice, in bytes.
pub const TEXT_BYTES_MAX: usize = 2_000;
/// Values that a rule hands to its template.
pub const TEMPLATE_VALUES_MAX: usize = 20;
/// Longest name of a template, in bytes.
pub const TEMPLATE_BYTES_MAX: usize = 64;
/// Longest language tag, in bytes.
pub const LANGUAGE_BYTES_MAX: usize = 16;
/// How many rules may follow from each other on one event.
pub const DEPTH_MAX: u32 = 5;
/// Bytes of a message that keywords are looked for in.
pub const SEARCHED_BYTES_MAX: usize = 16 * 1024;
