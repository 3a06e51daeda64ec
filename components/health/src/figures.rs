//! `GET /api/v1/accounts/{channel}/{account}/health`: every figure, what is demanded, what is ahead.

use crate::problem::{instant_or_now, parameters, problem};
use crate::{Answer, conversations, reports};
use sellerdesk_accounts::AccountId;
use sellerdesk_health::{Comparison, compare, format_day};
use sellerdesk_ledger::{Health, Line, Raised, explain, lines, percent, read_health, worst};
use sellerdesk_shell::{Incoming, SpinStore, SystemClock, instant, json};
use serde_json::{Value, json as object};

/// Answers the figures as of `at`, or now.
pub async fn get(id: &AccountId, request: &Incoming) -> Answer {
    let [at] = parameters(request, ["at"])?;
    let at = instant_or_now(at.as_deref())?;
    let store = SpinStore::open().await?;
    let health = read_health(&store, &SystemClock, id, at).await.map_err(problem)?;
    let lines = lines(&health, at);
    let ranked = conversations::ranked(&store, &health, at).await?;
    Ok(json(200, &shown(&health, &lines, ranked, at)))
}

fn shown(health: &Health, lines: &[Line], ranked: Vec<Value>, at: i64) -> Value {
    let account = &health.account;
    let official = account.official();
    let compared = official.map(|upload| compare(&health.of(), &upload.figures, at)).unwrap_or_default();
    object!({
        "channel": health.id.channel(),
        "account": health.id.account(),
        "at": instant(at),
        "level": worst(lines),
        "orders": health.rollup.orders,
        "undated_orders": health.rollup.undated_orders,
        "late_facts": health.rollup.late_facts,
        "exact_since": health.rollup.exact_since.map(format_day),
        "figures": lines,
        "official": official.map(|upload| object!({
            "report": reports::shown(upload),
            "figures": compared.iter().map(both).collect::<Vec<_>>(),
        })),
        "conversations": ranked,
        "alerts": account.raised.iter().rev().map(alert).collect::<Vec<_>>(),
    })
}

/// The marketplace's figure beside ours over the same days.
fn both(comparison: &Comparison) -> Value {
    let theirs = &comparison.official;
    let reasons = comparison.reasons.iter();
    object!({
        "metric": theirs.metric,
        "site": theirs.site,
        "fulfilment": theirs.fulfilment,
        "from": theirs.from.map(format_day),
        "to": theirs.to.map(format_day),
        "official": {
            "numerator": theirs.count.part,
            "denominator": theirs.count.whole,
            "percent": theirs.rate_ppm.map(percent),
            "status": theirs.status,
        },
        "own": comparison.own.as_ref().map(|own| object!({
            "from": format_day(own.from),
            "to": format_day(own.to),
            "numerator": own.count.part,
            "denominator": own.count.whole,
            "percent": own.ppm().map(percent),
        })),
        "reasons": reasons.map(|reason| object!({ "code": reason, "detail": explain(*reason) })).collect::<Vec<_>>(),
    })
}

/// An alert as it is shown.
pub fn alert(raised: &Raised) -> Value {
    object!({
        "id": raised.id,
        "metric": raised.metric,
        "site": raised.site,
        "view": raised.view,
        "level": raised.level,
        "numerator": raised.count.part,
        "denominator": raised.count.whole,
        "detail": raised.text,
        "at": instant(raised.at),
        "told": raised.told,
    })
}
