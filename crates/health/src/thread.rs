//! What is known of one conversation, and the waits in it that response rates are made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Author, Exclusion, Fact, Key, What,
    latest::{Latest, known, learn},
    limits::THREAD_MESSAGES_MAX,
};

/// One conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Thread {
    pub site: Option<Latest<String>>,
    /// By instant first: the waits are read off in this order.
    pub messages: BTreeMap<(i64, Author, Key), ()>,
    /// Nothing up to here needs a response.
    pub needless_until: Option<i64>,
    pub excluded: Option<Latest<Exclusion>>,
    pub heard: i64,
}

/// A buyer's message that waits, or waited, for a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wait {
    pub asked_at: i64,
    pub answered_at: Option<i64>,
}

impl Thread {
    /// Takes in a fact about it; beyond [`THREAD_MESSAGES_MAX`] the oldest messages are dropped.
    pub fn merge(&mut self, fact: &Fact) {
        self.heard = self.heard.max(fact.at);
        learn(&mut self.site, fact.at, fact.site.clone());
        match &fact.what {
            What::Message(message) => {
                self.messages.insert((fact.at, message.author, Key::of("message", &fact.id)), ());
                if self.messages.len() > THREAD_MESSAGES_MAX {
                    self.messages.pop_first();
                }
            }
            What::NoResponseNeeded(_) => self.needless_until = self.needless_until.max(Some(fact.at)),
            What::Exclusion(exclusion) => learn(&mut self.excluded, fact.at, Some(exclusion.reason)),
            _ => {}
        }
    }

    /// The waits, oldest first: of several unanswered messages the earliest rules, and the next message after an
    /// answer begins a new wait. Only a person's valid answer ends one, unless automatic ones count.
    pub fn waits(&self, automatic_counts: bool, sellers_own_count: bool) -> Vec<Wait> {
        let begun_by_seller = self.messages.keys().next().is_some_and(|(_, author, _)| *author != Author::Buyer);
        let is_excluded = known(&self.excluded).is_some_and(|reason| reason != Exclusion::None);
        let mut waits = Vec::new();
        if is_excluded || (begun_by_seller && !sellers_own_count) {
            return waits;
        }
        let mut open: Option<i64> = None;
        for (at, author, _) in self.messages.keys() {
            match author {
                Author::Buyer if self.needless_until.is_some_and(|until| *at <= until) => {}
                Author::Buyer => open = open.or(Some(*at)),
                Author::Greeting => {}
                Author::Automatic if !automatic_counts => {}
                Author::Automatic | Author::Seller => {
                    waits.extend(open.take().map(|asked_at| Wait { asked_at, answered_at: Some(*at) }));
                }
            }
        }
        waits.extend(open.map(|asked_at| Wait { asked_at, answered_at: None }));
        waits
    }

    /// A rough count of the bytes it takes on a page.
    pub fn weight(&self) -> usize {
        36 + self.messages.len() * 16
    }
}
