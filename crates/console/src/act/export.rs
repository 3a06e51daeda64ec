//! `/export`: what the list shows, as a table to save.

use crate::Response;
use crate::act::inbox;
use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::form::query;
use crate::limits::EXPORT_PAGES_MAX;

/// Puts the export's pages together.
pub(crate) async fn csv<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let mut fields = inbox::asked(&ctx.query);
    fields.retain(|(name, _)| *name != "cursor");
    let mut path = Some(format!("export/conversations?{}", query(fields)));
    let mut table = Vec::new();
    for _ in 0..EXPORT_PAGES_MAX {
        let Some(page) = path.take() else { break };
        let reply = ctx.ask(Service::Team, "GET", &page, Vec::new(), None).await?;
        table.extend_from_slice(&reply.body);
        path = reply.link.as_deref().and_then(next);
    }
    Ok(Response::table("text/csv; charset=utf-8", "conversations.csv", table))
}

/// The path, from the API's root on, of `</api/v1/…>; rel="next"`.
fn next(link: &str) -> Option<String> {
    let target = link.strip_prefix("</api/v1/")?.split_once('>')?.0;
    target.starts_with("export/conversations?").then(|| target.to_owned())
}
