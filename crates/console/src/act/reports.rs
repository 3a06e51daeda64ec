//! `/reports`: what happened over a period, in charts and tables.

use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::Failure;
use crate::form::query;
use crate::limits::REPORT_DAYS_DEFAULT;
use crate::{Response, time, view};
use futures_util::future::{join, join3, join5};
use serde_json::Value;

/// What a report can be narrowed by: the API's own names.
pub(crate) const FIELDS: [&str; 5] = ["from", "to", "channel", "account", "team"];
/// The reports, by their names in the API.
const REPORTS: [&str; 7] = ["responses", "agents", "categories", "sla", "templates", "automations", "questions"];
const DAY_MS: i64 = 86_400_000;

/// Shows it.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let day = |at_ms: i64| time::instant(at_ms).chars().take(10).collect::<String>();
    let from = day(ctx.ui.now_ms - (REPORT_DAYS_DEFAULT - 1) * DAY_MS);
    let to = day(ctx.ui.now_ms);
    let mut asked = FIELDS.map(|name| (name, ctx.query.word(name).unwrap_or_default()));
    for (name, value) in &mut asked {
        match *name {
            "from" if value.is_empty() => *value = &from,
            "to" if value.is_empty() => *value = &to,
            _ => {}
        }
    }
    match load(ctx, &asked).await {
        Ok(loaded) => Ok(view::reports::page(&ctx.ui, &asked, &loaded, &[])),
        // A period that the API refuses is said beside the fields.
        Err(Failure::Refused(refusal)) => {
            Ok(view::reports::page(&ctx.ui, &asked, &Loaded::default(), &refusal.lines()))
        }
        Err(failure) => Err(failure),
    }
}

/// One report as a file.
pub(crate) async fn file<A: Api>(ctx: &Ctx<'_, A>, file: &str) -> Answer {
    let name = file.strip_suffix(".csv").filter(|name| REPORTS.contains(name)).ok_or(Failure::Missing)?;
    let asked = FIELDS.map(|name| (name, ctx.query.word(name).unwrap_or_default()));
    let path = format!("reports/{name}?{}", query(asked.into_iter().chain([("format", "csv")])));
    let reply = ctx.ask(Service::Reports, "GET", &path, Vec::new(), None).await?;
    Ok(Response::download(file, reply.body))
}

/// What the page is made of.
#[derive(Default)]
pub(crate) struct Loaded {
    pub days: Value,
    pub accounts: Value,
    pub agents: Value,
    pub categories: Value,
    pub targets: Value,
    pub templates: Value,
    pub automations: Value,
    pub questions: Value,
}

async fn load<A: Api>(ctx: &Ctx<'_, A>, asked: &[(&str, &str)]) -> Result<Loaded, Failure> {
    let get = async |name: &str, by: &str| {
        let fields = asked.iter().copied().chain([("by", by)]);
        ctx.get(Service::Reports, &format!("reports/{name}?{}", query(fields))).await
    };
    let first = join5(
        get("responses", "day"),
        get("responses", "account"),
        get("agents", ""),
        get("categories", ""),
        get("sla", ""),
    );
    let second = join3(get("templates", ""), get("automations", ""), get("questions", ""));
    let ((days, accounts, agents, categories, targets), (templates, automations, questions)) =
        join(first, second).await;
    Ok(Loaded {
        days: days?,
        accounts: accounts?,
        agents: agents?,
        categories: categories?,
        targets: targets?,
        templates: templates?,
        automations: automations?,
        questions: questions?,
    })
}
