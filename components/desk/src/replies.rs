//! `POST /api/v1/conversations/{id}/replies`.

use crate::conversations::parse_id;
use crate::templates::{self, Chosen};
use crate::{Answer, present};
use sellerdesk_contract::Composed;
use sellerdesk_courier::{Couriers, problem};
use sellerdesk_inbox::{Desk, Draft, Section, dispatch, load_settings, read, reply};
use sellerdesk_shell::people::Principal;
use sellerdesk_shell::{Incoming, SpinStore, SystemClock, idempotency_key, json, variable};
use serde::Deserialize;

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
