//! `POST /api/v1/preview/automations`: what rules would have done to conversations of the past.

use crate::Answer;
use crate::conversations::parse_id;
use sellerdesk_automate::{Automations, check};
use sellerdesk_canonical::ConversationId;
use sellerdesk_contract::{Composed, render};
use sellerdesk_courier::problem;
use sellerdesk_inbox::settings::Section;
use sellerdesk_inbox::{Desk, Filter, Rehearsed, dry_run, list, load_settings, read_automations};
use sellerdesk_shell::people::Principal;
use sellerdesk_shell::{FieldError, Incoming, Problem, SpinStore, SystemClock, instant, json};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json as object};
use std::collections::BTreeMap;

/// Conversations that one dry run looks at.
const CONVERSATIONS_MAX: usize = 100;
/// Those of the inbox that it looks at unless asked otherwise.
const CONVERSATIONS_DEFAULT: usize = 50;
/// Decisions shown of one dry run; the totals count all.
const SHOWN_MAX: usize = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    /// The document; the saved one if left out.
    #[serde(default)]
    automations: Option<Box<RawValue>>,
    /// Which; the first of the inbox if left out.
    #[serde(default)]
    conversations: Option<Vec<String>>,
    #[serde(default)]
    limit: Option<usize>,
}

/// Stores nothing; rules that are switched off are tried too.
pub async fn post(request: &Incoming, who: &Principal) -> Answer {
    let ask: Ask = request.json()?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let settings = load_settings(desk).await.map_err(problem)?;
    let automations = match &ask.automations {
        Some(document) => checked(document.get(), &settings.document(Section::Templates).json)?,
        None => read_automations(&settings),
    };
    let conversations = chosen(desk, &ask).await?;
    let decisions = dry_run(desk, &settings, automations, &conversations).await.map_err(problem)?;
    let totals: Vec<Value> = totals(&decisions)
        .into_iter()
        .map(|((rule, did), (done, refused))| object!({ "rule": rule, "did": did, "done": done, "refused": refused }))
        .collect();
    let shown: Vec<Value> = decisions.iter().take(SHOWN_MAX).map(shown).collect();
    Ok(json(
        200,
        &object!({
            "conversations": conversations.len(),
            "totals": totals,
            "decisions": shown,
            "more": decisions.len().saturating_sub(SHOWN_MAX),
        }),
    ))
}

fn checked(document: &str, own: &str) -> Result<Automations, Problem> {
    let templates = render::sendable(own);
    check(document, &|id| templates.iter().any(|known| known == id)).map_err(|problems| {
        let named = problems.into_iter();
        let named = named.map(|it| FieldError { field: format!("automations.{}", it.field), detail: it.message });
        Problem::invalid(named.collect())
    })
}

async fn chosen(desk: Desk<'_, SpinStore, SystemClock, Composed>, ask: &Ask) -> Result<Vec<ConversationId>, Problem> {
    if let Some(ids) = &ask.conversations {
        if ids.len() > CONVERSATIONS_MAX {
            return Err(Problem::field("conversations", format!("at most {CONVERSATIONS_MAX}")));
        }
        let of = |id: &String| parse_id(id).map_err(|_| Problem::field("conversations", "ids of conversations"));
        return ids.iter().map(of).collect();
    }
    let limit = ask.limit.unwrap_or(CONVERSATIONS_DEFAULT);
    if !(1..=CONVERSATIONS_MAX).contains(&limit) {
        return Err(Problem::field("limit", format!("1 to {CONVERSATIONS_MAX}")));
    }
    let listed = list(desk, &Filter::default(), None, limit).await.map_err(problem)?;
    Ok(listed.rows.iter().map(|row| row.conversation).collect())
}

type Totals<'a> = BTreeMap<(&'a str, &'a str), (u32, BTreeMap<String, u32>)>;

/// Of each rule's action, how often it would have been done, and how often refused for what reason.
fn totals(decisions: &[Rehearsed]) -> Totals<'_> {
    let mut totals = Totals::new();
    for decision in decisions {
        let (done, refused) = totals.entry((&decision.rule, decision.did)).or_default();
        match &decision.refusal {
            None => *done += 1,
            Some(refusal) => {
                let reason = object!(refusal.reason).as_str().unwrap_or_default().to_owned();
                *refused.entry(reason).or_default() += 1;
            }
        }
    }
    totals
}

fn shown(decision: &Rehearsed) -> Value {
    object!({
        "conversation": decision.conversation,
        "event": decision.event,
        "at": instant(decision.at),
        "rule": decision.rule,
        "did": decision.did,
        "because": decision.because,
        "refusal": decision.refusal,
        "text": decision.text,
    })
}
