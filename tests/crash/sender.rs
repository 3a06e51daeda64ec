//! A marketplace that sends one message after the other, and again what was not acknowledged.

use sellerdesk_tests::client::Client;
use sellerdesk_tests::webhook::standard::{self, Event};
use sellerdesk_tests::{Account, Delivery};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Messages of one order, and so of one conversation.
const MESSAGES_PER_ORDER: u64 = 5;
/// Attempts at the final redelivery of one message.
const ATTEMPTS_MAX: u32 = 50;
/// Pause after an attempt that found nobody.
const PAUSE: Duration = Duration::from_millis(5);

/// One message and whether the desk said that it has it.
struct Sent {
    order: String,
    text: String,
    event: Event,
    id: String,
    is_acknowledged: bool,
}

/// One sender; its messages are its own.
pub struct Sender {
    number: u64,
    account: Account,
    sent: Vec<Sent>,
}

impl Sender {
    pub fn new(number: u64, account: Account) -> Self {
        Self { number, account, sent: Vec::new() }
    }

    /// Sends new messages to the desk at `url`, and old ones that were not acknowledged, until it is over.
    pub fn send_until(&mut self, url: &str, is_over: &AtomicBool) {
        let client = Client::new(url);
        while !is_over.load(Ordering::SeqCst) {
            let unacknowledged = self.sent.iter().position(|sent| !sent.is_acknowledged);
            let next = unacknowledged.unwrap_or_else(|| self.write());
            if !self.attempt(&client, next) {
                thread::sleep(PAUSE);
            }
        }
    }

    /// Sends once more everything that was not acknowledged; the desk has to take it.
    pub fn redeliver(&mut self, url: &str) {
        let client = Client::new(url);
        for index in 0..self.sent.len() {
            let taken = (0..ATTEMPTS_MAX).any(|_| self.sent[index].is_acknowledged || self.attempt(&client, index));
            assert!(taken, "{} was never taken", self.sent[index].id);
        }
    }

    /// Messages acknowledged so far.
    pub fn acknowledged(&self) -> u64 {
        self.sent.iter().filter(|sent| sent.is_acknowledged).count() as u64
    }

    /// The acknowledged texts of each order.
    pub fn acknowledged_of(&self) -> BTreeMap<String, Vec<String>> {
        by_order(self.sent.iter().filter(|sent| sent.is_acknowledged))
    }

    /// All texts of each order.
    pub fn sent_of(&self) -> BTreeMap<String, Vec<String>> {
        by_order(self.sent.iter())
    }

    /// Writes another message; its place.
    fn write(&mut self) -> usize {
        let index = self.sent.len();
        let order = format!("crash-{}-{:06}", self.number, index as u64 / MESSAGES_PER_ORDER);
        let text = format!("Message {index}: where is my parcel?");
        let event = Event::from_buyer(now_ms(), &order, &text);
        let id = format!("crash_{}_{index}", self.number);
        self.sent.push(Sent { order, text, event, id, is_acknowledged: false });
        index
    }

    /// Whether the desk acknowledged.
    fn attempt(&mut self, client: &Client, index: usize) -> bool {
        let sent = &mut self.sent[index];
        let delivery: Delivery = standard::deliver_event(&self.account, &sent.id, now_ms(), &sent.event).unwrap();
        sent.is_acknowledged = client.deliver(&delivery).is_ok_and(|answer| answer.is_success());
        sent.is_acknowledged
    }
}

fn by_order<'a>(sent: impl Iterator<Item = &'a Sent>) -> BTreeMap<String, Vec<String>> {
    let mut orders: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for sent in sent {
        orders.entry(sent.order.clone()).or_default().push(sent.text.clone());
    }
    orders
}

fn now_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}
