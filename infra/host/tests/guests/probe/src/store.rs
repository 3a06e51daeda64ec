//! `spin:key-value`.

use spin_sdk::key_value::Store;

use crate::Query;

pub async fn run(operation: &str, query: &Query) -> Result<String, String> {
    let label = match query.text("label") {
        "" => "default",
        label => label,
    };
    let store = Store::open(label).await.map_err(|error| format!("{error:?}"))?;
    let key = query.text("key");
    let outcome = match operation {
        "get" => store.get(key).await.map(|value| match value {
            Some(value) => String::from_utf8_lossy(&value).into_owned(),
            None => "none".into(),
        }),
        "set" => store.set(key, query.text("value").as_bytes()).await.map(|()| String::new()),
        "delete" => store.delete(key).await.map(|()| String::new()),
        "exists" => store.exists(key).await.map(|exists| exists.to_string()),
        "keys" => store.get_keys().await.collect().await.map(|mut keys| {
            keys.sort();
            keys.join(",")
        }),
        // Sets key-1, key-2, ... one after another.
        "sequence" => {
            for number in 1..=query.number("n") {
                store.set(format!("{key}-{number}"), b"set").await.map_err(|error| format!("{error:?}"))?;
            }
            Ok(String::new())
        }
        "open-many" => return Ok(open_many(query.number("n")).await),
        _ => return Err(format!("no operation {operation}")),
    };
    outcome.map_err(|error| format!("{error:?}"))
}

/// Opens stores until one can't be; how many were open then, and why no more.
async fn open_many(limit: u64) -> String {
    let mut open = Vec::new();
    for _ in 0..limit {
        match Store::open_default().await {
            Ok(store) => open.push(store),
            Err(error) => return format!("{} {error:?}", open.len()),
        }
    }
    format!("{} fine", open.len())
}
