//! Who tells people: the routing document, and the clocks to route by.

use crate::{AnnounceError, Router, announce};
use sellerdesk_canonical::Instant;
use sellerdesk_inbox::{Desk, InboxError, Rules, Section, load_settings, read_settings};
use sellerdesk_journal::{Clock, Store};
use sellerdesk_notify::{Duty, Notice, Routed, Routing};
use sellerdesk_people::find_agent;

/// The component that knows calendars: notice, routing document and duty as JSON, and now.
type Route = fn(&str, &str, &str, i64) -> String;

/// The routing document with who reads it.
pub struct Crier {
    json: String,
    routing: Routing,
    route: Route,
}

impl Crier {
    /// The crier, if anybody is to be told anything.
    ///
    /// # Errors
    /// The store's.
    pub async fn of<S: Store, C: Clock, R: Rules>(
        desk: Desk<'_, S, C, R>,
        route: Route,
    ) -> Result<Option<Self>, InboxError> {
        // Whether there is a document at all stands in the cache.
        if read_settings(desk.store).await?.document(Section::Notifications).version == 0 {
            return Ok(None);
        }
        let json = load_settings(desk).await?.document(Section::Notifications).json;
        // It was checked when it was saved.
        Ok(serde_json::from_str(&json).ok().map(|routing| Self { json, routing, route }))
    }

    /// Queues notices. `agent` has the conversation, by name or id.
    ///
    /// # Errors
    /// The store's; announce them again then.
    pub async fn announce<S: Store, C: Clock>(
        &self,
        store: &S,
        clock: &C,
        notices: &[Notice],
        agent: Option<&str>,
        at: Instant,
    ) -> Result<(), InboxError> {
        if notices.is_empty() {
            return Ok(());
        }
        let recipient = match agent {
            Some(agent) => Some(self.recipient(store, agent).await?),
            None => None,
        };
        announce(store, clock, self, notices, recipient.as_deref(), at).await?;
        Ok(())
    }

    /// Conversations name people; the routing document has their ids.
    async fn recipient<S: Store>(&self, store: &S, agent: &str) -> Result<String, InboxError> {
        let is_known = |id: &str| self.routing.recipients.iter().any(|recipient| recipient.id == id);
        if is_known(agent) {
            return Ok(agent.to_owned());
        }
        let found = find_agent(store, agent).await?;
        Ok(found.map_or_else(|| agent.to_owned(), |named| if is_known(&named.name) { named.name } else { named.id }))
    }
}

impl Router for Crier {
    fn routing(&self) -> &Routing {
        &self.routing
    }

    fn route(&self, notice: &Notice, duty: &Duty, now: Instant) -> Routed {
        // Plain data is always JSON.
        let notice = serde_json::to_string(notice).unwrap_or_default();
        let duty = serde_json::to_string(duty).unwrap_or_default();
        serde_json::from_str(&(self.route)(&notice, &self.json, &duty, now)).unwrap_or_default()
    }
}

impl From<AnnounceError> for InboxError {
    fn from(error: AnnounceError) -> Self {
        match error {
            AnnounceError::Store(error) => error.into(),
            AnnounceError::NotFound => Self::NotFound,
        }
    }
}
