//! Plain rules for tests of the use cases: one policy, two clocks, a word that raises the priority.

#![allow(dead_code, reason = "each test binary uses its part")]

pub mod courier;
pub mod plain;
pub mod rows;
pub mod rulebook;
pub mod store;

#[allow(unused_imports, reason = "each binary uses its own part")]
pub use plain::{DAY_MS, HOUR_MS, PlainRules};
use sellerdesk_canonical::{Author, Event, Happening, Message, Money, OrderChange};

/// A message on a thread.
pub fn message(thread: &str, id: &str, at: i64, author: Author, text: &str) -> Event {
    Event {
        id: id.to_owned(),
        thread: thread.to_owned(),
        at,
        buyer: None,
        order_id: Some(format!("order-{thread}")),
        product_id: None,
        site: None,
        happening: Happening::Message(Message {
            author,
            text: text.to_owned(),
            subject: None,
            attachments: Vec::new(),
            language: None,
            machine: None,
            truncated: false,
        }),
    }
}

/// A change of an order with its total, such as `EUR 59.90`; none if it is empty.
pub fn order_change(thread: &str, id: &str, at: i64, total: &str) -> Event {
    let total = total.split_once(' ');
    let total = total.map(|(currency, amount)| Money { amount: amount.to_owned(), currency: currency.to_owned() });
    let change = OrderChange { status: "paid".to_owned(), detail: None, total };
    Event { happening: Happening::Order(change), ..message(thread, id, at, Author::Platform, "") }
}
