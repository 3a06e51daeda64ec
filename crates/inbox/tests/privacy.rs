//! Forgetting a buyer: nothing of what they said is left in the store, redelivery brings nothing back, and what is old
//! is forgotten by itself.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use proptest::prelude::*;
use sellerdesk_canonical::{Attachment, Author, Buyer, ConversationId, Event, Happening};
use sellerdesk_inbox::action::Action;
use sellerdesk_inbox::row::Status;
use sellerdesk_inbox::{
    Deed, Desk, Draft, Following, Section, Store, accept, act, check_privacy, erase_records, expire, follow, note_day,
    put_settings, read, reply,
};
use sellerdesk_journal::memory::MemoryStore;
use std::cell::Cell;
use support::store::{BEGIN_MS, ManualClock, now};
use support::{DAY_MS, HOUR_MS, PlainRules, message};

/// What only the buyer and the agents' notes say.
const SECRETS: [&str; 6] =
    ["Adalovelace", "12 Analytical Lane", "blueprint.pdf", "engineno1", "tellthebarber", "sorrydear"];

#[derive(Default)]
struct Office {
    store: MemoryStore,
    clock: ManualClock,
}

impl Office {
    fn desk(&self) -> Desk<'_, MemoryStore, ManualClock, PlainRules> {
        Desk::new(&self.store, &self.clock, &PlainRules)
    }

    fn take(&self, event: Event) -> bool {
        now(accept(self.desk(), "standard", "main", event)).unwrap().is_new
    }

    fn act(&self, action: Action, key: &str) {
        now(act(self.desk(), id(), Deed::Plain(action), "mia", Some(key))).unwrap();
    }

    fn erase(&self) {
        self.act(Action::Erased { reason: "request".to_owned() }, "erase");
        now(erase_records(self.desk(), id())).unwrap();
    }

    fn values(&self, is_wanted: impl Fn(&String) -> bool) -> Vec<(String, Vec<u8>)> {
        let keys = self.store.keys().into_iter().filter(is_wanted);
        keys.filter_map(|key| now(self.store.get(&key)).unwrap().map(|value| (key, value))).collect()
    }

    /// Which secrets stand in a conversation's own keys.
    fn leaks(&self) -> Vec<(String, &'static str)> {
        let own = |key: &String| key.starts_with(&format!("c1:{}", id())) || key.starts_with("b1:");
        self.values(own)
            .into_iter()
            .flat_map(|(key, value)| {
                let text = String::from_utf8_lossy(&value).into_owned();
                SECRETS.iter().filter(move |secret| text.contains(**secret)).map(move |secret| (key.clone(), *secret))
            })
            .collect()
    }
}

fn id() -> ConversationId {
    ConversationId::derive("standard", "main", "t")
}

fn told(number: i64) -> Event {
    let mut event =
        message("t", &format!("m{number}"), BEGIN_MS + number, Author::Buyer, "I live at 12 Analytical Lane");
    event.buyer = Some(Buyer { id: "engineno1".to_owned(), name: Some("Adalovelace".to_owned()) });
    if let Happening::Message(message) = &mut event.happening {
        message.subject = Some("Adalovelace asks".to_owned());
        message.attachments = vec![Attachment {
            name: "blueprint.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            size_bytes: None,
            link: None,
        }];
    }
    event
}

fn office_with_secrets(messages: i64) -> Office {
    let office = Office::default();
    for number in 0..messages {
        office.take(told(number));
    }
    office.act(Action::Noted { text: "tellthebarber".to_owned(), mentions: Vec::new() }, "note");
    let draft = Draft { text: "sorrydear".to_owned(), by: "mia".to_owned(), key: None, template: None };
    now(reply(office.desk(), id(), draft)).unwrap();
    office
}

#[test]
fn nothing_of_what_was_said_is_left() {
    for messages in [1, 40, 200] {
        let office = office_with_secrets(messages);
        assert!(!office.leaks().is_empty());
        let before = now(read(office.desk(), id())).unwrap();
        office.erase();
        assert_eq!(office.leaks(), [], "{messages} messages");
        let after = now(read(office.desk(), id())).unwrap();
        let shown = format!("{after:?}");
        assert!(SECRETS.iter().all(|secret| !shown.contains(secret)), "{shown}");
        // Clocks and counts hold.
        assert_eq!((after.row.items, after.row.opened_at), (before.row.items, before.row.opened_at));
        assert_eq!(after.row.marketplace_deadline, before.row.marketplace_deadline);
        assert_eq!((after.row.buyer_name, after.row.subject), (None, None));
    }
}

#[test]
fn a_redelivery_brings_nothing_back() {
    let office = office_with_secrets(3);
    office.erase();
    // Long enough that nobody knows any more whether the first copy will stay.
    office.clock.advance(sellerdesk_journal::FIRM_MS + 1);
    for number in 0..3 {
        assert!(!office.take(told(number)));
    }
    assert_eq!(office.leaks(), []);
    assert_eq!(now(read(office.desk(), id())).unwrap().row.items, 3);
}

#[test]
fn who_writes_again_is_heard_again() {
    let office = office_with_secrets(2);
    office.erase();
    assert!(office.take(told(7)));
    let view = now(read(office.desk(), id())).unwrap();
    assert_eq!((view.row.items, view.row.buyer_name.as_deref()), (3, Some("Adalovelace")));
    assert_eq!(view.row.conversation, id());
    assert_eq!(view.conversation.source.unwrap().thread, "t", "and can be answered");
}

#[test]
fn a_snapshot_that_is_written_later_is_gone_after_the_second_pass() {
    let office = office_with_secrets(100);
    let old = office.values(|key| key.starts_with("c1:") && key.contains(":s"));
    assert!(!old.is_empty());
    office.erase();
    for (key, value) in old {
        now(office.store.set(&key, &value)).unwrap();
    }
    let passes = Cell::new(0);
    let step = async |following: &Following<'_>| {
        if following.records.iter().any(|record| record.is_erasure()) {
            passes.set(passes.get() + 1);
            erase_records(office.desk(), following.id).await?;
        }
        Ok(Vec::new())
    };
    while now(follow(office.desk(), id(), i64::MAX, step)).unwrap() > 0 {}
    assert_eq!((passes.get(), office.leaks()), (1, Vec::new()));
}

/// An office that keeps things for so many days, with one conversation that was put down.
fn keeping(days: u32, status: Option<Action>) -> Office {
    let office = office_with_secrets(1);
    let json = format!(r#"{{"retention_days":{days}}}"#);
    now(put_settings(office.desk(), Section::Privacy, 0, json, "mia")).unwrap();
    if let Some(status) = status {
        office.act(status, "status");
    }
    now(expire(office.desk(), BEGIN_MS)).unwrap();
    now(note_day(office.desk(), id(), BEGIN_MS)).unwrap();
    office
}

/// The day on which it is forgotten, looked for every few hours.
fn forgotten_on(office: &Office, hours: i64) -> Option<i64> {
    let mut at = BEGIN_MS;
    while at < BEGIN_MS + 60 * DAY_MS {
        if now(expire(office.desk(), at)).unwrap() > 0 {
            return Some((at - BEGIN_MS) / DAY_MS);
        }
        at += hours * HOUR_MS;
    }
    None
}

#[test]
fn what_is_done_is_forgotten_when_its_time_has_come() {
    let office = keeping(30, Some(Action::Closed));
    assert_eq!(forgotten_on(&office, 1), Some(30));
    assert_eq!(office.leaks(), []);
    assert_eq!(now(expire(office.desk(), BEGIN_MS + 61 * DAY_MS)).unwrap(), 0, "once");
}

#[test]
fn what_is_still_open_is_kept_until_it_is_done() {
    let office = keeping(30, None);
    assert_eq!(now(read(office.desk(), id())).unwrap().row.status, Status::Open);
    assert_eq!(forgotten_on(&office, 1), None);
    office.act(Action::Closed, "status");
    let mut at = BEGIN_MS + 60 * DAY_MS;
    while now(expire(office.desk(), at)).unwrap() == 0 {
        at += HOUR_MS;
        assert!(at < BEGIN_MS + 95 * DAY_MS);
    }
}

#[test]
fn an_idle_run_costs_two_reads() {
    let office = keeping(30, Some(Action::Closed));
    forgotten_on(&office, 24);
    let at = BEGIN_MS + 60 * DAY_MS;
    while support::store::cost(&office.store, expire(office.desk(), at)).1.writes > 0 {}
    let (_, cost) = support::store::cost(&office.store, expire(office.desk(), at));
    assert_eq!((cost.reads, cost.writes), (2, 0));
}

#[test]
fn periods_are_checked() {
    for (json, field) in [
        (r#"{"retention_days":0}"#, "retention_days"),
        (r#"{"retention_days":4000}"#, "retention_days"),
        (r#"{"channels":{"amazon":0}}"#, "channels.amazon"),
        (r#"{"days":3}"#, "privacy"),
    ] {
        assert_eq!(check_privacy(json).unwrap_err().0, field);
    }
    check_privacy(r#"{"retention_days":365,"channels":{"amazon":30}}"#).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whenever one looks, and however rarely: never too early, and in the end.
    #[test]
    fn retention_holds_whenever_sweeps_come(days in 1_u32..20, hours in 1_i64..100) {
        let office = keeping(days, Some(Action::Closed));
        let day = forgotten_on(&office, hours).unwrap();
        prop_assert!(day >= i64::from(days), "{} of {}", day, days);
        prop_assert_eq!(office.leaks(), []);
    }
}
