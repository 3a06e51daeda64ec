//! `POST /views` and `POST /views/{id}/remove`: saved views.

use crate::act::inbox;
use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::Failure;
use crate::form::Form;
use crate::{Response, path, view};
use serde_json::{Map, Value, json};

/// Keeps the list's filters under a name.
pub(crate) async fn save<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let filters = Form::parse(ctx.form.text("filters").as_bytes());
    let filter: Map<String, Value> = inbox::asked(&filters)
        .into_iter()
        .filter(|(name, _)| *name != "cursor")
        // Whose they are is told by who looks.
        .map(|(name, value)| {
            (name.to_owned(), json!(if (name, value) == ("assignee", ctx.ui.me.as_str()) { "me" } else { value }))
        })
        .collect();
    let body =
        json!({ "name": ctx.form.text("name").trim(), "filter": filter, "shared": ctx.form.get("shared").is_some() });
    match ctx.post(Service::Team, "views", &body).await {
        Ok(_) => Ok(back(ctx, "saved")),
        Err(Failure::Refused(refusal)) => {
            let listed = inbox::list(ctx).await.unwrap_or_default();
            let around = inbox::around(ctx).await;
            Ok(view::inbox::page(ctx, &listed, &around, &refusal.lines()))
        }
        Err(failure) => Err(failure),
    }
}

/// Removes one.
pub(crate) async fn remove<A: Api>(ctx: &Ctx<'_, A>, id: &str) -> Answer {
    if !path::is_id(id) {
        return Err(Failure::Missing);
    }
    ctx.ask(Service::Team, "DELETE", &format!("views/{id}"), Vec::new(), None).await?;
    Ok(back(ctx, "removed"))
}

fn back<A: Api>(ctx: &Ctx<'_, A>, done: &str) -> Response {
    let filters = Form::parse(ctx.form.text("filters").as_bytes());
    let mut fields = inbox::asked(&filters);
    fields.push(("done", done));
    Response::see(&format!("/inbox?{}", crate::form::query(fields)))
}
