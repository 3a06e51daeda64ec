//! The adapter of Amazon against the fake.

use adapter_amazon::Amazon as Adapter;
use sellerdesk_adapter::{Outcome, ReplyApi};
use sellerdesk_canonical::{Author, Happening};
use sellerdesk_fakes::amazon::Amazon;
use sellerdesk_fakes::check::{BASE, receive, reply_to, round_trip};
use sellerdesk_fakes::{Call, Marketplace, Story, Told, World};

const ENDPOINT: &str = "https://desk.example/hooks/amazon/main";
const AT: i64 = 1_767_607_200_000;

#[test]
fn buyers_are_answered() {
    round_trip::<Adapter>(&Amazon);
}

fn story() -> Story {
    Story { number: 8_000_001, at: AT, text: "Where is it?".to_owned() }
}

/// What re-opens the clock: the bounce refers to the answer by the id that sending it gave.
#[test]
fn a_bounce_refers_to_the_answer_that_it_bounces() {
    let mut world = World::default();
    let delivery = Amazon.tell(&mut world, &story(), Told::Message, ENDPOINT).expect("a message");
    let message = receive::<Adapter>(&Amazon, &mut world, &delivery).remove(0);
    let account = sellerdesk_adapter::ApiAccount {
        name: "main".to_owned(),
        settings: Amazon.api_settings().to_string(),
        api: BASE.to_owned(),
        token: None,
        now: AT,
    };
    let reply = reply_to(&message, 9, "Tomorrow.");
    let request = Adapter::compose(&account, &reply).expect("composes");
    let call = Call::of(&request, BASE, AT).expect("goes to the API");
    let response = Amazon.answer(&mut world, &call);
    let Outcome::Delivered { message_id: Some(message_id) } = Adapter::interpret(&account, &reply, &response) else {
        panic!("{response:?}");
    };
    let bounce = Amazon.bounce(world.sent.last().expect("sent"), &story(), ENDPOINT);
    let events = receive::<Adapter>(&Amazon, &mut world, &bounce);
    let failure = events.iter().find_map(|event| match &event.happening {
        Happening::Failed(failure) => Some((event.thread.clone(), failure.message_id.clone())),
        _ => None,
    });
    assert_eq!(failure, Some((message.thread, Some(message_id))));
}

#[test]
fn an_answer_in_seller_central_is_the_sellers() {
    let mut world = World::default();
    let delivery = Amazon.tell(&mut world, &story(), Told::Echo, ENDPOINT).expect("a copy");
    let events = receive::<Adapter>(&Amazon, &mut world, &delivery);
    let [event] = events.as_slice() else { panic!("{events:?}") };
    let Happening::Message(message) = &event.happening else { panic!("{event:?}") };
    assert_eq!(message.author, Author::Seller);
    assert_eq!(message.text, "We have looked into it and will write tomorrow.");
}
