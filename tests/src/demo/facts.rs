//! Orders of the demo's Amazon account over two months: what its account health is counted from.

use crate::time::{self, DAY_MS, HOUR_MS};
use serde_json::{Value, json};

/// Orders a day.
const ORDERS_PER_DAY: i64 = 8;
/// Days before the demo.
const DAYS: i64 = 75;
/// Every so many orders one with a claim, a bad rating, a late parcel or a return: odd, for each of the four sites in turn.
const CLAIM_EVERY: i64 = 131;
const FEEDBACK_EVERY: i64 = 233;
const LATE_EVERY: i64 = 61;
const RETURN_EVERY: i64 = 17;
/// Rows of one document, well below what the API takes.
const FACTS_MAX: usize = 1_000;

/// Bodies for `POST /api/v1/accounts/amazon/<account>/facts`. Orders are those of days: a second demo states the same.
pub fn facts(now_ms: i64) -> Vec<Value> {
    let today = now_ms.div_euclid(DAY_MS);
    let mut facts = Vec::new();
    for day in today - DAYS..today {
        for place in 0..ORDERS_PER_DAY {
            of_order(day * ORDERS_PER_DAY + place, day * DAY_MS + place * 2 * HOUR_MS, now_ms, &mut facts);
        }
    }
    facts.chunks(FACTS_MAX).map(|rows| json!({"facts": rows})).collect()
}

fn of_order(number: i64, placed_ms: i64, now_ms: i64, facts: &mut Vec<Value>) {
    let order = format!("305-{:07}-{:07}", number / 10_000_000, number % 10_000_000);
    let sites = ["de", "fr", "es", "it"];
    let site = sites.iter().cycle().nth(usize::try_from(number.rem_euclid(4)).unwrap_or_default());
    let mut state = |at: i64, what: Value| {
        if at <= now_ms {
            let kind = what.as_object().and_then(|what| what.keys().next()).cloned().unwrap_or_default();
            let id = format!("{order}-{kind}-{at}");
            facts.push(json!({"id": id, "at": time::rfc3339(at), "order": order, "site": site, "what": what}));
        }
    };
    let is_every = |every: i64, offset: i64| number.rem_euclid(every) == offset;
    let confirmed = placed_ms + if is_every(LATE_EVERY, 7) { 3 * DAY_MS } else { 20 * HOUR_MS };
    let mut stated = json!({"placed_at": time::rfc3339(placed_ms), "ship_by": time::rfc3339(placed_ms + 2 * DAY_MS)});
    if confirmed <= now_ms
        && let Some(fields) = stated.as_object_mut()
    {
        fields.insert("shipped_at".to_owned(), json!(time::rfc3339(confirmed)));
    }
    state(placed_ms.max(confirmed.min(now_ms)), json!({"order": stated}));
    if is_every(CLAIM_EVERY, 3) {
        let claim = json!({"kind": "claim", "reference": format!("A{number}"), "state": "opened"});
        state(placed_ms + 9 * DAY_MS, json!({"defect": claim}));
    }
    if is_every(FEEDBACK_EVERY, 5) {
        let feedback = json!({"kind": "feedback", "reference": format!("F{number}"), "state": "opened"});
        state(placed_ms + 8 * DAY_MS, json!({"defect": feedback}));
    }
    if is_every(RETURN_EVERY, 2) {
        let requested = placed_ms + 6 * DAY_MS;
        let back = json!({"reference": format!("R{number}"), "requested_at": time::rfc3339(requested)});
        state(requested, json!({"return": back}));
    }
}
