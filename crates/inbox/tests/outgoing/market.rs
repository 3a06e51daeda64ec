//! A marketplace as the simulation's couriers meet it, and what it must never see.

use super::Build;
use sellerdesk_adapter::{Outcome, Reply};
use sellerdesk_inbox::outbox::{Courier, Sent};
use sellerdesk_journal::simulation::Actor;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Longest waits on the way to the marketplace and back, in milliseconds: within a claim and beyond it.
const CALLS_MS_MAX: [u64; 4] = [20, 500, 20_000, 200_000];
/// Longest pause that the marketplace asks for, in seconds.
const RETRY_AFTER_S_MAX: u64 = 3_000;

/// One call of a courier.
#[derive(Clone, Copy)]
struct Call {
    is_repeated: bool,
    /// It has come back saying that nothing was sent by it.
    is_void: bool,
}

/// What one marketplace has seen.
#[derive(Default)]
pub struct Market {
    /// Whether it knows a reply's id again.
    pub is_idempotent: bool,
    /// Nothing goes wrong any more.
    pub is_calm: bool,
    /// Replies that reached the buyer by id, and how often.
    pub received: BTreeMap<String, u32>,
    /// Ids of replies whose senders were told that they were delivered.
    pub delivered: BTreeSet<String>,
    /// Ids of replies that it refused, for good.
    refused: BTreeSet<String>,
    /// Replies by text: no two have the same.
    texts: BTreeMap<String, String>,
    /// Calls for each reply by attempt.
    calls: BTreeMap<String, BTreeMap<u32, Call>>,
}

impl Market {
    /// The id that a reply's message has at the marketplace, where its answer says it.
    pub fn message_id(id: &str) -> Option<String> {
        // By chance, but always the same.
        (!id.starts_with(['0', '1', '2', '3'])).then(|| format!("message-{id}"))
    }

    fn begin(&mut self, reply: &Reply, attempt: u32, is_repeated: bool) -> Result<(), String> {
        let id = &reply.id;
        let first = self.texts.entry(reply.text.clone()).or_insert_with(|| id.clone());
        if first != id {
            return Err(format!("{:?} is two replies", reply.text));
        }
        let calls = self.calls.entry(id.clone()).or_default();
        let is_blind = !is_repeated && calls.range(..attempt).any(|(_, call)| !call.is_void);
        // One that overtook us, and didn't know that we were still about to send.
        let is_overtaken = calls.range(attempt + 1..).any(|(_, call)| !call.is_repeated);
        if is_blind || is_overtaken {
            return Err(format!("of attempt {attempt} at {:?} and another, none knows of the other", reply.text));
        }
        match calls.insert(attempt, Call { is_repeated, is_void: false }) {
            Some(_) => Err(format!("attempt {attempt} of {:?} was sent twice", reply.text)),
            None => Ok(()),
        }
    }

    fn receive(&mut self, reply: &Reply) -> Result<(), String> {
        let times = self.received.entry(reply.id.clone()).or_default();
        if *times > 0 && !self.is_idempotent {
            return Err(format!("the buyer got {:?} twice", reply.text));
        }
        *times += 1;
        Ok(())
    }
}

/// Whoever takes one actor's replies there.
pub struct Carrier {
    pub actor: Actor,
    pub market: Rc<RefCell<Market>>,
    pub build: Build,
    /// The attempt that the actor claimed last.
    pub attempt: Rc<Cell<u32>>,
}

impl Carrier {
    async fn wait(&self) {
        let longest_ms = CALLS_MS_MAX[self.actor.below(CALLS_MS_MAX.len() as u64) as usize];
        self.actor.sleep(self.actor.below(longest_ms).cast_signed()).await;
    }

    fn temporary(&self, reply: &Reply, reason: &str) -> Sent {
        let retry_after_s = (self.actor.below(2) == 0).then(|| self.actor.below(RETRY_AFTER_S_MAX) as u32);
        self.settle(reply);
        Sent::Answered(Outcome::Temporary { reason: reason.to_owned(), retry_after_s })
    }

    /// This call has come back saying that nothing was sent by it.
    fn settle(&self, reply: &Reply) {
        let mut market = self.market.borrow_mut();
        let call = market.calls.get_mut(&reply.id).and_then(|calls| calls.get_mut(&self.attempt.get()));
        if let Some(call) = call {
            call.is_void = true;
        }
    }

    fn note(&self, seen: Result<(), String>) {
        if let Err(violation) = seen {
            self.actor.violate(violation);
        }
    }

    fn receive(&self, reply: &Reply) {
        let seen = self.market.borrow_mut().receive(reply);
        self.note(seen);
    }

    /// The call broke off: whether the reply got through nobody knows. Where a second one can be told from the
    /// first, trying again is the way to find out.
    fn break_off(&self, reply: &Reply, is_idempotent: bool) -> Sent {
        if self.actor.below(2) == 0 && !self.market.borrow().refused.contains(&reply.id) {
            self.receive(reply);
        }
        if is_idempotent { self.temporary(reply, "broken off") } else { Sent::Unknown("broken off".to_owned()) }
    }
}

impl Courier for Carrier {
    async fn send(&self, _channel: &str, _account: &str, reply: &Reply, is_repeated: bool) -> Sent {
        let Market { is_idempotent, is_calm, .. } = *self.market.borrow();
        let seen = self.market.borrow_mut().begin(reply, self.attempt.get(), is_repeated);
        self.note(seen);
        if !is_calm && self.actor.below(8) == 0 {
            // Too many in this minute, or no token: nobody has asked yet whether this is a repetition.
            return self.temporary(reply, "later");
        }
        if is_repeated && !is_idempotent && !self.build.ignores_repetition {
            return Sent::Unknown("a second one can't be told from the first".to_owned());
        }
        self.wait().await;
        let is_known = self.market.borrow().received.contains_key(&reply.id);
        match self.actor.below(10) {
            0 | 1 if !is_calm => return self.temporary(reply, "busy"),
            2 if !is_calm => return self.break_off(reply, is_idempotent),
            3 if !(is_idempotent && is_known) => {
                self.market.borrow_mut().refused.insert(reply.id.clone());
            }
            _ => {}
        }
        if self.market.borrow().refused.contains(&reply.id) {
            return Sent::Answered(Outcome::permanent("refused"));
        }
        self.receive(reply);
        self.wait().await;
        self.market.borrow_mut().delivered.insert(reply.id.clone());
        Sent::Answered(Outcome::Delivered { message_id: Market::message_id(&reply.id) })
    }
}
