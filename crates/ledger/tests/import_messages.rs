//! Exports become conversations: history that asks for nothing, what still waits, and nothing twice.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

#[path = "../../inbox/tests/support/plain.rs"]
mod plain;

use plain::{PlainRules, message};
use sellerdesk_accounts::AccountId;
use sellerdesk_canonical::{Author, ConversationId};
use sellerdesk_inbox::row::Status;
use sellerdesk_inbox::{ConversationView, Desk, Unattended, accept, read, sweep};
use sellerdesk_journal::Clock;
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_journal::simulation::by_hand::{ManualClock, now};
use sellerdesk_ledger::{ImportedMessages, import_messages};

const DAY_MS: i64 = 86_400_000;

struct Shop {
    store: MemoryStore,
    clock: ManualClock,
    id: AccountId,
}

impl Shop {
    fn new() -> Self {
        let id = AccountId::parse("amazon", "main").unwrap();
        Self { store: MemoryStore::default(), clock: ManualClock::default(), id }
    }

    fn desk(&self) -> Desk<'_, MemoryStore, ManualClock, PlainRules> {
        Desk::new(&self.store, &self.clock, &PlainRules)
    }

    /// Rows: days ago, order, sender, text.
    fn imports(&self, rows: &[(i64, &str, &str, &str)]) -> ImportedMessages {
        let mut csv = "Date,Order ID,Sender,Message,Buyer Name,Buyer ID\n".to_owned();
        for (days, order, sender, text) in rows {
            let at = sellerdesk_deadline::format_instant(self.clock.wall_ms() - days * DAY_MS).unwrap();
            csv.push_str(&format!("{at},{order},{sender},\"{text}\",Ada,b-{order}\n"));
        }
        now(import_messages(self.desk(), &self.id, "", csv.as_bytes())).unwrap()
    }

    fn view(&self, order: &str) -> ConversationView {
        now(read(self.desk(), conversation(order))).unwrap()
    }

    fn delivers(&self, order: &str, id: &str, text: &str) {
        let event = message(&format!("order:{order}"), id, self.clock.wall_ms(), Author::Buyer, text);
        now(accept(self.desk(), "amazon", "main", event)).unwrap();
    }

    fn sweeps(&self) -> u32 {
        let mut told = 0;
        loop {
            let swept = now(sweep(self.desk(), self.clock.wall_ms(), async |_| {}, &Unattended(self.desk()))).unwrap();
            told += swept.warnings + swept.breaches;
            if !swept.has_more {
                return told;
            }
        }
    }
}

fn conversation(order: &str) -> ConversationId {
    ConversationId::derive("amazon", "main", &format!("order:{order}"))
}

const EXPORT: [(i64, &str, &str, &str); 6] = [
    (40, "1", "Buyer", "Where is it?"),
    (38, "1", "Seller", "On its way."),
    (30, "2", "Buyer", "Nobody ever answered this."),
    (3, "3", "Buyer", "First question"),
    (2, "3", "Seller", "An answer"),
    (1, "3", "Buyer", "And another question"),
];

#[test]
fn history_is_there_and_asks_for_nothing() {
    let shop = Shop::new();
    let done = shop.imports(&EXPORT);
    assert_eq!((done.rows, done.taken, done.known, done.conversations, done.refused), (6, 6, 0, 3, 0));
    for order in ["1", "2"] {
        let view = shop.view(order);
        assert_eq!(
            (view.row.status, view.row.company_deadline, view.row.marketplace_deadline),
            (Status::Closed, None, None)
        );
        assert_eq!((view.row.buyer_name.as_deref(), view.row.order_id.as_deref()), (Some("Ada"), Some(order)));
    }
    assert_eq!((shop.view("1").row.items, shop.view("1").row.excerpt.as_str()), (2, "On its way."));
    // What waits is new, from when it was written.
    let waiting = shop.view("3").row;
    assert_eq!((waiting.status, waiting.items), (Status::Open, 3));
    assert_eq!(waiting.waiting_since, Some(shop.clock.wall_ms() - DAY_MS));
}

#[test]
fn an_old_export_is_no_storm() {
    let shop = Shop::new();
    shop.imports(&EXPORT);
    let told = shop.sweeps();
    assert_eq!(told, 2, "a warning and a missed deadline of the one that waits");
}

#[test]
fn the_same_again_changes_nothing_and_a_longer_one_adds() {
    let shop = Shop::new();
    shop.imports(&EXPORT);
    let again = shop.imports(&EXPORT);
    assert_eq!((again.taken, again.known), (0, 6));
    let mut longer = EXPORT.to_vec();
    longer.push((0, "3", "Seller", "An answer from the marketplace's own page"));
    let more = shop.imports(&longer);
    assert_eq!((more.taken, more.known), (1, 6));
    assert_eq!(shop.view("3").row.status, Status::Pending);
}

#[test]
fn what_the_desk_took_in_itself_is_not_taken_twice() {
    let shop = Shop::new();
    shop.delivers("7", "m1", "Hello");
    let done = shop.imports(&[(10, "7", "Buyer", "Long ago"), (0, "7", "Buyer", "Hello")]);
    assert_eq!((done.taken, done.known), (1, 1));
    let row = shop.view("7").row;
    assert_eq!((row.items, row.status, row.waiting_since), (2, Status::Open, Some(shop.clock.wall_ms())));
}

#[test]
fn whoever_writes_again_after_an_import_has_a_deadline_from_then_on() {
    let shop = Shop::new();
    shop.imports(&EXPORT);
    shop.delivers("2", "m2", "Still nobody?");
    let row = shop.view("2").row;
    assert_eq!((row.status, row.items, row.waiting_since), (Status::Open, 2, Some(shop.clock.wall_ms())));
    assert!(row.company_deadline > Some(shop.clock.wall_ms()));
}

#[test]
fn rows_that_cannot_be_read_are_told_and_the_others_taken() {
    let shop = Shop::new();
    let csv = "Date,Order ID,Sender,Message\nyesterday,1,Buyer,hello\n2026-01-01,2,Nobody,hello\n2026-01-01,3,Buyer,\n2026-01-01,4,Buyer,hi\n";
    let done = now(import_messages(shop.desk(), &shop.id, "", csv.as_bytes())).unwrap();
    assert_eq!((done.rows, done.taken, done.refused), (4, 1, 3));
    let fields: Vec<&str> = done.problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["Date", "Sender"]);
    assert!(now(import_messages(shop.desk(), &shop.id, "", b"a,b\n1,2\n")).is_err());
}
