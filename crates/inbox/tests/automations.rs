//! Rules at work: what is sent and done once, what is refused and says so, and floods that end within the caps.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use sellerdesk_automate::{Automations, Reason};
use sellerdesk_canonical::{Author, Buyer, ConversationId, Event, EventId, Failure, Happening};
use sellerdesk_inbox::action::{Action, Automated};
use sellerdesk_inbox::limits::AUTOMATIC_AGE_MS_MAX;
use sellerdesk_inbox::outbox::ReplyState;
use sellerdesk_inbox::record::What;
use sellerdesk_inbox::row::Status;
use sellerdesk_inbox::{
    Clock, ConversationView, Deed, Desk, Draft, Following, Section, Told, accept, act, automate, close_breaker,
    dispatch, dry_run, follow, load_settings, put_settings, read, read_ledger, reply,
};
use sellerdesk_journal::StoreError;
use sellerdesk_journal::memory::MemoryStore;
use serde_json::{Value, json};
use std::cell::RefCell;
use support::courier::{Scripted, delivered, temporary};
use support::rulebook::Rulebook;
use support::store::{ManualClock, now};
use support::{DAY_MS, HOUR_MS, message};

/// A desk with rules.
#[derive(Default)]
struct Shop {
    store: MemoryStore,
    clock: ManualClock,
    told: RefCell<Vec<Told>>,
}

fn id(thread: &str) -> ConversationId {
    ConversationId::derive("standard", "main", thread)
}

/// One rule that answers every message.
fn answering() -> Value {
    json!([{ "id": "ack", "actions": [{ "reply": { "template": "ack", "values": { "reply_hours": "12" } } }] }])
}

impl Shop {
    fn with(rules: Value) -> Self {
        let shop = Self::default();
        shop.set(Section::Automations, &json!({ "rules": rules }));
        shop
    }

    fn set(&self, section: Section, document: &Value) {
        let base = now(load_settings(self.desk())).unwrap().document(section).version;
        now(put_settings(self.desk(), section, base, document.to_string(), "ada")).unwrap();
    }

    fn desk(&self) -> Desk<'_, MemoryStore, ManualClock, Rulebook> {
        Desk::new(&self.store, &self.clock, &Rulebook)
    }

    fn take(&self, event: Event) {
        now(accept(self.desk(), "standard", "main", event)).unwrap();
    }

    /// A buyer's message of now, and what follows from it.
    fn hear(&self, thread: &str, number: u32, text: &str) {
        self.take(message(thread, &format!("{thread}-{number}"), self.clock.wall_ms(), Author::Buyer, text));
        self.follow(thread);
    }

    fn follow(&self, thread: &str) {
        let tell = async |told| {
            self.told.borrow_mut().push(told);
            Ok(())
        };
        let steps = async |on: &Following<'_>| automate(self.desk(), on, &tell).await;
        now(follow(self.desk(), id(thread), self.clock.wall_ms(), steps)).unwrap();
    }

    fn view(&self, thread: &str) -> ConversationView {
        now(read(self.desk(), id(thread))).unwrap()
    }

    /// The texts of automatic replies that were queued.
    fn queued(&self, thread: &str) -> Vec<String> {
        let queued = self.view(thread).records.into_iter().filter_map(|record| match record.what {
            What::Queued(queued) if queued.reply.is_automatic => Some(queued.reply.text),
            _ => None,
        });
        queued.collect()
    }

    /// What was done and refused, in words.
    fn explained(&self, thread: &str) -> Vec<String> {
        let words = |automated: Automated| match automated.refusal {
            None => automated.did,
            Some(refusal) => format!("{}!{}", automated.did, json!(refusal.reason).as_str().unwrap()),
        };
        let automated = self.view(thread).records.into_iter().filter_map(|record| match record.what {
            What::Acted(acted) => match acted.action {
                Action::Automated(automated) => Some(words(automated)),
                _ => None,
            },
            _ => None,
        });
        automated.collect()
    }

    fn send(&self, thread: &str, courier: &Scripted<'_>) -> Option<ReplyState> {
        now(dispatch(self.desk(), courier, id(thread), self.clock.wall_ms())).unwrap().map(|item| item.state)
    }
}

#[test]
fn a_message_is_answered_once_and_nobodys_clock_stops() {
    let shop = Shop::with(answering());
    shop.hear("t", 1, "where is it?");
    for _ in 0..3 {
        shop.follow("t");
    }
    assert_eq!(shop.queued("t"), ["ack en reply_hours=12 order_id=order-t shop_name=main"]);
    assert_eq!(shop.explained("t"), ["reply"]);
    let courier = Scripted::answering([delivered(Some("echo-1"))]);
    assert_eq!(shop.send("t", &courier), Some(ReplyState::Delivered));
    let reply = courier.seen.borrow()[0].0.clone();
    assert!(reply.is_automatic);
    assert_eq!((reply.in_reply_to.as_deref(), reply.thread.as_str()), (Some("t-1"), "t"));
    let view = shop.view("t");
    assert_eq!(view.row.status, Status::Open, "an automatic reply answers nobody");
    assert!(view.row.marketplace_deadline.is_some() && view.row.company_deadline.is_some());
    assert_eq!(view.conversation.items.last().map(|item| item.kind), Some(automatic()));
    // Its echo changes nothing, nor does it set any rule off.
    shop.take(message("t", "echo-1", shop.clock.wall_ms(), Author::Automatic, "ack"));
    shop.follow("t");
    assert_eq!(shop.queued("t").len(), 1);
    assert_eq!(shop.explained("t"), ["reply"]);
}

fn automatic() -> sellerdesk_inbox::item::ItemKind {
    sellerdesk_inbox::item::ItemKind::Message(Author::Automatic)
}

#[test]
fn each_refusal_says_why() {
    let machine = |event: &mut Event| {
        if let Happening::Message(message) = &mut event.happening {
            message.machine = Some("auto_submitted".to_owned());
        }
    };
    type Change<'a> = &'a dyn Fn(&mut Event);
    let cases: [(&str, Value, Change<'_>); 5] = [
        ("reply!machine_mail", answering(), &machine),
        ("reply!unwritten", json!([{ "id": "r", "actions": [{ "reply": { "template": "missing" } }] }]), &|_| {}),
        ("reply!compliance", json!([{ "id": "r", "actions": [{ "reply": { "template": "forbidden" } }] }]), &|_| {}),
        ("reply!too_old", answering(), &|event| event.at -= AUTOMATIC_AGE_MS_MAX + 1),
        ("reply!nothing_asked", answering(), &|event| {
            if let Happening::Message(message) = &mut event.happening {
                message.text = "thanks".to_owned();
            }
        }),
    ];
    for (expected, rules, change) in cases {
        let shop = Shop::with(rules);
        let mut event = message("t", "m", shop.clock.wall_ms(), Author::Buyer, "where is it?");
        change(&mut event);
        shop.take(event);
        shop.follow("t");
        assert_eq!(shop.explained("t"), [expected]);
        assert_eq!(shop.queued("t"), Vec::<String>::new(), "{expected}");
    }
}

#[test]
fn nobody_is_talked_over() {
    // Somebody has answered before the rules came round.
    let shop = Shop::with(answering());
    let asked_at = shop.clock.wall_ms();
    shop.take(message("t", "m1", asked_at, Author::Buyer, "where is it?"));
    shop.take(message("t", "m2", asked_at + 1_000, Author::Seller, "here"));
    shop.clock.advance(5_000);
    shop.follow("t");
    assert_eq!(shop.explained("t"), ["reply!answered"]);
    // Somebody answered minutes ago, and the buyer comes back.
    shop.clock.advance(60_000);
    shop.hear("t", 3, "and the other one?");
    assert_eq!(shop.explained("t"), ["reply!answered", "reply!agent_at_work"]);
    // Somebody's reply waits to be sent.
    let shop = Shop::with(answering());
    shop.take(message("t", "m1", shop.clock.wall_ms(), Author::Buyer, "where is it?"));
    now(reply(
        shop.desk(),
        id("t"),
        Draft { text: "soon".to_owned(), key: None, by: "ada".to_owned(), template: None },
    ))
    .unwrap();
    shop.follow("t");
    assert_eq!(shop.explained("t"), ["reply!answered"]);
    // Called spam.
    let shop = Shop::with(answering());
    shop.take(message("t", "m1", shop.clock.wall_ms(), Author::Buyer, "where is it?"));
    now(act(shop.desk(), id("t"), Deed::Plain(Action::Spam), "ada", None)).unwrap();
    shop.follow("t");
    assert_eq!(shop.explained("t"), ["reply!spam"]);
}

#[test]
fn an_automatic_reply_waits_behind_people_and_expires_first() {
    let shop = Shop::with(answering());
    shop.hear("t", 1, "where is it?");
    now(reply(
        shop.desk(),
        id("t"),
        Draft { text: "by hand".to_owned(), key: None, by: "ada".to_owned(), template: None },
    ))
    .unwrap();
    let courier = Scripted::answering([delivered(None)]);
    shop.send("t", &courier);
    assert_eq!(courier.texts(), ["by hand"]);
    let shop = Shop::with(answering());
    shop.hear("t", 1, "where is it?");
    shop.send("t", &Scripted::answering([temporary("busy", None)]));
    shop.clock.advance(AUTOMATIC_AGE_MS_MAX + 1);
    assert_eq!(shop.send("t", &Scripted::default()), Some(ReplyState::Failed));
}

#[test]
fn what_somebody_has_ended_stays_ended() {
    let shop = Shop::with(answering());
    shop.hear("t", 1, "where is it?");
    shop.clock.advance(1_000);
    now(act(shop.desk(), id("t"), Deed::Plain(Action::Resolved), "ada", None)).unwrap();
    shop.clock.advance(1_000);
    shop.send("t", &Scripted::default());
    assert_eq!(shop.view("t").row.status, Status::Resolved);
}

#[test]
fn everything_else_is_done_by_the_rules_name() {
    let shop = Shop::with(json!([{ "id": "urgent", "when": { "keywords": ["lawyer"] }, "actions": [
        { "tag": "legal" }, { "assign": "ute" }, { "prioritize": "urgent" }, { "note": "read this first" },
        { "notify": "a threat" },
    ] }]));
    shop.take(message("t", "m1", shop.clock.wall_ms(), Author::Buyer, "my LAWYER will call"));
    // The first to try can't tell anybody.
    let down = StoreError::Unavailable { message: "down".to_owned() };
    let tell = async |told| {
        shop.told.borrow_mut().push(told);
        Err(down.clone().into())
    };
    let steps = async |on: &Following<'_>| automate(shop.desk(), on, &tell).await;
    now(follow(shop.desk(), id("t"), shop.clock.wall_ms(), steps)).unwrap_err();
    assert_eq!(shop.explained("t"), Vec::<String>::new());
    shop.follow("t");
    let row = shop.view("t").row;
    assert_eq!(
        (row.tags, row.assignee.as_deref(), row.priority.name()),
        (vec!["legal".to_owned()], Some("ute"), "urgent")
    );
    let view = shop.view("t");
    let by: Vec<&str> = view
        .records
        .iter()
        .filter_map(|record| match &record.what {
            What::Acted(acted) => Some(acted.by.as_str()),
            _ => None,
        })
        .collect();
    assert!(by.iter().all(|by| *by == "rule:urgent"), "{by:?}");
    assert_eq!(by.len(), 9, "four deeds and five explanations: {by:?}");
    assert_eq!(shop.explained("t"), ["tag", "assign", "prioritize", "note", "notify"]);
    // Told before it is recorded, under the same point each time.
    let told = shop.told.borrow();
    assert!(told.len() == 2 && told[0] == told[1], "{told:?}");
    assert!(matches!(&told[0], Told::Rule { rule, text, .. } if rule == "urgent" && text == "a threat"));
}

#[test]
fn out_of_hours_is_the_accounts_calendar() {
    let shop = Shop::with(json!([{ "id": "closed", "when": { "hours": "closed" }, "actions": [{ "tag": "late" }] }]));
    shop.set(Section::Calendars, &json!({ "calendars": {}, "accounts": {}, "default": null }));
    let is_open = shop.clock.wall_ms().div_euclid(DAY_MS) % 2 == 0;
    shop.hear("a", 1, "hello?");
    shop.clock.advance(DAY_MS);
    shop.hear("b", 1, "hello?");
    let (open, closed) = if is_open { ("a", "b") } else { ("b", "a") };
    assert_eq!((shop.explained(open), shop.explained(closed)), (vec![], vec!["tag".to_owned()]));
}

#[test]
fn a_language_without_a_text_is_answered_in_english_or_not_at_all() {
    let shop = Shop::with(json!([{ "id": "r", "actions": [{ "reply": { "template": "german", "lang": "de" } }] }]));
    shop.hear("t", 1, "wo?");
    assert_eq!(shop.queued("t"), ["german de order_id=order-t shop_name=main"]);
    let shop = Shop::with(json!([{ "id": "r", "actions": [{ "reply": { "template": "german" } }] }]));
    shop.hear("t", 1, "where?");
    assert_eq!(shop.explained("t"), ["reply!unwritten"]);
}

#[test]
fn two_rules_answer_one_message_once() {
    let reply = json!([{ "reply": { "template": "ack" } }]);
    let shop = Shop::with(json!([{ "id": "a", "actions": reply }, { "id": "b", "actions": reply }]));
    shop.hear("t", 1, "where?");
    assert_eq!(shop.explained("t"), ["reply", "reply!reply_waiting"]);
}

#[test]
fn another_auto_responder_without_marks_gets_two_answers_a_day() {
    let shop = Shop::with(answering());
    for number in 0..90 {
        shop.hear("t", number, &format!("I am away, notice {number}"));
        shop.send("t", &Scripted::default());
        shop.clock.advance(16 * 60_000);
    }
    // A day of it: at once, and after twelve hours.
    let sent = shop.view("t").conversation.items.iter().filter(|item| item.kind == automatic()).count();
    assert_eq!(sent, 2);
    // Of the newest records.
    let explained = shop.explained("t");
    let refused = explained.iter().filter(|it| *it == "reply!rule_again").count();
    assert!(refused > 20 && refused + 1 >= explained.len(), "{explained:?}");
}

fn from_buyer(thread: &str, buyer: &str, at: i64) -> Event {
    let mut event = message(thread, &format!("m-{thread}"), at, Author::Buyer, "where is it?");
    event.buyer = Some(Buyer { id: buyer.to_owned(), name: None });
    event
}

#[test]
fn one_who_opens_ten_thousand_conversations_gets_three_answers_a_day() {
    let shop = Shop::with(answering());
    let mut sent = 0;
    for number in 0..10_000 {
        let thread = format!("t{number}");
        shop.take(from_buyer(&thread, "Robot@other.example", shop.clock.wall_ms()));
        shop.follow(&thread);
        sent += shop.queued(&thread).len();
        shop.clock.advance(8_000);
    }
    assert_eq!(sent, 3);
    assert_eq!(shop.explained("t9999"), ["reply!recipient_full"]);
    assert_eq!(now(read_ledger(shop.desk(), "standard", "main")).unwrap().open_since(), None);
}

#[test]
fn a_flood_of_strangers_opens_the_breaker_and_people_are_told_once() {
    let shop = Shop::with(answering());
    let flood = |name: &str| {
        let mut sent = 0;
        for number in 0..100 {
            let thread = format!("{name}{number}");
            shop.take(from_buyer(&thread, &format!("{thread}@other.example"), shop.clock.wall_ms()));
            shop.follow(&thread);
            sent += shop.queued(&thread).len();
            shop.clock.advance(1_000);
        }
        sent
    };
    assert_eq!(flood("a"), 30);
    let ledger = now(read_ledger(shop.desk(), "standard", "main")).unwrap();
    assert!(ledger.open_since().is_some());
    assert_eq!(shop.told.borrow().iter().filter(|told| matches!(told, Told::Breaker { .. })).count(), 1);
    assert_eq!(shop.explained("a99"), ["reply!breaker_open"]);
    // It stays open whatever time passes, until somebody closes it.
    shop.clock.advance(2 * DAY_MS);
    assert_eq!(flood("b"), 0);
    let ledger = now(close_breaker(shop.desk(), ("standard", "main"), "ada", shop.clock.wall_ms())).unwrap();
    assert_eq!(ledger.open_since(), None);
    shop.clock.advance(1_000);
    assert_eq!(flood("c"), 30);
    let points: Vec<Told> = shop.told.borrow().clone();
    assert_eq!(points.len(), 2);
    assert_ne!(points[0], points[1], "another opening");
}

#[test]
fn an_address_that_comes_back_is_left_alone_for_sixty_days() {
    let shop = Shop::with(answering());
    shop.take(from_buyer("a", "gone@x.example", shop.clock.wall_ms()));
    shop.follow("a");
    assert_eq!(shop.queued("a").len(), 1);
    shop.send("a", &Scripted::answering([delivered(Some("ours"))]));
    shop.clock.advance(1_000);
    let mut bounce = from_buyer("a", "gone@x.example", shop.clock.wall_ms());
    bounce.id = "bounce".to_owned();
    let failure = Failure { message_id: Some("ours".to_owned()), reason: "no such mailbox".to_owned() };
    bounce.happening = Happening::Failed(failure);
    shop.take(bounce);
    shop.follow("a");
    assert_eq!(shop.queued("a").len(), 1, "a bounce is not answered");
    for days in [1, 57] {
        shop.clock.advance(days * DAY_MS);
        let thread = format!("after {days}");
        shop.take(from_buyer(&thread, "GONE@x.example", shop.clock.wall_ms()));
        shop.follow(&thread);
        assert_eq!(shop.explained(&thread), ["reply!recipient_dead"]);
    }
    shop.clock.advance(3 * DAY_MS);
    shop.take(from_buyer("later", "gone@x.example", shop.clock.wall_ms()));
    shop.follow("later");
    assert_eq!(shop.explained("later"), ["reply"]);
}

#[test]
fn a_storm_of_bounces_opens_the_breaker() {
    let shop = Shop::with(answering());
    let mut sent = 0;
    for number in 0..200 {
        let (thread, buyer) = (format!("t{number}"), format!("gone{number}@x.example"));
        shop.take(from_buyer(&thread, &buyer, shop.clock.wall_ms()));
        shop.follow(&thread);
        if !shop.queued(&thread).is_empty() {
            sent += 1;
            let mut bounce = from_buyer(&thread, &buyer, shop.clock.wall_ms());
            bounce.id = format!("bounce-{number}");
            bounce.happening = Happening::Failed(Failure { message_id: None, reason: "unknown".to_owned() });
            shop.take(bounce);
            shop.follow(&thread);
        }
        shop.clock.advance(30_000);
    }
    assert_eq!(sent, 10);
    assert!(now(read_ledger(shop.desk(), "standard", "main")).unwrap().open_since().is_some());
}

#[test]
fn lower_caps_hold_and_other_accounts_have_their_own() {
    let shop = Shop::default();
    shop.set(
        Section::Automations,
        &json!({ "rules": answering(), "caps": {
        "rule_pause_ms": 0, "recipient_max": 1, "recipient_window_ms": HOUR_MS, "ledger_max": 2,
        "ledger_window_ms": 600_000, "failures_max": 1 } }),
    );
    for number in 0..2 {
        shop.hear("t", number, "where?");
        shop.send("t", &Scripted::default());
        shop.clock.advance(60_000);
    }
    assert_eq!(shop.explained("t"), ["reply", "reply!recipient_full"]);
    let event = message("t", "m", shop.clock.wall_ms(), Author::Buyer, "where?");
    now(accept(shop.desk(), "standard", "second", event)).unwrap();
    let other = ConversationId::derive("standard", "second", "t");
    let steps = async |on: &Following<'_>| automate(shop.desk(), on, async |_| Ok(())).await;
    now(follow(shop.desk(), other, shop.clock.wall_ms(), steps)).unwrap();
    assert_eq!(now(read(shop.desk(), other)).unwrap().conversation.outbox.pending(), 1);
}

#[test]
fn without_rules_it_costs_one_read() {
    let shop = Shop::default();
    shop.take(message("t", "m", shop.clock.wall_ms(), Author::Buyer, "where?"));
    let reads = |work: &dyn Fn()| {
        let before = shop.store.operations().reads;
        work();
        shop.store.operations().reads - before
    };
    let ruled = reads(&|| shop.follow("t"));
    shop.take(message("u", "m", shop.clock.wall_ms(), Author::Buyer, "where?"));
    let bare = reads(&|| {
        now(follow(shop.desk(), id("u"), shop.clock.wall_ms(), async |_| Ok(Vec::new()))).unwrap();
    });
    assert_eq!(ruled, bare + 1);
}

#[test]
fn a_dry_run_stores_nothing_and_tries_what_is_switched_off() {
    let shop = Shop::default();
    for number in 0..3 {
        let event = message("t", &format!("m{number}"), shop.clock.wall_ms(), Author::Buyer, "where is it?");
        shop.take(event);
        shop.clock.advance(7 * HOUR_MS);
    }
    shop.take(message("t", "ours", shop.clock.wall_ms(), Author::Seller, "here"));
    let mut keys = shop.store.keys();
    let automations: Automations = serde_json::from_value(json!({ "rules": [
        { "id": "ack", "enabled": false, "actions": [{ "reply": { "template": "ack" } }, { "tag": "seen" }] },
    ] }))
    .unwrap();
    let settings = now(load_settings(shop.desk())).unwrap();
    let found = now(dry_run(shop.desk(), &settings, automations, &[id("t"), id("nobody")])).unwrap();
    let words: Vec<_> = found.iter().map(|it| (it.did, it.refusal.as_ref().map(|refusal| refusal.reason))).collect();
    let again = Some(Reason::RuleAgain);
    // Its own tag is set from the first message on; the rule answers again after twelve hours.
    assert_eq!(words, [("reply", None), ("tag", None), ("reply", again), ("reply", None)]);
    assert_eq!(found[0].text.as_deref(), Some("ack en order_id=order-t shop_name=main"));
    assert_eq!(found[0].event, EventId::delivered("standard", "main", "m0"));
    let mut after = shop.store.keys();
    keys.sort();
    after.sort();
    assert_eq!(keys, after);
}
