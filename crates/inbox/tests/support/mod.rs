//! Plain rules for tests of the use cases: one policy, two clocks, a word that raises the priority.

#![allow(dead_code, reason = "each test binary uses its part")]

pub mod courier;
pub mod plain;
pub mod rows;
pub mod rulebook;
pub mod store;

#[allow(unused_imports, reason = "each binary uses its own part")]
pub use plain::{DAY_MS, HOUR_MS, PlainRules, message};
use sellerdesk_canonical::{Author, Event, Happening, Money, OrderChange};

/// A change of an order with its total, such as `EUR 59.90`; none if it is empty.
pub fn order_change(thread: &str, id: &str, at: i64, total: &str) -> Event {
    let total = total.split_once(' ');
    let total = total.map(|(currency, amount)| Money { amount: amount.to_owned(), currency: currency.to_owned() });
    let change = OrderChange { status: "paid".to_owned(), detail: None, total };
    Event { happening: Happening::Order(change), ..message(thread, id, at, Author::Platform, "") }
}
