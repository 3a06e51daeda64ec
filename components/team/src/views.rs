//! `/api/v1/views`.

use crate::{Answer, id_of, problem};
use sellerdesk_contract::Composed;
use sellerdesk_courier::problem as of_inbox;
use sellerdesk_inbox::{Desk, Filter, count};
use sellerdesk_people::{Permission, Principal};
use sellerdesk_shell::{FieldError, Incoming, Kind, Problem, SpinStore, SystemClock, idempotency_key, json, raw};
use sellerdesk_team::views::{self, SHARED, View};
use serde::Deserialize;
use serde_json::{Value, json as object};
use std::collections::BTreeMap;

/// A count that is shown as it is.
const SHOWN_MAX: u32 = 99;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    name: String,
    #[serde(default)]
    filter: BTreeMap<String, String>,
    #[serde(default)]
    order: i32,
    #[serde(default)]
    shared: bool,
}

/// One's own and the shared ones, each with how many of the most pressing conversations it shows.
pub async fn list(who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    let shared = views::read(&store, &SystemClock, SHARED).await.map_err(problem)?;
    let own = views::read(&store, &SystemClock, id_of(who)).await.map_err(problem)?;
    let all: Vec<(View, bool)> =
        shared.into_iter().map(|view| (view, true)).chain(own.into_iter().map(|view| (view, false))).collect();
    // A filter of an older release that no longer means anything wants everything.
    let filters: Vec<Filter> = all.iter().map(|(view, _)| filter(view, who).unwrap_or_default()).collect();
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let counted = count(desk, &filters).await.map_err(of_inbox)?;
    let rows = all.iter().zip(&counted.counts).map(|((view, is_shared), count)| {
        let mut row = shown(view, *is_shared);
        if let Some(fields) = row.as_object_mut() {
            fields.insert("count".to_owned(), object!((*count).min(SHOWN_MAX)));
            fields.insert("more".to_owned(), object!(*count > SHOWN_MAX || counted.is_partial));
        }
        row
    });
    Ok(json(200, &object!({ "views": rows.collect::<Vec<_>>() })))
}

/// Keeps a new view.
pub async fn add(request: &Incoming, who: &Principal) -> Answer {
    let asked: Asked = request.json()?;
    let key = idempotency_key(request)?.unwrap_or_else(|| format!("{}", SystemClock::now_ms()));
    put(String::new(), asked, who, &key, 201).await
}

/// Changes a view; one that is shared stays so.
pub async fn change(id: &str, request: &Incoming, who: &Principal) -> Answer {
    let asked: Asked = request.json()?;
    put(id.to_owned(), asked, who, "", 200).await
}

async fn put(id: String, asked: Asked, who: &Principal, key: &str, status: u16) -> Answer {
    let owner = owner(asked.shared, who)?;
    let view = View { id, name: asked.name, filter: asked.filter, order: asked.order };
    let wrong = wrong_filters(&view, who);
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    let store = SpinStore::open().await?;
    let view = views::put(&store, &SystemClock, owner, view, key).await.map_err(problem)?;
    Ok(json(status, &shown(&view, asked.shared)))
}

/// Removes one of one's own, or else a shared one.
pub async fn remove(id: &str, who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    let own = views::read(&store, &SystemClock, id_of(who)).await.map_err(problem)?;
    let is_own = own.iter().any(|view| view.id == id);
    let owner = if is_own {
        id_of(who)
    } else {
        let shared = views::read(&store, &SystemClock, SHARED).await.map_err(problem)?;
        owner(shared.iter().any(|view| view.id == id), who)?
    };
    views::remove(&store, &SystemClock, owner, id).await.map_err(problem)?;
    Ok(raw(204, &[], Vec::new()))
}

/// Whose view it is; what everybody sees is for those who manage the settings.
fn owner(is_shared: bool, who: &Principal) -> Result<&str, Problem> {
    match is_shared {
        true if !who.may(Permission::ManageSettings) => {
            Err(Problem::new(Kind::Forbidden, "shared views are not for your role, or not for this token"))
        }
        true => Ok(SHARED),
        false => Ok(id_of(who)),
    }
}

fn filter(view: &View, who: &Principal) -> Option<Filter> {
    let mut filter = Filter::default();
    view.filter.iter().all(|(name, value)| filter.set(name, value, &who.name) == Ok(true)).then_some(filter)
}

fn wrong_filters(view: &View, who: &Principal) -> Vec<FieldError> {
    let mut filter = Filter::default();
    let wrong = view.filter.iter().filter_map(|(name, value)| {
        let detail = match filter.set(name, value, &who.name) {
            Ok(true) => return None,
            Ok(false) => "there is no such parameter".to_owned(),
            Err(detail) => detail,
        };
        Some(FieldError { field: format!("filter.{}", name.chars().take(40).collect::<String>()), detail })
    });
    wrong.collect()
}

fn shown(view: &View, is_shared: bool) -> Value {
    object!({ "id": view.id, "name": view.name, "filter": view.filter, "order": view.order, "shared": is_shared })
}
