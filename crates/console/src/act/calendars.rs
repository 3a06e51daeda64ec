//! `/settings/calendars`: working hours, one form to a calendar.

use crate::act::documents::{load, pretty, put};
use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::{Failure, Refusal};
use crate::form::Form;
use crate::view::calendars::{Entered, Outlook, Shown};
use crate::view::json::{at, text};
use crate::{Response, hours, time, view};
use serde_json::{Map, Value, json};

/// This section's path.
const SECTION: &str = "calendars";
/// Calendars of one page that are asked when they open.
const OUTLOOKS_MAX: usize = 20;
/// What the outlook says more of than the opening: work of so many seconds.
const WORK_S: i64 = 8 * 3_600;
/// The warning comes after the first second of that work: where it is tells when the work begins.
const FIRST_SECOND: f64 = 1.0 / 28_800.0;

/// Shows them.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    page(ctx, 200, None).await
}

/// Saves, tries or removes one, in the version that the form was made from.
pub(crate) async fn save<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let mut entered = Entered::typed(&ctx.form);
    if ctx.form.text("do") == "preview" {
        match calendar(ctx, &entered) {
            Ok(calendar) => entered.outlook = outlook(ctx, &calendar).await?,
            Err(refusal) => entered.refusal = Some(refusal),
        }
        return page(ctx, 200, Some(entered)).await;
    }
    let (found, now) = load(ctx, SECTION).await?;
    let etag = ctx.form.text("etag");
    let changed = match ctx.form.text("do") {
        _ if etag != now => Err(Refusal::conflict(ctx.ui.words.conflict)),
        "remove" => Ok(without(&found, &entered.was)),
        _ => with(ctx, &found, &entered),
    };
    let refusal = match changed {
        Ok(document) => match put(ctx, SECTION, &document, etag).await {
            Ok(()) => {
                let done = if ctx.form.text("do") == "remove" { "removed" } else { "saved" };
                return Ok(Response::see(&format!("/settings/calendars?done={done}")));
            }
            Err(Failure::Refused(refusal)) => refusal,
            Err(failure) => return Err(failure),
        },
        Err(refusal) => refusal,
    };
    let status = refusal.status;
    entered.refusal = Some(refusal);
    page(ctx, status, Some(entered)).await
}

async fn page<A: Api>(ctx: &Ctx<'_, A>, status: u16, entered: Option<Entered>) -> Answer {
    let (found, etag) = load(ctx, SECTION).await?;
    let stored = at(&found, SECTION).as_object().cloned().unwrap_or_default();
    let mut calendars = Vec::with_capacity(stored.len());
    for (place, (name, calendar)) in stored.iter().enumerate() {
        let mut one = Entered::of(ctx.ui.lang.forms().closed, name, &found);
        if place < OUTLOOKS_MAX {
            one.outlook = outlook(ctx, calendar).await?;
        }
        calendars.push(one);
    }
    let document = pretty(&json!({
        "calendars": at(&found, "calendars"), "accounts": at(&found, "accounts"), "default": at(&found, "default"),
    }));
    let shown = Shown { found: &found, calendars, entered, document, etag };
    Ok(view::calendars::page(ctx, status, &shown))
}

/// Whether a calendar is open now, when it opens, and what becomes of a working day's work.
async fn outlook<A: Api>(ctx: &Ctx<'_, A>, calendar: &Value) -> Result<Outlook, Failure> {
    let start_ms = ctx.ui.now_ms.div_euclid(1_000) * 1_000;
    let asked = json!({
        "calendar": calendar, "start": time::instant(start_ms), "target_s": WORK_S, "warn_at_fraction": FIRST_SECOND,
    });
    let found = match ctx.post(Service::Settings, "preview/deadline", &asked).await {
        Ok(found) => found,
        Err(Failure::Refused(refusal)) => return Ok(Outlook { refusal: Some(refusal), ..Outlook::default() }),
        Err(failure) => return Err(failure),
    };
    let begins_ms = time::parse(text(&found, "warn")).map(|at_ms| at_ms - 1_000);
    Ok(Outlook {
        is_open: begins_ms.is_some_and(|at_ms| at_ms <= start_ms),
        opens_at: begins_ms.map(time::instant).unwrap_or_default(),
        done_at: text(&found, "deadline").to_owned(),
        refusal: None,
    })
}

/// The calendar that was typed.
fn calendar<A>(ctx: &Ctx<'_, A>, entered: &Entered) -> Result<Value, Refusal> {
    let days: Map<String, Value> =
        entered.days.iter().map(|(day, typed)| ((*day).to_owned(), Value::Array(hours::windows(typed)))).collect();
    let overrides = hours::overrides(&entered.overrides)
        .map_err(|date| Refusal::field("overrides", &format!("{}: {date}", ctx.ui.lang.forms().twice)))?;
    let holidays = hours::words(&entered.holidays);
    Ok(json!({ "zone": entered.zone.trim(), "weekly": days, "overrides": overrides, "holidays": holidays }))
}

/// The document with the calendar that was typed in the place of the one it was.
fn with<A>(ctx: &Ctx<'_, A>, found: &Value, entered: &Entered) -> Result<Value, Refusal> {
    let name = entered.name.trim();
    let is_taken = name != entered.was && at(at(found, SECTION), name).is_object();
    if is_taken || name.is_empty() {
        return Err(Refusal::field("name", if is_taken { ctx.ui.lang.forms().name_taken } else { "1 to 64" }));
    }
    let calendar = calendar(ctx, entered)?;
    let mut document = without(found, &entered.was);
    let is_default = entered.is_default;
    if let Some(calendars) = document.get_mut(SECTION).and_then(Value::as_object_mut) {
        calendars.insert(name.to_owned(), calendar);
    }
    if let Some(accounts) = document.get_mut("accounts").and_then(Value::as_object_mut) {
        accounts.extend(hours::words(&entered.accounts).into_iter().map(|account| (account, json!(name))));
    }
    if let Some(default) = document.get_mut("default").filter(|_| is_default) {
        *default = json!(name);
    }
    Ok(document)
}

/// The document without a calendar, and without what names it.
fn without(found: &Value, name: &str) -> Value {
    let object = |field: &str| at(found, field).as_object().cloned().unwrap_or_default();
    let (mut calendars, mut accounts) = (object(SECTION), object("accounts"));
    calendars.remove(name);
    accounts.retain(|_, calendar| calendar.as_str() != Some(name));
    let default = Some(at(found, "default")).filter(|default| default.as_str() != Some(name));
    json!({ "calendars": calendars, "accounts": accounts, "default": default })
}

/// What a form says.
impl Entered {
    fn typed(form: &Form) -> Self {
        Self {
            was: form.text("was").to_owned(),
            name: form.text("name").to_owned(),
            zone: form.text("zone").to_owned(),
            days: view::calendars::DAYS.map(|day| (day, form.text(day).to_owned())),
            overrides: form.lines("overrides"),
            holidays: form.lines("holidays"),
            accounts: form.text("accounts").to_owned(),
            is_default: form.get("default").is_some(),
            ..Self::default()
        }
    }
}
