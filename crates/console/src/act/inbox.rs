//! `/inbox`: the list, the most pressing first.

use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::Failure;
use crate::form::{Form, query};
use crate::limits::ROWS_MAX;
use crate::view;
use serde_json::Value;

/// What the list can be narrowed by: the API's own names.
pub(crate) const FILTERS: [&str; 11] =
    ["view", "channel", "account", "status", "category", "priority", "assignee", "tag", "vip", "q", "cursor"];

/// Shows a page of the list.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    match list(ctx).await {
        Ok(listed) => Ok(view::inbox::page(ctx, &listed, &[])),
        // A filter that the API doesn't know is said beside the filters, not on a page of its own.
        Err(Failure::Refused(refusal)) => Ok(view::inbox::page(ctx, &Value::Null, &refusal.lines())),
        Err(failure) => Err(failure),
    }
}

/// The page of the list that the query asks for.
pub(crate) async fn list<A: Api>(ctx: &Ctx<'_, A>) -> Result<Value, Failure> {
    let limit = ROWS_MAX.to_string();
    let mut fields = asked(&ctx.query);
    fields.push(("limit", &limit));
    ctx.get(Service::Desk, &format!("conversations?{}", query(fields))).await
}

/// The filters that a query sets.
pub(crate) fn asked(form: &Form) -> Vec<(&'static str, &str)> {
    FILTERS.into_iter().filter_map(|name| Some((name, form.word(name)?))).collect()
}
