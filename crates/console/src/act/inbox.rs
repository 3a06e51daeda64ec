//! `/inbox`: the list, the most pressing first.

use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::Failure;
use crate::form::{Form, query};
use crate::limits::ROWS_MAX;
use crate::view;
use futures_util::future::{join, join4};
use serde_json::Value;

/// What the list can be narrowed by: the API's own names.
pub(crate) const FILTERS: [&str; 14] = [
    "view", "channel", "account", "status", "category", "priority", "assignee", "tag", "vip", "sla", "since", "until",
    "q", "cursor",
];

/// What stands around the list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    /// Saved views.
    pub views: Value,
    /// What a search finds besides what the list has: closed conversations too.
    pub found: Value,
    /// Who else looks at what.
    pub present: Value,
    /// What one has read.
    pub marks: Value,
}

/// Shows a page of the list.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let (listed, around) = join(list(ctx), around(ctx)).await;
    match listed {
        Ok(listed) => Ok(view::inbox::page(ctx, &listed, &around, &[])),
        // A filter that the API doesn't know is said beside the filters, not on a page of its own.
        Err(Failure::Refused(refusal)) => Ok(view::inbox::page(ctx, &Value::Null, &around, &refusal.lines())),
        Err(failure) => Err(failure),
    }
}

/// What stands around it; beside the list itself nothing is worth refusing the page for.
pub(crate) async fn around<A: Api>(ctx: &Ctx<'_, A>) -> Around {
    let found = async {
        match ctx.query.word("q") {
            Some(words) => {
                ctx.get(Service::Team, &format!("search?{}", query([("q", words)]))).await.unwrap_or_default()
            }
            None => Value::Null,
        }
    };
    let team = |path| ctx.get(Service::Team, path);
    let (views, present, marks, found) = join4(team("views"), team("presence"), team("read-marks"), found).await;
    let (views, present) = (views.unwrap_or_default(), present.unwrap_or_default());
    Around { views, found, present, marks: marks.unwrap_or_default() }
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
