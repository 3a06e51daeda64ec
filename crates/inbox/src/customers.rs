//! What the desk remembers of an account's customer across conversations: how many orders, which conversations, praise.
//!
//! A journal for each customer, fed by what [follows](fn@crate::follow) from events; under one more key stands what judging
//! the next message needs, for one read. Names and texts are not in it, the marketplace's ids only hashed.

use crate::follow::Following;
use crate::item::total_of;
use crate::limits::{CUSTOMER_CONVERSATIONS_MAX, CUSTOMER_CURRENCIES_MAX, CUSTOMER_EVENTS_MAX, CUSTOMER_ORDERS_MAX};
use crate::record::{Delivered, Origin, What};
use crate::rules::{Amount, Category};
use crate::{Desk, InboxError, Rules};
use sellerdesk_adapter::money::is_currency;
use sellerdesk_canonical::{Author, ConversationId, CustomerId, EventId, Happening, Instant};
use sellerdesk_journal::{Clock, Entry, EventIds, Fold, Journal, Store};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Orders after which a customer counts as one of the best, unless the team's rules say otherwise.
pub const VIP_ORDERS_DEFAULT: u32 = 5;
/// Messages of praise after which they do.
pub const VIP_PRAISES_DEFAULT: u32 = 3;

/// When a customer counts as one of the best; 0: never for that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct VipRule {
    /// Orders in any conversation with the account.
    pub orders: u32,
    /// Messages that were praise.
    pub praises: u32,
    /// One order of at least so much, in any of these currencies; nothing is converted.
    pub order_values: Vec<OrderValue>,
}

/// What an order costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OrderValue {
    /// ISO 4217.
    pub currency: String,
    /// In the currency's minor unit, such as cents.
    pub minor_units: i64,
}

impl Default for VipRule {
    fn default() -> Self {
        Self { orders: VIP_ORDERS_DEFAULT, praises: VIP_PRAISES_DEFAULT, order_values: Vec::new() }
    }
}

impl VipRule {
    /// Why a customer counts as one of the best, if so: `history:orders`, `history:praises` or `history:order_value`.
    pub fn reason(&self, known: &Known) -> Option<&'static str> {
        let reaches = |count: u32, least: u32| least > 0 && count >= least;
        let is_dear = |least: &OrderValue| {
            least.minor_units > 0 && known.order_values.get(&least.currency) >= Some(&least.minor_units)
        };
        if reaches(known.orders, self.orders) {
            Some("history:orders")
        } else if reaches(known.praises, self.praises) {
            Some("history:praises")
        } else {
            self.order_values.iter().any(is_dear).then_some("history:order_value")
        }
    }

    /// What is wrong with it: the field, and how.
    ///
    /// # Errors
    /// There is something.
    pub fn check(&self) -> Result<(), (String, String)> {
        if self.order_values.len() > CUSTOMER_CURRENCIES_MAX {
            let problem = format!("must be at most {CUSTOMER_CURRENCIES_MAX}");
            return Err(("order_values".to_owned(), problem));
        }
        let is_wrong = |value: &OrderValue| !is_currency(&value.currency) || value.minor_units < 0;
        match self.order_values.iter().position(is_wrong) {
            Some(place) => {
                let problem = "must be a three-letter currency and an amount that isn't negative";
                Err((format!("order_values[{place}]"), problem.to_owned()))
            }
            None => Ok(()),
        }
    }
}

/// The short of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Distinct orders, up to [`CUSTOMER_ORDERS_MAX`].
    pub orders: u32,
    /// Messages of praise.
    pub praises: u32,
    /// The total of the dearest order in each currency, in its minor unit; at most [`CUSTOMER_CURRENCIES_MAX`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub order_values: BTreeMap<String, i64>,
}

/// A conversation of theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Which.
    pub conversation: ConversationId,
    /// Platform time of its newest event.
    pub at: Instant,
    /// What the newest message was about.
    pub category: Option<Category>,
}

/// The fold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// The newest conversations first.
    pub visits: Vec<Visit>,
    /// Platform time of the first event.
    pub since: Option<Instant>,
    /// Messages of praise.
    pub praises: u32,
    /// Hashes of the orders' numbers.
    orders: Vec<EventId>,
    #[serde(with = "crate::conversation::ids_as_bytes")]
    ids: EventIds,
    /// The total of the dearest order in each currency; the last field, so that an older snapshot can't be taken for one.
    order_values: BTreeMap<String, i64>,
}

/// What one event says of the customer.
#[derive(Debug, Serialize, Deserialize)]
struct Sighting {
    conversation: ConversationId,
    at: Instant,
    category: Option<Category>,
    order: Option<EventId>,
    is_praise: bool,
    /// The order's total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    order_value: Option<Amount>,
}

impl Customer {
    /// The short of it.
    pub fn known(&self) -> Known {
        let orders = u32::try_from(self.orders.len()).unwrap_or(u32::MAX);
        Known { orders, praises: self.praises, order_values: self.order_values.clone() }
    }

    fn take(&mut self, sighting: &Sighting) {
        self.since = Some(self.since.map_or(sighting.at, |since| since.min(sighting.at)));
        self.praises = self.praises.saturating_add(u32::from(sighting.is_praise));
        if let Some(order) = sighting.order.filter(|order| !self.orders.contains(order))
            && self.orders.len() < CUSTOMER_ORDERS_MAX
        {
            self.orders.push(order);
        }
        if let Some((currency, minor_units)) = &sighting.order_value {
            let dearest = self.order_values.entry(currency.clone()).or_insert(*minor_units);
            *dearest = (*dearest).max(*minor_units);
            // By name, so that it doesn't matter which was told first.
            if self.order_values.len() > CUSTOMER_CURRENCIES_MAX {
                self.order_values.pop_last();
            }
        }
        let visit = Visit { conversation: sighting.conversation, at: sighting.at, category: sighting.category };
        let known = self.visits.iter().position(|visit| visit.conversation == sighting.conversation);
        match known.and_then(|place| self.visits.get_mut(place)) {
            Some(known) if known.at <= visit.at => {
                *known = Visit { category: visit.category.or(known.category), ..visit };
            }
            Some(_) => {}
            None => self.visits.push(visit),
        }
        self.visits.sort_by_key(|visit| std::cmp::Reverse((visit.at, visit.conversation)));
        self.visits.truncate(CUSTOMER_CONVERSATIONS_MAX);
    }
}

impl Fold for Customer {
    fn apply(&mut self, _sequence: u64, entry: &Entry) {
        if self.ids.len() < CUSTOMER_EVENTS_MAX
            && self.ids.insert(entry.event_id)
            && let Ok(sighting) = serde_json::from_slice(&entry.payload)
        {
            self.take(&sighting);
        }
    }

    fn encode(&self) -> Vec<u8> {
        // Plain data: it can't fail, and an empty snapshot would be refused on reading.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// What judging a customer's next message needs: one read.
///
/// # Errors
/// The store's.
pub async fn known_customer<S: Store>(store: &S, customer: CustomerId) -> Result<Known, InboxError> {
    let bytes = store.get(&known_key(customer)).await?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

/// All that is remembered of a customer.
///
/// # Errors
/// The store's.
pub async fn read_customer<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    customer: CustomerId,
) -> Result<Customer, InboxError> {
    Ok(Journal::open(desk.store, desk.clock, &journal_name(customer))?.load_folded().await?.0)
}

/// Remembers what new records say of their customers: a step of what follows.
///
/// # Errors
/// The store's; then it has to be done again, and counts once.
pub async fn note_customers<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    following: &Following<'_>,
) -> Result<(), InboxError> {
    let mut sightings: Vec<(CustomerId, EventId, Vec<u8>)> = Vec::new();
    for record in following.records {
        let What::Delivered(delivered) = &record.what else { continue };
        let Some(customer) = customer_of(delivered) else { continue };
        let payload = serde_json::to_vec(&sighting(following.id, delivered)).map_err(|_| InboxError::Unencodable)?;
        sightings.push((customer, record.id, payload));
    }
    sightings.sort();
    for of_customer in sightings.chunk_by(|one, other| one.0 == other.0) {
        let Some((customer, ..)) = of_customer.first() else { continue };
        let journal = Journal::open(desk.store, desk.clock, &journal_name(*customer))?;
        let (before, _) = journal.load_folded::<Customer>().await?;
        let is_new = |id: &EventId| !before.ids.contains(sellerdesk_journal::EventId(id.bytes()));
        let entries: Vec<_> = of_customer
            .iter()
            .filter(|(_, id, _)| is_new(id) && before.ids.len() < CUSTOMER_EVENTS_MAX)
            .map(|(_, id, payload)| (sellerdesk_journal::EventId(id.bytes()), payload.as_slice()))
            .collect();
        if !entries.is_empty() {
            journal.append_all(&entries).await?;
        }
        // Also where nothing was appended: an earlier try may have died before this.
        let (customer_now, _) = journal.load_folded::<Customer>().await?;
        let known = serde_json::to_vec(&customer_now.known()).map_err(|_| InboxError::Unencodable)?;
        desk.store.set(&known_key(*customer), &known).await?;
    }
    Ok(())
}

/// Whom an event is from, where the marketplace says so.
pub fn customer_of(delivered: &Delivered) -> Option<CustomerId> {
    let buyer = delivered.event.buyer.as_ref()?;
    Some(CustomerId::derive(&delivered.source.channel, &delivered.source.account, &buyer.id))
}

fn sighting(conversation: ConversationId, delivered: &Delivered) -> Sighting {
    let (event, source) = (&delivered.event, &delivered.source);
    let is_buyers = matches!(&event.happening, Happening::Message(message) if message.author == Author::Buyer);
    let judgement = delivered.judgement.as_ref().filter(|_| is_buyers);
    Sighting {
        conversation,
        at: event.at,
        category: judgement.map(|judgement| judgement.category),
        order: event.order_id.as_ref().map(|order| EventId::delivered(&source.channel, &source.account, order)),
        is_praise: delivered.origin == Origin::Live
            && judgement.is_some_and(|judgement| judgement.sentiment == "positive"),
        order_value: total_of(&event.happening),
    }
}

fn journal_name(customer: CustomerId) -> String {
    format!("u1:{customer}")
}

fn known_key(customer: CustomerId) -> String {
    format!("uk1:{customer}")
}
