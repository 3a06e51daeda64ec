//! `wasi:keyvalue`.

use spin_sdk::experimental::wasi::keyvalue::atomics::{self, Cas, CasError};
use spin_sdk::experimental::wasi::keyvalue::batch;
use spin_sdk::experimental::wasi::keyvalue::store::{self, Bucket};

use crate::Query;

pub fn run(operation: &str, query: &Query) -> Result<String, String> {
    let label = match query.text("label") {
        "" => "default",
        label => label,
    };
    let bucket = store::open(label).map_err(|error| format!("{error:?}"))?;
    let key = query.text("key");
    let outcome = match operation {
        "get" => bucket.get(key).map(|value| format!("{value:?}")),
        "set" => bucket.set(key, query.text("value").as_bytes()).map(|()| String::new()),
        "delete" => bucket.delete(key).map(|()| String::new()),
        "exists" => bucket.exists(key).map(|exists| exists.to_string()),
        "keys" => bucket.list_keys(None).map(|response| {
            let mut keys = response.keys;
            keys.sort();
            keys.join(",")
        }),
        "increment" => atomics::increment(&bucket, key, 1).map(|value| value.to_string()),
        "set-many" => batch::set_many(&bucket, &entries(query)).map(|()| String::new()),
        "get-many" => {
            let keys: Vec<String> = entries(query).into_iter().map(|(key, _)| key).collect();
            batch::get_many(&bucket, &keys).map(|found| found.len().to_string())
        }
        "delete-many" => {
            let keys: Vec<String> = entries(query).into_iter().map(|(key, _)| key).collect();
            batch::delete_many(&bucket, &keys).map(|()| String::new())
        }
        "swap" => return swap(&bucket, key, query),
        _ => return Err(format!("no operation {operation}")),
    };
    outcome.map_err(|error| format!("{error:?}"))
}

/// key-1 to key-n, each with its number.
fn entries(query: &Query) -> Vec<(String, Vec<u8>)> {
    (1..=query.number("n"))
        .map(|number| {
            let key = format!("{}-{number}", query.text("key"));
            (key, number.to_string().into_bytes())
        })
        .collect()
}

/// Reads, lets somebody else write `between` if given, then swaps in `value`.
fn swap(bucket: &Bucket, key: &str, query: &Query) -> Result<String, String> {
    let cas = Cas::new(bucket, key).map_err(|error| format!("{error:?}"))?;
    let current = cas.current().map_err(|error| format!("{error:?}"))?;
    let between = query.text("between");
    if !between.is_empty() {
        bucket.set(key, between.as_bytes()).map_err(|error| format!("{error:?}"))?;
    }
    let outcome = match atomics::swap(cas, query.text("value").as_bytes()) {
        Ok(()) => "swapped".to_owned(),
        Err(CasError::CasFailed(renewed)) => {
            let seen = renewed.current().map_err(|error| format!("{error:?}"))?;
            format!("failed, now {:?}", seen.as_deref().map(String::from_utf8_lossy))
        }
        Err(CasError::StoreError(error)) => return Err(format!("{error:?}")),
    };
    Ok(format!("{:?} {outcome}", current.as_deref().map(String::from_utf8_lossy)))
}
