//! Saved views: a name for filters of the list. Each person has their own, and all have the shared ones.
//!
//! A journal for each owner, its fold the views. Of two changes of one view the later counts: they are looked at by those
//! who make them.

use crate::TeamError;
use sellerdesk_canonical::{EventId, Instant};
use sellerdesk_journal::{Clock, Entry, Fold, Journal, Store};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Views of one owner.
pub const VIEWS_MAX: usize = 20;
/// Longest name, in bytes.
pub const NAME_BYTES_MAX: usize = 60;
/// Filters of one view.
pub const FILTERS_MAX: usize = 16;
/// Longest value of a filter, in bytes.
pub const VALUE_BYTES_MAX: usize = 200;
/// Whoever everybody is.
pub const SHARED: &str = "shared";

/// A view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Names it for ever.
    pub id: String,
    /// Plain text.
    pub name: String,
    /// The list's parameters and their values.
    pub filter: BTreeMap<String, String>,
    /// Where it stands among its owner's: the lowest first.
    pub order: i32,
}

/// The fold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Views(BTreeMap<String, View>);

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Change {
    Put(View),
    Removed(String),
}

impl Fold for Views {
    fn apply(&mut self, _sequence: u64, entry: &Entry) {
        match serde_json::from_slice(&entry.payload) {
            Ok(Change::Put(view)) => drop(self.0.insert(view.id.clone(), view)),
            Ok(Change::Removed(id)) => drop(self.0.remove(&id)),
            Err(_) => {}
        }
    }

    fn encode(&self) -> Vec<u8> {
        // Plain data: it can't fail, and an empty snapshot would be refused on reading.
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// An owner's views in their order.
///
/// # Errors
/// The store's.
pub async fn read<S: Store, C: Clock>(store: &S, clock: &C, owner: &str) -> Result<Vec<View>, TeamError> {
    let (views, _) = journal(store, clock, owner)?.load_folded::<Views>().await?;
    let mut views: Vec<View> = views.0.into_values().collect();
    views.sort_by(|one, other| (one.order, &one.name, &one.id).cmp(&(other.order, &other.name, &other.id)));
    Ok(views)
}

/// Keeps a view: a new one where it has no id. Whether its filters mean anything is the caller's to know.
///
/// # Errors
/// [`TeamError::NotFound`] for an id that the owner has no view of; [`TeamError::Invalid`]; the store's: then it may be
/// kept.
pub async fn put<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    owner: &str,
    mut view: View,
    key: &str,
) -> Result<View, TeamError> {
    check(&view)?;
    let journal = journal(store, clock, owner)?;
    let (views, _) = journal.load_folded::<Views>().await?;
    let at = clock.wall_ms();
    if view.id.is_empty() {
        view.id = EventId::delivered("view", owner, key).to_string();
        // The same request again.
        if let Some(known) = views.0.get(&view.id) {
            return Ok(known.clone());
        }
        if views.0.len() >= VIEWS_MAX {
            return Err(TeamError::invalid(
                "name",
                format!("there are {VIEWS_MAX} views already, the most there can be"),
            ));
        }
    } else if !views.0.contains_key(&view.id) {
        return Err(TeamError::NotFound);
    }
    append(&journal, at, &Change::Put(view.clone())).await?;
    Ok(view)
}

/// Removes a view.
///
/// # Errors
/// [`TeamError::NotFound`]; the store's: then it may be removed.
pub async fn remove<S: Store, C: Clock>(store: &S, clock: &C, owner: &str, id: &str) -> Result<(), TeamError> {
    let journal = journal(store, clock, owner)?;
    let (views, _) = journal.load_folded::<Views>().await?;
    if !views.0.contains_key(id) {
        return Err(TeamError::NotFound);
    }
    append(&journal, clock.wall_ms(), &Change::Removed(id.to_owned())).await
}

async fn append<S: Store, C: Clock>(
    journal: &Journal<'_, S, C>,
    at: Instant,
    change: &Change,
) -> Result<(), TeamError> {
    // Plain data.
    let payload = serde_json::to_vec(change).unwrap_or_default();
    let id = EventId::delivered("view-change", &at.to_string(), &String::from_utf8_lossy(&payload));
    journal.append(sellerdesk_journal::EventId(id.bytes()), &payload).await?;
    Ok(())
}

fn check(view: &View) -> Result<(), TeamError> {
    let is_plain = view.name.trim() == view.name && !view.name.chars().any(char::is_control);
    if !(1..=NAME_BYTES_MAX).contains(&view.name.len()) || !is_plain {
        let detail = format!("1 to {NAME_BYTES_MAX} bytes, without blanks at its ends");
        return Err(TeamError::invalid("name", detail));
    }
    let is_long = |(name, value): (&String, &String)| name.len() > NAME_BYTES_MAX || value.len() > VALUE_BYTES_MAX;
    if view.filter.len() > FILTERS_MAX || view.filter.iter().any(is_long) {
        let detail = format!("at most {FILTERS_MAX} filters of at most {VALUE_BYTES_MAX} bytes");
        return Err(TeamError::invalid("filter", detail));
    }
    Ok(())
}

fn journal<'a, S: Store, C: Clock>(store: &'a S, clock: &'a C, owner: &str) -> Result<Journal<'a, S, C>, TeamError> {
    Ok(Journal::open(store, clock, &format!("v1:{owner}"))?)
}
