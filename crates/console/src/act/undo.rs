//! `POST /undo`: takes back what one just did, to one conversation or to all that were ticked.

use crate::act::inbox;
use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::Failure;
use crate::form::{Form, query};
use crate::view::json::list;
use crate::{Response, guard, path};
use serde_json::json;

/// Acts of the API that can be taken back.
const ACTIONS: [&str; 7] = ["assignment", "category", "merge", "priority", "status", "tags", "vip"];

/// A key for an act: the same form at the same moment has the same.
pub(crate) fn key<A>(ctx: &Ctx<'_, A>, what: &str) -> String {
    let now = ctx.ui.now_ms.to_string();
    guard::mark([ctx.ui.form_token.as_str(), what, &now])
}

/// What the next page needs to offer taking it back: `action.key`; empty where that can't be.
pub(crate) fn offer(action: &str, key: &str) -> String {
    if ACTIONS.contains(&action) { format!("{action}.{key}") } else { String::new() }
}

/// The offer of a page's query: action and key.
pub(crate) fn offered(query: &Form) -> Option<(&str, &str)> {
    let (action, key) = query.text("undo").split_once('.')?;
    (ACTIONS.contains(&action) && path::is_id(key)).then_some((action, key))
}

/// Takes it back and goes to where it was done.
pub(crate) async fn run<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let (Some((action, key)), ids) = (offered(&ctx.form), ids(ctx.form.text("ids"))) else {
        return Err(Failure::Missing);
    };
    if ids.is_empty() {
        return Err(Failure::Missing);
    }
    let answer = ctx.post(Service::Team, "undo", &json!({ "ids": ids, "action": action, "key": key })).await?;
    let results = list(&answer, "results");
    let failed = results.iter().filter(|result| result.get("problem").is_some()).count();
    let (count, failed) = ((results.len() - failed).to_string(), failed.to_string());
    let said = [("done", "undone"), ("count", count.as_str()), ("failed", failed.as_str())];
    if ctx.form.text("at") == "conversation" {
        return Ok(Response::see(&format!(
            "/conversations/{}?{}",
            ids.first().copied().unwrap_or_default(),
            query(said)
        )));
    }
    let filters = Form::parse(ctx.form.text("filters").as_bytes());
    let mut fields = inbox::asked(&filters);
    fields.extend(said);
    Ok(Response::see(&format!("/inbox?{}", query(fields))))
}

/// Ids by dots.
pub(crate) fn ids(text: &str) -> Vec<&str> {
    text.split('.').filter(|id| path::is_id(id)).take(crate::limits::ROWS_MAX).collect()
}
