//! `/api/v1/accounts/{channel}/{account}/health/settings`: thresholds and how disputed rules are read; a whole document
//! with an `ETag`.

use crate::Answer;
use crate::problem::problem;
use sellerdesk_accounts::AccountId;
use sellerdesk_ledger::{Account, put_settings, read_account};
use sellerdesk_people::Principal;
use sellerdesk_shell::{Incoming, Kind, Problem, SpinStore, SystemClock, base_version, instant, json, with_header};
use serde_json::json as object;

/// `GET`: the document; an empty one before anything was set.
pub async fn get(id: &AccountId) -> Answer {
    let store = SpinStore::open().await?;
    answer(&read_account(&store, &SystemClock, id).await.map_err(problem)?)
}

/// `PUT`: `If-Match` names the version it was made from, unless it is the first.
pub async fn put(id: &AccountId, request: &Incoming, who: &Principal) -> Answer {
    let base = base_version(request)?.unwrap_or_default();
    let settings = request.json()?;
    let store = SpinStore::open().await?;
    answer(&put_settings(&store, &SystemClock, id, base, settings, &who.name).await.map_err(problem)?)
}

fn answer(account: &Account) -> Answer {
    let broken = |_| Problem::new(Kind::Internal, "the settings can't be written down");
    let mut body = serde_json::to_value(&account.settings).map_err(broken)?;
    if let (Some(fields), Some((at, by))) = (body.as_object_mut(), &account.set) {
        fields.insert("updated_at".to_owned(), object!(instant(*at)));
        fields.insert("updated_by".to_owned(), object!(by));
    }
    Ok(with_header(json(200, &body), "etag", &format!("\"{}\"", account.version)))
}
