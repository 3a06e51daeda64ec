//! `GET /api/v1/reports/health`: all accounts as they were last evaluated.

use crate::Answer;
use crate::problem::{parameters, parse_account, problem};
use sellerdesk_accounts::AccountId;
use sellerdesk_ledger::{list_summaries, worst};
use sellerdesk_people::Principal;
use sellerdesk_shell::{Incoming, Problem, SpinStore, SystemClock, instant, json};
use serde_json::{Value, json as object};

/// Accounts on one page.
const PAGE_ACCOUNTS: usize = 50;

/// A page of accounts, by channel and name; `?cursor=<channel>/<account>` goes on after one.
pub async fn list(request: &Incoming, who: &Principal) -> Answer {
    let [cursor] = parameters(request, ["cursor"])?;
    let after: Option<AccountId> = match cursor.as_deref().map(|cursor| cursor.split_once('/')) {
        None => None,
        Some(Some((channel, name))) => Some(parse_account(channel, name)?),
        Some(None) => return Err(Problem::field("cursor", "a cursor as a list gave it")),
    };
    let store = SpinStore::open().await?;
    let found = list_summaries(&store, &SystemClock, after.as_ref(), PAGE_ACCOUNTS).await.map_err(problem)?;
    let next = found.last().filter(|_| found.len() == PAGE_ACCOUNTS).map(|(id, _)| id.to_string());
    let accounts: Vec<Value> = found
        .iter()
        .filter(|(id, _)| who.sees(id.channel(), id.account()))
        .map(|(id, summary)| {
            object!({
                "channel": id.channel(),
                "account": id.account(),
                "evaluated_at": summary.as_ref().map(|summary| instant(summary.at)),
                "level": summary.as_ref().map_or("no_data", |summary| worst(&summary.lines)),
                "figures": summary.as_ref().map(|summary| &summary.lines),
            })
        })
        .collect();
    Ok(json(200, &object!({ "accounts": accounts, "next": next })))
}
