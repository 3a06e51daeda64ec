//! Views and presence on a store in memory.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use futures_util::FutureExt;
use sellerdesk_canonical::ConversationId;
use sellerdesk_journal::Clock;
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_team::TeamError;
use sellerdesk_team::presence::{self, PRESENT_MAX, PRESENT_MS, Present};
use sellerdesk_team::views::{self, SHARED, VIEWS_MAX, View};
use std::cell::Cell;

struct Hand(Cell<i64>);

impl Clock for Hand {
    fn wall_ms(&self) -> i64 {
        self.0.get()
    }
    fn monotonic_ms(&self) -> i64 {
        self.0.get()
    }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().unwrap()
}

fn view(name: &str, order: i32) -> View {
    let filter = [("priority".to_owned(), "urgent".to_owned())].into();
    View { id: String::new(), name: name.to_owned(), filter, order }
}

#[test]
fn views_are_their_owners_in_their_order_and_made_once_for_a_key() {
    let (store, clock) = (MemoryStore::default(), Hand(Cell::new(1)));
    let late = now(views::put(&store, &clock, "mia", view("Late", 2), "k1")).unwrap();
    let first = now(views::put(&store, &clock, "mia", view("First", 1), "k2")).unwrap();
    now(views::put(&store, &clock, SHARED, view("All", 0), "k1")).unwrap();
    assert_eq!(now(views::put(&store, &clock, "mia", view("Late", 2), "k1")).unwrap(), late);
    assert_eq!(now(views::read(&store, &clock, "mia")).unwrap(), [first.clone(), late.clone()]);
    let renamed = View { name: "Later".to_owned(), ..late.clone() };
    now(views::put(&store, &clock, "mia", renamed.clone(), "k3")).unwrap();
    now(views::remove(&store, &clock, "mia", &first.id)).unwrap();
    assert_eq!(now(views::read(&store, &clock, "mia")).unwrap(), [renamed]);
    assert_eq!(now(views::read(&store, &clock, SHARED)).unwrap().len(), 1);
    // Nobody changes another's.
    assert_eq!(now(views::put(&store, &clock, "leo", late.clone(), "k4")), Err(TeamError::NotFound));
    assert_eq!(now(views::remove(&store, &clock, "leo", &late.id)), Err(TeamError::NotFound));
}

#[test]
fn views_have_limits() {
    let (store, clock) = (MemoryStore::default(), Hand(Cell::new(1)));
    for number in 0..VIEWS_MAX {
        now(views::put(&store, &clock, "mia", view("One", 0), &number.to_string())).unwrap();
    }
    let refused = now(views::put(&store, &clock, "mia", view("One", 0), "more")).unwrap_err();
    assert!(matches!(refused, TeamError::Invalid { field: "name", .. }));
    for name in ["", " x", "a\nb", &"x".repeat(61)] {
        assert!(now(views::put(&store, &clock, "leo", view(name, 0), "k")).is_err(), "{name:?}");
    }
}

fn at(who: &str, conversation: u8, typing: bool) -> Present {
    let conversation = ConversationId::from_bytes([conversation; 16]);
    let (who, name, account) = (who.to_owned(), who.to_uppercase(), "mail/main".to_owned());
    Present { who, name, conversation, account, typing, at: 0 }
}

#[test]
fn one_sees_others_until_they_fall_silent_or_go() {
    let (store, clock) = (MemoryStore::default(), Hand(Cell::new(1_000_000)));
    assert_eq!(now(presence::say(&store, &clock, at("mia", 1, false), false)).unwrap(), []);
    let seen = now(presence::say(&store, &clock, at("leo", 1, true), false)).unwrap();
    assert_eq!((seen.len(), seen[0].name.as_str()), (1, "MIA"));
    let seen = now(presence::say(&store, &clock, at("mia", 1, false), false)).unwrap();
    assert!(seen[0].typing);
    assert_eq!(now(presence::say(&store, &clock, at("ada", 2, false), false)).unwrap(), []);
    assert_eq!(now(presence::everybody(&store, &clock)).unwrap().len(), 3);
    now(presence::say(&store, &clock, at("leo", 1, false), true)).unwrap();
    assert_eq!(now(presence::everybody(&store, &clock)).unwrap().len(), 2);
    clock.0.set(clock.0.get() + PRESENT_MS + 1);
    assert_eq!(now(presence::everybody(&store, &clock)).unwrap(), []);
}

#[test]
fn it_does_not_grow() {
    let (store, clock) = (MemoryStore::default(), Hand(Cell::new(1_000_000)));
    for number in 0..3_000_u32 {
        clock.0.set(clock.0.get() + 1);
        let mut own = at(&format!("p{number}"), 0, false);
        own.conversation = ConversationId::from_bytes([u8::try_from(number % 256).unwrap(); 16]);
        now(presence::say(&store, &clock, own, false)).unwrap();
    }
    let present = now(presence::everybody(&store, &clock)).unwrap();
    assert_eq!(present.len(), usize::from(presence::BUCKETS) * PRESENT_MAX);
}
