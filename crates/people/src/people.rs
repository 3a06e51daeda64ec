//! The fold: everybody who may come in, the same whichever entries come twice.

use crate::limits::{LINKS_COUNT_MAX, SEEN_COUNT_MAX};
use crate::record::{Purpose, Record, What};
use crate::{Profile, Scope, secret};
use sellerdesk_canonical::Instant;
use sellerdesk_journal::{Entry, Fold};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// What is known of them.
    pub profile: Profile,
    /// They may sign in.
    pub enabled: bool,
    /// When they were added.
    pub created_at: Instant,
    /// Number of the entry that last changed them.
    pub version: u64,
    /// Sessions opened under another one have ended.
    pub epoch: u64,
    /// Where their secrets are.
    pub credential: Option<String>,
    /// They have a password.
    pub has_password: bool,
    /// They have a second factor.
    pub has_totp: bool,
    /// Who they are at the identity provider: SHA-256 of issuer and subject.
    #[serde(default)]
    pub identity: Option<String>,
}

/// An API token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    /// What stands in records.
    pub name: String,
    /// SHA-256 of the token.
    pub hash: String,
    /// What it is for.
    pub scopes: Vec<Scope>,
    /// The only accounts it sees.
    pub accounts: Option<Vec<String>>,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
    /// Who made it.
    pub by: String,
}

/// A one-time link that was not used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Whom it lets in.
    pub agent: String,
    /// SHA-256 of the link.
    pub hash: String,
    /// What for.
    pub purpose: Purpose,
    /// Until when.
    pub expires_at: Instant,
}

/// Everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// The newest entry that was seen.
    pub head: u64,
    /// Agents by id.
    pub agents: BTreeMap<String, Agent>,
    /// API tokens by id.
    pub tokens: BTreeMap<String, ApiToken>,
    /// Links, the oldest first.
    pub links: Vec<Link>,
    /// The ids of the last entries.
    seen: Vec<String>,
}

impl People {
    /// An agent by e-mail, in lower case.
    pub fn by_email(&self, email: &str) -> Option<(&String, &Agent)> {
        self.agents.iter().find(|(_, agent)| agent.profile.email == email)
    }

    /// The id of the agent who is this one at the identity provider.
    pub fn by_identity(&self, identity: &str) -> Option<&str> {
        let is_same = |agent: &Agent| agent.identity.as_deref() == Some(identity);
        self.agents.iter().find(|(_, agent)| is_same(agent)).map(|(id, _)| id.as_str())
    }

    fn take(&mut self, sequence: u64, record: Record) {
        let Record { at, by, what, .. } = record;
        match what {
            What::AgentPut { agent, base, profile } => self.put(sequence, at, agent, base, profile),
            What::AgentDisabled { agent } => self.enable(sequence, &agent, false),
            What::AgentEnabled { agent } => self.enable(sequence, &agent, true),
            What::AgentRemoved { agent } => {
                self.agents.remove(&agent);
                self.links.retain(|link| link.agent != agent);
            }
            What::CredentialSet { agent, from, to, password, totp } => {
                let Some(agent) = self.agents.get_mut(&agent).filter(|agent| agent.credential == from) else { return };
                agent.credential = Some(to);
                agent.has_password = password;
                agent.has_totp = totp;
                agent.version = sequence;
                agent.epoch = sequence;
            }
            What::LinkIssued { agent, hash, purpose, expires_at } => {
                self.links.retain(|link| link.expires_at > at && (link.agent != agent || link.purpose != purpose));
                if self.links.len() >= LINKS_COUNT_MAX {
                    self.links.remove(0);
                }
                if let Some(known) = self.agents.get_mut(&agent) {
                    if purpose == Purpose::Password {
                        known.identity = None;
                    }
                    self.links.push(Link { agent, hash, purpose, expires_at });
                }
            }
            What::IdentityLinked { agent, hash, .. } => self.identify(&agent, hash),
            What::LinkUsed { hash, .. } => self.links.retain(|link| link.hash != hash),
            What::TokenIssued { token, name, hash, scopes, accounts, expires_at } => {
                self.tokens.retain(|_, token| token.expires_at > at);
                self.tokens.insert(token, ApiToken { name, hash, scopes, accounts, created_at: at, expires_at, by });
            }
            What::TokenRevoked { token } => {
                self.tokens.remove(&token);
            }
            What::SignedIn { .. } | What::SignedOut { .. } => {}
        }
    }

    /// Of two changes made from the same version the first counts, and of two people with one e-mail.
    fn put(&mut self, sequence: u64, at: Instant, id: String, base: u64, profile: Profile) {
        let is_taken = self.by_email(&profile.email).is_some_and(|(other, _)| *other != id);
        if is_taken || self.agents.get(&id).map_or(0, |agent| agent.version) != base {
            return;
        }
        let agent = self.agents.entry(id).or_insert(Agent {
            profile: profile.clone(),
            enabled: true,
            created_at: at,
            version: sequence,
            epoch: sequence,
            credential: None,
            has_password: false,
            has_totp: false,
            identity: None,
        });
        agent.profile = profile;
        agent.version = sequence;
    }

    /// The first one counts, and nobody is two agents.
    fn identify(&mut self, id: &str, identity: String) {
        if self.by_identity(&identity).is_some() {
            return;
        }
        if let Some(agent) = self.agents.get_mut(id).filter(|agent| agent.identity.is_none()) {
            agent.identity = Some(identity);
        }
    }

    fn enable(&mut self, sequence: u64, id: &str, enabled: bool) {
        let Some(agent) = self.agents.get_mut(id) else { return };
        agent.enabled = enabled;
        agent.version = sequence;
        agent.epoch = sequence;
        if !enabled {
            self.links.retain(|link| link.agent != id);
        }
    }
}

impl Fold for People {
    fn apply(&mut self, sequence: u64, entry: &Entry) {
        self.head = self.head.max(sequence);
        let id = secret::hex(&entry.event_id.0);
        if self.seen.contains(&id) {
            return;
        }
        if self.seen.len() >= SEEN_COUNT_MAX {
            self.seen.remove(0);
        }
        self.seen.push(id);
        if let Some(record) = Record::decode(&entry.payload) {
            self.take(sequence, record);
        }
    }

    fn encode(&self) -> Vec<u8> {
        // Without one that can be read, all entries are folded.
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}
