//! The whole host killed while it writes: what was acknowledged is there afterwards, once.
//!
//! Runs `desk up` as a process of its own on one SQLite file, streams signed webhooks at it from several senders,
//! and kills it with SIGKILL at random times, again and again. Senders do what marketplaces do: what was not
//! acknowledged they send again. The random times come from a seed that is printed; `SELLERDESK_SEED` repeats one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod desk;
mod sender;

use desk::{Desk, Program};
use sellerdesk_tests::Accounts;
use sender::Sender;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How often the host is killed.
const KILLS: u32 = 12;
/// Senders at work at the same time.
const SENDERS: u64 = 4;
/// How long the host lives once it answers, in milliseconds.
const LIFE_MS: std::ops::Range<u64> = 40..700;
/// Repeats the random times of an earlier run.
const SEED_VARIABLE: &str = "SELLERDESK_SEED";

#[test]
fn what_was_acknowledged_survives_every_kill() {
    let Some(program) = Program::find() else {
        println!("SKIPPED: target/debug/desk is not there: cargo build -p sellerdesk-cli");
        return;
    };
    let seed = seed();
    println!("{SEED_VARIABLE}={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let variables = read_variables();
    let accounts = Accounts::named(&variables, "main").unwrap();
    let mut senders: Vec<_> = (0..SENDERS).map(|number| Sender::new(number, accounts.standard.clone())).collect();

    let mut acknowledged = 0;
    for kill in 1..=KILLS {
        let mut desk = program.start();
        let life = Duration::from_millis(random.u64(LIFE_MS));
        let is_over = AtomicBool::new(false);
        let (url, over) = (desk.url().to_owned(), &is_over);
        thread::scope(|scope| {
            for sender in &mut senders {
                let url = &url;
                scope.spawn(move || sender.send_until(url, over));
            }
            thread::sleep(life);
            desk.kill();
            is_over.store(true, Ordering::SeqCst);
        });
        acknowledged = senders.iter().map(Sender::acknowledged).sum();
        println!("kill {kill} after {life:?}: {acknowledged} messages acknowledged so far");
    }
    assert!(acknowledged > u64::from(KILLS), "nothing much was written between the kills");

    let desk = program.start();
    // First what was acknowledged before the last kill, without any help of a redelivery.
    for sender in &senders {
        look(&desk, &variables, &sender.acknowledged_of());
    }
    for sender in &mut senders {
        sender.redeliver(desk.url());
    }
    for sender in &senders {
        let rows = look(&desk, &variables, &sender.sent_of());
        for (order, (row_items, found)) in rows {
            let sent = sender.sent_of()[&order].len();
            assert_eq!((row_items, found), (sent, sent), "the row and the conversation of order {order}");
        }
    }
}

/// Looks for messages by order, each exactly once, in a conversation that is in the list; for each order, how many
/// items its row counts and how many messages there are, not acknowledged ones included.
fn look(
    desk: &Desk,
    variables: &BTreeMap<String, String>,
    messages: &BTreeMap<String, Vec<String>>,
) -> BTreeMap<String, (usize, usize)> {
    let token = &variables["admin_token"];
    let mut counts = BTreeMap::new();
    for (order, expected) in messages {
        let listed = desk.get(&format!("/api/v1/conversations?q={order}"), token);
        let rows = listed["conversations"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "order {order} in the list: {listed:#}");
        let id = rows[0]["id"].as_str().unwrap();
        let conversation = desk.get(&format!("/api/v1/conversations/{id}"), token);
        let found = texts(&conversation);
        for text in expected {
            let count = found.iter().filter(|found| *found == text).count();
            assert_eq!(count, 1, "{text:?} of order {order}: {conversation:#}");
        }
        let row_items = usize::try_from(rows[0]["items"].as_u64().unwrap()).unwrap();
        assert!(row_items >= expected.len(), "the row misses what was acknowledged: {:#}", rows[0]);
        counts.insert(order.clone(), (row_items, found.len()));
    }
    counts
}

fn texts(conversation: &Value) -> Vec<String> {
    let records = conversation["records"].as_array().unwrap();
    let messages = records.iter().filter(|record| record["type"] == "message");
    messages.map(|record| record["text"].as_str().unwrap().to_owned()).collect()
}

fn seed() -> u64 {
    let given = std::env::var(SEED_VARIABLE).ok();
    given.map_or_else(clock_seed, |seed| seed.parse().expect("SELLERDESK_SEED is a number"))
}

fn clock_seed() -> u64 {
    u64::from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos())
}

fn read_variables() -> BTreeMap<String, String> {
    toml::from_str(&std::fs::read_to_string(desk::variables_file()).unwrap()).unwrap()
}
