//! Every limit of the journal, and the relations between them that its safety rests on.

/// Longest key in bytes: what every store behind Spin takes.
pub const KEY_BYTES_MAX: usize = 200;
/// How long a writer waits to see its own entry in a store that is behind, in milliseconds.
pub const OWN_ENTRY_MS: i64 = 1_000;
/// Looks at such a store, at most.
pub const OWN_ENTRY_LOOKS_MAX: usize = 200;
/// Longest value in bytes; `DynamoDB` takes 400 KB an item, attribute names and key included.
pub const VALUE_BYTES_MAX: usize = 256 * 1024;
/// Entries between two snapshot boundaries.
pub const SPAN_ENTRIES: u64 = 64;
/// Most reads one load has in flight: one span and its snapshot in a single round.
pub const READ_CONCURRENCY_MAX: usize = SPAN_ENTRIES as usize + 1;
/// Most writes that one append of several events, or one trim, has in flight.
pub const WRITE_CONCURRENCY_MAX: usize = 16;
/// Spans that one round of a load may fetch while it looks for an older snapshot.
pub const LOAD_SPANS_MAX: u64 = 16;
/// Most entries a load takes into memory; a journal without a snapshot beyond that is an error.
pub const LOAD_ENTRIES_MAX: u64 = 262_144;
/// How often a load starts again because it was too slow to trust what it missed.
pub const LOAD_ATTEMPTS_MAX: u32 = 3;
/// How often an append takes a new number.
pub const APPEND_ATTEMPTS_MAX: u32 = 4;
/// How often one store operation that may be repeated is tried.
pub const OPERATION_ATTEMPTS_MAX: u32 = 3;
/// Keys one call of trim deletes at most.
pub const TRIM_KEYS_MAX: u64 = 256;

/// How far a read may lag behind the newest write, in milliseconds.
pub const STALENESS_MS_MAX: i64 = 30_000;
/// How far two machines' wall clocks may be apart, in milliseconds.
pub const CLOCK_SKEW_MS_MAX: i64 = 30_000;

/// An append that took longer than this, in milliseconds, is done again under a new number.
pub const APPEND_SLOW_MS: i64 = 30_000;
/// Age of a later entry, in milliseconds, from which a missing entry is given up.
pub const HOLE_GRACE_MS: i64 = 120_000;
/// Age up to which an entry is proof that nobody has given up its number, in milliseconds.
pub const FIRM_MS: i64 = 30_000;
/// A load slower than this, in milliseconds, doesn't trust what it found missing; nor may it store
/// a snapshot or trim.
pub const LOAD_SLOW_MS: i64 = 60_000;
/// How long a snapshot must have been seen before what it replaces is deleted, in milliseconds.
pub const SETTLE_MS: i64 = 600_000;

// A writer that finished in time is seen by everybody who could give up its number.
const _: () = assert!(APPEND_SLOW_MS + STALENESS_MS_MAX + CLOCK_SKEW_MS_MAX <= HOLE_GRACE_MS);
// An entry seen while firm is seen by everybody who could later give up its number. Skew counts
// twice: between its writer and who judges it, and between who gives up and the later entry's writer.
const _: () = assert!(FIRM_MS + STALENESS_MS_MAX + 2 * CLOCK_SKEW_MS_MAX <= HOLE_GRACE_MS);
// A load fast enough to be trusted sees the snapshot that took the place of what is deleted.
const _: () = assert!(LOAD_SLOW_MS + STALENESS_MS_MAX + CLOCK_SKEW_MS_MAX < SETTLE_MS);

/// The limits that an open journal works with. Product code has only [`Tuning::STANDARD`]; the
/// simulation shrinks the span, and breaks one limit at a time to show that it would be noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tuning {
    /// See [`SPAN_ENTRIES`]; at least 1, and the same for all users of a journal.
    pub span_entries: u64,
    /// See [`APPEND_SLOW_MS`].
    pub append_slow_ms: i64,
    /// See [`HOLE_GRACE_MS`].
    pub hole_grace_ms: i64,
    /// See [`FIRM_MS`].
    pub firm_ms: i64,
    /// See [`LOAD_SLOW_MS`].
    pub load_slow_ms: i64,
    /// See [`SETTLE_MS`].
    pub settle_ms: i64,
    /// See [`TRIM_KEYS_MAX`].
    pub trim_keys_max: u64,
}

impl Tuning {
    /// The limits of this module.
    pub const STANDARD: Self = Self {
        span_entries: SPAN_ENTRIES,
        append_slow_ms: APPEND_SLOW_MS,
        hole_grace_ms: HOLE_GRACE_MS,
        firm_ms: FIRM_MS,
        load_slow_ms: LOAD_SLOW_MS,
        settle_ms: SETTLE_MS,
        trim_keys_max: TRIM_KEYS_MAX,
    };
}
