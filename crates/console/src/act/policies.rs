//! `/settings/policies`: the shop's own policies, one form each, before the shipped ones.

use crate::act::documents::{load, put};
use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::{Failure, Refusal};
use crate::form::Form;
use crate::view::json::list;
use crate::view::settings::Edit;
use crate::{Response, view};
use serde_json::{Map, Value, json};

const SECTION: &str = "policies";
const MINUTE_MS: i64 = 60_000;

/// Shows them.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let (found, etag) = load(ctx, SECTION).await?;
    let text = serde_json::to_string_pretty(&json!({ "policies": list(&found, SECTION) })).unwrap_or_default();
    Ok(view::policies::page(ctx, 200, &found, &Edit { text, etag, refusal: None }, None))
}

/// Saves, moves or removes one, in the version that the form was made from.
pub(crate) async fn save_row<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let (found, now) = load(ctx, SECTION).await?;
    let etag = ctx.form.text("etag").to_owned();
    let own = list(&found, SECTION).to_vec();
    let place = ctx.form.text("place").parse::<usize>().unwrap_or(own.len()).min(own.len());
    let changed: Result<(), Refusal> = match edited(&own, place, &ctx.form) {
        _ if etag != now => Err(Refusal::conflict(ctx.ui.words.conflict)),
        Ok(rows) => match put(ctx, SECTION, &json!({ "policies": rows }), &etag).await {
            Ok(()) => return Ok(Response::see("/settings/policies?done=saved")),
            Err(Failure::Refused(refusal)) => Err(refusal),
            Err(failure) => return Err(failure),
        },
        Err(refusal) => Err(refusal),
    };
    let refusal = changed.err();
    let status = refusal.as_ref().map_or(200, |refusal| refusal.status);
    let text = serde_json::to_string_pretty(&json!({ "policies": own })).unwrap_or_default();
    Ok(view::policies::page(ctx, status, &found, &Edit { text, etag: now, refusal }, Some(place)))
}

/// Applies what is set to what is open.
pub(crate) async fn apply<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    ctx.post(Service::Settings, "policies/apply", &Value::Null).await?;
    Ok(Response::see("/settings/policies?done=applied"))
}

/// The rows after what the form says.
fn edited(own: &[Value], place: usize, form: &Form) -> Result<Vec<Value>, Refusal> {
    let mut rows = own.to_vec();
    match form.text("do") {
        "remove" if place < rows.len() => drop(rows.remove(place)),
        "up" if place > 0 && place < rows.len() => rows.swap(place, place - 1),
        "down" if place + 1 < rows.len() => rows.swap(place, place + 1),
        "remove" | "up" | "down" => {}
        _ => match rows.get_mut(place) {
            Some(old) => *old = row(form, old)?,
            None => rows.push(row(form, &Value::Null)?),
        },
    }
    Ok(rows)
}

/// A row out of its form; what the form doesn't show stays as it was.
fn row(form: &Form, old: &Value) -> Result<Value, Refusal> {
    let words = |name: &str| -> Vec<String> {
        let all = form.all(name).flat_map(|value| value.split([',', '，'])).map(str::trim);
        all.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let mut when = object(old.get("when"));
    for name in ["channels", "accounts", "categories", "priorities", "customer_tiers", "languages", "risk_events"] {
        when.insert(name.to_owned(), json!(words(name)));
    }
    let target = |name: &str| match form.word(name).map(str::parse::<u32>) {
        None => Ok(Value::Null),
        Some(Ok(minutes)) => Ok(json!(i64::from(minutes) * MINUTE_MS)),
        Some(Err(_)) => Err(Refusal::field(name, "60")),
    };
    let warnings: Result<Vec<u16>, _> =
        words("warnings").iter().map(|word| word.trim_end_matches('%').parse::<u16>()).collect();
    let warnings = warnings.map_err(|_| Refusal::field("warnings", "50, 75, 90"))?;
    let mut policy = object(old.get("policy"));
    let fields = [
        ("id", json!(form.text("id").trim())),
        ("name", json!(form.text("name").trim())),
        ("warn_at_permille", json!(warnings.iter().map(|percent| percent.saturating_mul(10)).collect::<Vec<_>>())),
        ("pause_while_pending", json!(form.get("pause").is_some())),
        ("automatic_reply_counts", json!(form.get("automatic").is_some())),
        (
            "targets",
            json!({
                "first_response_ms": target("first")?,
                "next_response_ms": target("next")?,
                "resolution_ms": target("resolution")?,
            }),
        ),
    ];
    policy.extend(fields.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Ok(json!({ "when": when, "policy": policy, "business_hours": form.get("business_hours").is_some() }))
}

fn object(value: Option<&Value>) -> Map<String, Value> {
    value.and_then(Value::as_object).cloned().unwrap_or_default()
}
