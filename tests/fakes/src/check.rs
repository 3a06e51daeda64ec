//! The round trip that every channel with a reply API has to pass, natively: adapter and fake against each other.
//!
//! The black-box suite does the same over HTTP with the real components.

use crate::{Call, Marketplace, Mode, Sent, Story, Told, World};
use sellerdesk_adapter::{
    ApiAccount, Evidence, HttpRequest, HttpResponse, NEED_ROUNDS_MAX, Need, Outcome, Received, Reply, ReplyApi, Request,
};
use sellerdesk_canonical::{Author, Event, Happening, Message};

/// The fake API's base URL.
pub const BASE: &str = "http://api.fake";
/// When the stories are told.
const AT: i64 = 1_767_607_200_000;

/// Runs all of it.
///
/// # Panics
///
/// When any of it fails; the message says what.
pub fn round_trip<A: ReplyApi>(fake: &dyn Marketplace) {
    a_message_is_answered::<A>(fake);
    a_duplicate_is_the_same_event::<A>(fake);
    a_tampered_delivery_is_not_taken::<A>(fake);
    a_risk_event_is_one::<A>(fake);
    failures_are_told_apart::<A>(fake);
    foreign_credentials_are_refused::<A>(fake);
}

/// The events that a webhook makes.
///
/// # Panics
///
/// When the adapter doesn't take it.
pub fn receive<A: ReplyApi>(fake: &dyn Marketplace, world: &mut World, delivery: &HttpRequest) -> Vec<Event> {
    let mut evidence = Vec::new();
    for _ in 0..=NEED_ROUNDS_MAX {
        match A::receive(&request(fake, delivery), &evidence) {
            Received::Accepted(acceptance) => return acceptance.events,
            // What was fetched in earlier rounds stays at hand.
            Received::Needs(needs) => needs.iter().for_each(|need| evidence.push(fetch::<A>(fake, world, need))),
            other => panic!("{}: {other:?} for {:?}", fake.channel(), String::from_utf8_lossy(&delivery.body)),
        }
    }
    panic!("{}: asks for evidence without end", fake.channel());
}

fn fetch<A: ReplyApi>(fake: &dyn Marketplace, world: &mut World, need: &Need) -> Evidence {
    let request = if need.with_credentials {
        let account = authorized::<A>(fake, world, account(fake));
        A::fetch(&account, &need.url).expect("the adapter fetches what it asks for")
    } else {
        HttpRequest::get(&need.url)
    };
    assert_eq!(request.url, need.url);
    let response = call(fake, world, &request);
    Evidence { url: need.url.clone(), status: response.status, body: response.body }
}

fn request(fake: &dyn Marketplace, delivery: &HttpRequest) -> Request {
    let path = delivery.url.strip_prefix("https://desk.example").expect("sent to the desk");
    Request {
        method: delivery.method.clone(),
        path_and_query: path.to_owned(),
        endpoint: delivery.url.clone(),
        headers: delivery.headers.clone(),
        body: delivery.body.clone(),
        received_at: AT,
        account: "main".to_owned(),
        client_address: Some("127.0.0.1".to_owned()),
        api: BASE.to_owned(),
        settings: fake.webhook_settings().to_string(),
    }
}

fn account(fake: &dyn Marketplace) -> ApiAccount {
    ApiAccount {
        name: "main".to_owned(),
        settings: fake.api_settings().to_string(),
        api: BASE.to_owned(),
        token: None,
        now: AT,
    }
}

/// The account with a token where the API needs one.
fn authorized<A: ReplyApi>(fake: &dyn Marketplace, world: &mut World, mut account: ApiAccount) -> ApiAccount {
    if let Some(request) = A::authorize(&account).expect("the settings are whole") {
        let response = call(fake, world, &request);
        account.token = Some(A::token(&account, &response).expect("the fake gives a token"));
        assert_eq!(A::authorize(&account).expect("still whole"), None, "a fresh token is good");
    }
    account
}

fn call(fake: &dyn Marketplace, world: &mut World, request: &HttpRequest) -> HttpResponse {
    let call = Call::of(request, BASE, AT).unwrap_or_else(|| panic!("{} is not at the API", request.url));
    fake.answer(world, &call)
}

fn story(number: u64) -> Story {
    Story { number, at: AT, text: format!("Where is my parcel? I ordered it 2 weeks ago ({number})") }
}

fn tell(fake: &dyn Marketplace, world: &mut World, story: &Story, told: Told) -> Option<HttpRequest> {
    let endpoint = format!("https://desk.example/hooks/{}/main{}", fake.channel(), fake.sub_path());
    fake.tell(world, story, told, &endpoint)
}

fn message(event: &Event) -> Option<&Message> {
    match &event.happening {
        Happening::Message(message) => Some(message),
        _ => None,
    }
}

/// The reply as the desk makes it of the buyer's message.
pub fn reply_to(event: &Event, number: u64, text: &str) -> Reply {
    Reply {
        id: format!("{number:032x}"),
        thread: event.thread.clone(),
        buyer: event.buyer.clone(),
        order_id: event.order_id.clone(),
        product_id: event.product_id.clone(),
        site: event.site.clone(),
        subject: message(event).and_then(|message| message.subject.clone()),
        text: text.to_owned(),
        in_reply_to: Some(event.id.clone()),
        references: Vec::new(),
        buyer_wrote_at: Some(event.at),
        is_automatic: false,
    }
}

fn buyers_message<A: ReplyApi>(fake: &dyn Marketplace, world: &mut World, story: &Story) -> Event {
    let delivery = tell(fake, world, story, Told::Message).expect("every channel has messages");
    let events = receive::<A>(fake, world, &delivery);
    let from_buyer = |event: &&Event| message(event).is_some_and(|message| message.author == Author::Buyer);
    let event = events.iter().find(from_buyer).unwrap_or_else(|| panic!("no message of a buyer in {events:#?}"));
    let text = &message(event).expect("just looked").text;
    assert!(text.contains(&story.text), "{text:?} is not what the buyer wrote: {:?}", story.text);
    event.clone()
}

fn send<A: ReplyApi>(fake: &dyn Marketplace, world: &mut World, account: &ApiAccount, reply: &Reply) -> Outcome {
    let request = A::compose(account, reply).unwrap_or_else(|refusal| panic!("{}: {refusal}", fake.channel()));
    let response = call(fake, world, &request);
    A::interpret(account, reply, &response)
}

fn a_message_is_answered<A: ReplyApi>(fake: &dyn Marketplace) {
    let mut world = World::default();
    let (story, text) = (story(7_000_001), "It is on its way and arrives on Friday — 我们很抱歉.");
    let event = buyers_message::<A>(fake, &mut world, &story);
    let account = authorized::<A>(fake, &mut world, account(fake));
    let reply = reply_to(&event, 1, text);
    let outcome = send::<A>(fake, &mut world, &account, &reply);
    let Outcome::Delivered { message_id } = outcome else { panic!("{}: {outcome:?}", fake.channel()) };
    let [Sent { text: sent, .. }] = world.sent.as_slice() else { panic!("{:?}", world.sent) };
    assert!(sent.contains(text), "{sent:?}");
    if A::LIMITS.is_idempotent {
        let again = send::<A>(fake, &mut world, &account, &reply);
        assert!(matches!(again, Outcome::Delivered { .. }), "{again:?}");
        assert_eq!(world.sent.len(), 1, "the same reply twice reaches the buyer once");
    }
    let Some(echo) = tell(fake, &mut world, &story, Told::Echo) else { return };
    let events = receive::<A>(fake, &mut world, &echo);
    assert!(events.iter().any(|event| message(event).is_some()), "an echo is a message: {events:#?}");
    for event in &events {
        let Some(message) = message(event) else { continue };
        assert!(matches!(message.author, Author::Seller | Author::Automatic), "an echo is never the buyer's");
        assert_eq!(event.thread, reply.thread, "the echo is on the same thread");
        if let Some(message_id) = &message_id {
            assert_eq!(&event.id, message_id, "the echo's id is the one that the API gave");
        }
    }
}

fn a_duplicate_is_the_same_event<A: ReplyApi>(fake: &dyn Marketplace) {
    let mut world = World::default();
    let delivery = tell(fake, &mut world, &story(7_000_002), Told::Message).expect("every channel has messages");
    let first = receive::<A>(fake, &mut world, &delivery);
    assert_eq!(first, receive::<A>(fake, &mut world, &delivery));
}

fn a_tampered_delivery_is_not_taken<A: ReplyApi>(fake: &dyn Marketplace) {
    let mut world = World::default();
    let mut delivery = tell(fake, &mut world, &story(7_000_003), Told::Message).expect("every channel has messages");
    let digit = delivery.body.iter_mut().rev().find(|byte| byte.is_ascii_digit()).expect("ids have digits");
    *digit = if *digit == b'9' { b'8' } else { *digit + 1 };
    let received = A::receive(&request(fake, &delivery), &[]);
    // Unsigned channels only point at documents, which are then not there.
    let taken = matches!(received, Received::Accepted(_));
    assert!(!taken, "{}: a tampered body was taken: {received:#?}", fake.channel());
}

fn a_risk_event_is_one<A: ReplyApi>(fake: &dyn Marketplace) {
    let mut world = World::default();
    let Some(delivery) = tell(fake, &mut world, &story(7_000_004), Told::Risk) else { return };
    let events = receive::<A>(fake, &mut world, &delivery);
    assert!(events.iter().any(|event| matches!(event.happening, Happening::Risk(_))), "{events:#?}");
}

fn failures_are_told_apart<A: ReplyApi>(fake: &dyn Marketplace) {
    let mut world = World::default();
    let event = buyers_message::<A>(fake, &mut world, &story(7_000_005));
    let account = authorized::<A>(fake, &mut world, account(fake));
    let reply = reply_to(&event, 5, "A moment please.");
    for mode in [Mode::Temporary, Mode::Permanent, Mode::Throttled] {
        world.mode = mode;
        let outcome = send::<A>(fake, &mut world, &account, &reply);
        let reason = match (&outcome, mode) {
            (Outcome::Temporary { reason, .. }, Mode::Temporary | Mode::Throttled)
            | (Outcome::Permanent { reason }, Mode::Permanent) => reason,
            _ => panic!("{} while {mode:?}: {outcome:?}", fake.channel()),
        };
        assert!((4..2_000).contains(&reason.len()), "{reason:?}");
    }
    assert!(world.sent.is_empty());
    if account.token.is_some() {
        world.mode = Mode::TokenExpired;
        let outcome = send::<A>(fake, &mut world, &account, &reply);
        assert!(matches!(outcome, Outcome::Unauthorized { .. }), "{outcome:?}");
    }
}

fn foreign_credentials_are_refused<A: ReplyApi>(fake: &dyn Marketplace) {
    let mut world = World::default();
    let event = buyers_message::<A>(fake, &mut world, &story(7_000_006));
    let mut stranger = authorized::<A>(fake, &mut world, account(fake));
    let mut settings = fake.api_settings();
    for (key, value) in settings.as_object_mut().expect("settings are an object") {
        let is_secret = ["secret", "token", "key", "password"].iter().any(|word| key.contains(word));
        if let (true, Some(text)) = (is_secret, value.as_str()) {
            *value = spoil(text).into();
        }
    }
    stranger.settings = settings.to_string();
    stranger.token = stranger.token.map(|token| {
        let mut token: serde_json::Value = serde_json::from_str(&token).expect("tokens are JSON objects");
        for (_, value) in token.as_object_mut().expect("tokens are JSON objects") {
            if let Some(text) = value.as_str() {
                *value = spoil(text).into();
            }
        }
        token.to_string()
    });
    let outcome = send::<A>(fake, &mut world, &stranger, &reply_to(&event, 6, "Never sent."));
    assert!(!matches!(outcome, Outcome::Delivered { .. }), "{outcome:?}");
    assert!(world.sent.is_empty());
}

/// A secret with its last letter or digit turned.
fn spoil(text: &str) -> String {
    let turned = |letter: char| if letter == '1' || letter == 'a' { '2' } else { '1' };
    let mut letters: Vec<char> = text.chars().collect();
    if let Some(last) = letters.iter_mut().rev().find(|letter| letter.is_ascii_alphanumeric()) {
        *last = turned(*last);
    }
    letters.into_iter().collect()
}
