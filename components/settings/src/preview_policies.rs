//! `POST /api/v1/preview/policies`: what changed policies would do to the conversations that are open.

use crate::Answer;
use crate::documents::check_clocks;
use sellerdesk_contract::Composed;
use sellerdesk_courier::problem;
use sellerdesk_inbox::settings::clocks_document;
use sellerdesk_inbox::{Desk, Previewed, Section, load_settings, preview_policies};
use sellerdesk_shell::people::Principal;
use sellerdesk_shell::{Incoming, Problem, SpinStore, SystemClock, cursor, json, optional_instant, parse_cursor};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json as object};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    policies: Box<RawValue>,
    #[serde(default)]
    calendars: Option<Box<RawValue>>,
    #[serde(default)]
    cursor: Option<String>,
}

/// Answers a page of conversations whose policy would be another one, with both deadlines.
pub async fn post(request: &Incoming, who: &Principal) -> Answer {
    let ask: Ask = request.json()?;
    let after =
        ask.cursor.as_deref().map(parse_cursor).transpose().map_err(|detail| Problem::field("cursor", detail))?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let calendars = match &ask.calendars {
        Some(calendars) => calendars.get().to_owned(),
        None => load_settings(desk).await.map_err(problem)?.document(Section::Calendars).json,
    };
    let calendars = Some(calendars.as_str()).filter(|json| !json.is_empty());
    let document = clocks_document(Some(ask.policies.get()), calendars);
    check_clocks(&document, "")?;
    let now = SystemClock::now_ms();
    let (previewed, next) = preview_policies(desk, &document, after.as_ref(), now).await.map_err(problem)?;
    let changed: Vec<Value> = previewed.iter().map(shown).collect();
    Ok(json(200, &object!({ "changed": changed, "next": next.as_deref().map(cursor) })))
}

fn shown(previewed: &Previewed) -> Value {
    let policy: Value = serde_json::from_str(&previewed.policy).unwrap_or_default();
    object!({
        "id": previewed.row.conversation,
        "channel": previewed.row.channel,
        "account": previewed.row.account,
        "policy": policy.pointer("/policy/id"),
        "company_deadline": optional_instant(previewed.row.company_deadline),
        "company_deadline_then": optional_instant(previewed.company_deadline),
    })
}
