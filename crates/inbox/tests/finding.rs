//! Finding what is closed by order and buyer, mentions, counts of views, and the filters of the list.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use sellerdesk_canonical::{Author, Buyer, ConversationId, Event};
use sellerdesk_inbox::action::Action;
use sellerdesk_inbox::limits::FOUND_MAX;
use sellerdesk_inbox::{
    Deed, Desk, Filter, Following, Section, accept, act, check_sharing, count, erase_records, find, follow, list,
    mentioned, note_mention, note_terms, put_settings, read_mentions, share_out,
};
use sellerdesk_journal::Clock;
use sellerdesk_journal::memory::MemoryStore;
use support::store::{ManualClock, now};
use support::{HOUR_MS, PlainRules, message};

#[derive(Default)]
struct Office {
    store: MemoryStore,
    clock: ManualClock,
}

impl Office {
    fn desk(&self) -> Desk<'_, MemoryStore, ManualClock, PlainRules> {
        Desk::new(&self.store, &self.clock, &PlainRules)
    }

    fn hear(&self, thread: &str, order: &str, buyer: &str) -> ConversationId {
        self.clock.advance(1_000);
        let event = message(thread, &format!("m-{thread}"), self.clock.wall_ms(), Author::Buyer, "hello");
        let buyer = Some(Buyer { id: format!("id-{buyer}"), name: Some(buyer.to_owned()) });
        let event = Event { order_id: Some(order.to_owned()), buyer, ..event };
        let id = now(accept(self.desk(), "standard", "main", event)).unwrap().conversation;
        self.follow(id);
        id
    }

    fn follow(&self, id: ConversationId) {
        let desk = self.desk();
        let steps = async |following: &Following<'_>| {
            note_terms(desk, following).await?;
            for (name, mention) in mentioned(following) {
                note_mention(desk, name, &mention).await?;
            }
            share_out(desk, following, &[]).await
        };
        now(follow(desk, id, self.clock.wall_ms(), steps)).unwrap();
    }

    fn does(&self, id: ConversationId, action: Action) {
        self.clock.advance(1_000);
        now(act(self.desk(), id, Deed::Plain(action), "mia", None)).unwrap();
        self.follow(id);
    }

    fn found(&self, words: &str) -> Vec<ConversationId> {
        now(find(self.desk(), words)).unwrap().iter().map(|row| row.conversation).collect()
    }

    fn counts(&self, filters: &[&[(&str, &str)]]) -> Vec<u32> {
        let filters: Vec<Filter> = filters.iter().map(|filter| set(filter)).collect();
        now(count(self.desk(), &filters)).unwrap().counts
    }
}

fn set(parameters: &[(&str, &str)]) -> Filter {
    let mut filter = Filter::default();
    parameters.iter().for_each(|(name, value)| assert_eq!(filter.set(name, value, "mia"), Ok(true), "{name}"));
    filter
}

#[test]
fn what_is_closed_is_found_by_order_and_buyer() {
    let office = Office::default();
    let first = office.hear("a", "#302-7", "Anna  Bell");
    let second = office.hear("b", "302-8", "anna bell");
    office.does(first, Action::Closed);
    assert!(
        now(list(office.desk(), &Filter::default(), None, 10))
            .unwrap()
            .rows
            .iter()
            .all(|row| row.conversation != first)
    );
    assert_eq!(office.found("302-7"), [first]);
    assert_eq!(office.found(" #302-7 "), [first]);
    let both = office.found("ANNA BELL");
    assert!(both.len() == 2 && both.contains(&first) && both.contains(&second));
    assert_eq!(office.found("302-8"), [second]);
    assert_eq!(office.found("302"), []);
    assert_eq!(office.found("  "), []);
    // Another account's are not there.
    let others = ["standard/other".to_owned()];
    assert_eq!(now(find(office.desk().within(Some(&others)), "302-7")).unwrap(), []);
}

#[test]
fn whoever_was_forgotten_is_not_found_by_name() {
    let office = Office::default();
    let id = office.hear("a", "302-7", "Anna");
    office.does(id, Action::Erased { reason: "request".to_owned() });
    now(erase_records(office.desk(), id)).unwrap();
    assert_eq!(office.found("Anna"), []);
    assert_eq!(office.found("302-7"), [id]);
}

#[test]
fn one_term_finds_the_newest_only() {
    let office = Office::default();
    let ids: Vec<_> = (0..FOUND_MAX + 5).map(|number| office.hear(&format!("t{number}"), "302-7", "x")).collect();
    let found = office.found("302-7");
    assert_eq!(found.len(), FOUND_MAX);
    assert!(found.contains(ids.last().unwrap()) && !found.contains(&ids[0]));
}

#[test]
fn mentions_are_kept_once_the_newest_first() {
    let office = Office::default();
    let id = office.hear("a", "302-7", "Anna");
    let noted = |text: &str| Action::Noted { text: text.to_owned(), mentions: vec!["leo".to_owned()] };
    office.does(id, noted("@leo one"));
    office.does(id, noted("@leo two"));
    office.follow(id);
    let mentions = now(read_mentions(office.desk(), "leo")).unwrap();
    assert_eq!(mentions.len(), 2);
    assert!(mentions[0].at > mentions[1].at && mentions.iter().all(|mention| mention.by == "mia"));
    assert_eq!(now(read_mentions(office.desk(), "ada")).unwrap(), []);
}

#[test]
fn views_are_counted_in_one_look_and_filters_mean_what_they_say() {
    let office = Office::default();
    let first = office.hear("a", "1", "Anna");
    office.hear("b", "2", "Bob");
    office.does(first, Action::Assigned { to: Some("mia".to_owned()) });
    office.does(first, Action::Tagged { tag: "x".to_owned(), on: true });
    let filters: [&[(&str, &str)]; 6] = [
        &[],
        &[("assignee", "me")],
        &[("assignee", "none")],
        &[("tag", "x")],
        &[("sla", "due_soon")],
        &[("q", "nothing")],
    ];
    assert_eq!(office.counts(&filters), [2, 1, 1, 1, 2, 0]);
    let from = chrono_day(office.clock.wall_ms());
    assert_eq!(office.counts(&[&[("since", &from)], &[("until", &from)], &[("sla", "breached")]]), [2, 0, 0]);
    office.clock.advance(2 * HOUR_MS);
    assert_eq!(office.counts(&[&[("sla", "breached")], &[("sla", "ok")], &[("sla", "paused")]]), [2, 0, 0]);
    let mut filter = Filter::default();
    assert_eq!(filter.set("colour", "red", "mia"), Ok(false));
    for (name, value) in [("sla", "late"), ("since", "yesterday"), ("status", "gone"), ("view", "x")] {
        assert!(filter.set(name, value, "mia").is_err(), "{name}");
    }
}

/// The day of an instant, as `2026-01-14`.
fn chrono_day(at: i64) -> String {
    chrono::DateTime::from_timestamp_millis(at).unwrap().format("%Y-%m-%d").to_string()
}

fn share(office: &Office, members: &str) {
    let json = format!(r#"{{"enabled":true,"members":[{members}]}}"#);
    check_sharing(&json).unwrap();
    now(put_settings(office.desk(), Section::Assignment, 0, json, "ada")).unwrap();
}

fn assignee(office: &Office, id: ConversationId) -> Option<String> {
    now(sellerdesk_inbox::read_row(office.desk(), id)).unwrap().assignee
}

#[test]
fn what_nobody_has_goes_round_by_room_until_all_are_full() {
    let office = Office::default();
    share(
        &office,
        r#"{"agent":"mia","capacity":2,"languages":["en"]},{"agent":"leo","capacity":2},{"agent":"ada","capacity":9,"away":true},
           {"agent":"kim","capacity":9,"languages":["de"]},{"agent":"eve","capacity":9,"accounts":["mail/main"]},
           {"agent":"bob","capacity":9,"categories":["praise_thanks"]}"#,
    );
    let given: Vec<_> = (0..5)
        .map(|number| {
            let id = office.hear(&format!("t{number}"), &number.to_string(), "x");
            // The index learns of it by the sweep that asked for it.
            now(sellerdesk_inbox::sweep(
                office.desk(),
                office.clock.wall_ms(),
                async |_| {},
                &sellerdesk_inbox::Unattended(office.desk()),
            ))
            .unwrap();
            assignee(&office, id)
        })
        .collect();
    let names: Vec<_> = given.iter().map(Option::as_deref).collect();
    assert_eq!(names, [Some("mia"), Some("leo"), Some("mia"), Some("leo"), None]);
}

#[test]
fn what_was_given_or_taken_by_hand_stays() {
    let office = Office::default();
    let ids = [office.hear("a", "1", "x"), office.hear("b", "2", "x")];
    office.does(ids[0], Action::Assigned { to: Some("ada".to_owned()) });
    office.does(ids[1], Action::Assigned { to: None });
    share(&office, r#"{"agent":"mia","capacity":9}"#);
    for (id, thread) in ids.into_iter().zip(["a", "b"]) {
        office.clock.advance(1_000);
        let event = message(thread, &format!("again-{thread}"), office.clock.wall_ms(), Author::Buyer, "hello?");
        now(accept(office.desk(), "standard", "main", event)).unwrap();
        office.follow(id);
    }
    assert_eq!(ids.map(|id| assignee(&office, id)), [Some("ada".to_owned()), None]);
    let third = office.hear("c", "3", "x");
    assert_eq!(assignee(&office, third).as_deref(), Some("mia"));
    let view = now(sellerdesk_inbox::read(office.desk(), third)).unwrap();
    let why = view.records.iter().find_map(|record| match &record.what {
        sellerdesk_inbox::record::What::Acted(acted) => match &acted.action {
            Action::Automated(automated) => Some((acted.by.clone(), automated.because.clone())),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(why, Some(("rule:assignment".to_owned(), vec!["load:0/9".to_owned()])));
}

#[test]
fn a_sharing_that_makes_no_sense_is_named() {
    for (members, field) in [
        (r#"{"agent":"","capacity":1}"#, "members[0].agent"),
        (r#"{"agent":"a","capacity":0}"#, "members[0].capacity"),
        (r#"{"agent":"a","capacity":1},{"agent":"a","capacity":1}"#, "members[1].agent"),
        (r#"{"agent":"a","capacity":1,"languages":[""]}"#, "members[0].languages"),
        (r#"{"agent":"a"}"#, "document"),
    ] {
        let refused = check_sharing(&format!(r#"{{"members":[{members}]}}"#)).unwrap_err();
        assert_eq!(refused.0, field);
    }
}
