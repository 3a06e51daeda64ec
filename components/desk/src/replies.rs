//! `POST /api/v1/conversations/{id}/replies`.

use crate::conversations::parse_id;
use crate::templates::{self, Chosen};
use crate::{Answer, present};
use sellerdesk_contract::Composed;
use sellerdesk_courier::{Couriers, problem};
use sellerdesk_inbox::{Desk, Draft, Section, dispatch, load_settings, read, reply};
use sellerdesk_shell::people::Principal;
use sellerdesk_shell::{Incoming, Problem, SpinStore, SystemClock, idempotency_key, json, variable};
use serde::Deserialize;
use serde_json::{Map, Value, json as object};

/// Either a text or a template.
#[derive(Deserialize)]
#[serde(untagged)]
enum Ask {
    Text(Text),
    Template(Chosen),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    text: String,
    /// The template it was made from: for the reports.
    #[serde(default)]
    from_template: Option<String>,
}

/// Conversations that one template goes to at once.
const BULK_MAX: usize = 40;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bulk {
    ids: Vec<String>,
    template: String,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    values: Map<String, Value>,
}

/// `POST /api/v1/bulk/replies`: one template to conversations of one category and language, written for each with its own
/// values and scanned. They are queued, and the next sweep sends them; what is refused is told one by one.
pub async fn bulk(request: &Incoming, who: &Principal) -> Answer {
    let asked: Bulk = request.json()?;
    if asked.ids.is_empty() || asked.ids.len() > BULK_MAX {
        return Err(Problem::field("ids", format!("1 to {BULK_MAX} conversations")));
    }
    let key = idempotency_key(request)?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let own = load_settings(desk).await.map_err(problem)?.document(Section::Templates).json;
    let mut alike = None;
    let mut results = Vec::with_capacity(asked.ids.len());
    for id in &asked.ids {
        let chosen =
            Chosen { template: asked.template.clone(), lang: asked.lang.clone(), values: asked.values.clone() };
        let done = async {
            let id = parse_id(id)?;
            let view = read(desk, id).await.map_err(problem)?;
            let kind = (view.row.category, view.row.language.clone());
            if *alike.get_or_insert_with(|| kind.clone()) != kind {
                let detail = "is of another category or language than the first one";
                return Err(Problem::field("ids", detail));
            }
            let text = templates::write(&view, chosen, &own)?;
            let template = Some(asked.template.clone());
            reply(desk, id, Draft { text, key: key.clone(), by: who.name.clone(), template }).await.map_err(problem)
        };
        results.push(match done.await {
            Ok(item) => object!({ "id": id, "reply": present::reply(&item) }),
            Err(problem) => object!({ "id": id, "problem": problem.document() }),
        });
    }
    Ok(json(200, &object!({ "results": results })))
}

/// Takes a reply and sends it at once; what can't be sent now, the sweep sends. 201 with where it stands.
pub async fn post(id: &str, request: &Incoming, who: &Principal) -> Answer {
    let id = parse_id(id)?;
    let ask: Ask = request.json()?;
    let key = idempotency_key(request)?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let (text, template) = match ask {
        Ask::Text(Text { text, from_template }) => (text, from_template),
        Ask::Template(chosen) => {
            let template = chosen.template.clone();
            let view = read(desk, id).await.map_err(problem)?;
            let settings = load_settings(desk).await.map_err(problem)?;
            (templates::write(&view, chosen, &settings.document(Section::Templates).json)?, Some(template))
        }
    };
    let draft = Draft { text, key, by: who.name.clone(), template };
    let mut item = reply(desk, id, draft).await.map_err(problem)?;
    let channels = variable("couriers").await?;
    let couriers = Couriers::new(&store, &channels);
    // It is queued: whatever happens now, it is sent or shown as failed.
    if let Ok(Some(sent)) = dispatch(desk, &couriers, id, SystemClock::now_ms()).await
        && sent.id == item.id
    {
        item = sent;
    }
    Ok(json(201, &present::reply(&item)))
}
