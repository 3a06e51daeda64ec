//! Fields as third parties show them, in both spellings.

use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, time};
use sellerdesk_canonical::Instant;

/// Longest number of an order, return and the like, in bytes.
const NUMBER_BYTES_MAX: usize = 100;
/// When it happened, the most telling first; in milliseconds.
const TIMES: [&str; 5] = ["changeTime", "updateTime", "time", "sendTimeStamp", "sendTimestamp"];

/// The first of several fields that is there and is an id short enough to name things by.
pub fn number(item: &Fields<'_>, names: impl IntoIterator<Item = &'static str>) -> Option<String> {
    let short = |id: &String| id.len() <= NUMBER_BYTES_MAX;
    names.into_iter().find_map(|name| given(item.id(name)).filter(short))
}

/// The order.
pub fn order(item: &Fields<'_>) -> Option<String> {
    number(item, ["orderNo", "order_no", "orderNumber"])
}

/// When it happened.
pub fn happened_at(item: &Fields<'_>) -> Option<Instant> {
    let instant = |name| given(item.whole(name)).and_then(|ms| i64::try_from(ms).ok()).and_then(time::plausible);
    TIMES.into_iter().find_map(instant)
}

/// A field that is decoration: what can't be read is left out.
pub fn given<T>(field: Result<Option<T>, Error>) -> Option<T> {
    field.ok().flatten()
}
