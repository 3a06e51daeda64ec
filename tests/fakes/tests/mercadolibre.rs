//! Adapter and fake of `mercadolibre` against each other.

use adapter_mercadolibre::Mercadolibre;
use sellerdesk_adapter::{ApiAccount, Outcome, ReplyApi};
use sellerdesk_canonical::{Author, Happening};
use sellerdesk_fakes::{Call, Marketplace, Story, Told, World, check};

#[test]
fn round_trip() {
    check::round_trip::<Mercadolibre>(&sellerdesk_fakes::mercadolibre::Mercadolibre);
}

/// A claim is fetched in two rounds with its order, joins the sale's conversation, and is answered in the claim.
#[test]
fn a_claim_joins_its_sale_and_is_answered_there() {
    let fake = sellerdesk_fakes::mercadolibre::Mercadolibre;
    let mut world = World::default();
    let story = Story { number: 7_000_001, at: 1_767_607_200_000, text: "No llegó".to_owned() };
    let endpoint = format!("https://desk.example/hooks/mercadolibre/main{}", fake.sub_path());
    let message = fake.tell(&mut world, &story, Told::Message, &endpoint).expect("has messages");
    let message = check::receive::<Mercadolibre>(&fake, &mut world, &message);
    let risk = fake.tell(&mut world, &story, Told::Risk, &endpoint).expect("has claims");
    let events = check::receive::<Mercadolibre>(&fake, &mut world, &risk);
    assert!(events.iter().all(|event| event.thread == message[0].thread), "{events:#?}");
    let is_buyers =
        |happening: &Happening| matches!(happening, Happening::Message(said) if said.author == Author::Buyer);
    let said = events.iter().find(|event| is_buyers(&event.happening)).expect("the claim has a message");
    let risk = events.iter().find_map(|event| match &event.happening {
        Happening::Risk(risk) => Some(risk),
        _ => None,
    });
    assert_eq!(risk.and_then(|risk| risk.due_at), Some(story.at + 2 * 24 * 60 * 60 * 1_000));

    let mut account = ApiAccount {
        name: "main".to_owned(),
        settings: fake.api_settings().to_string(),
        api: check::BASE.to_owned(),
        token: None,
        now: story.at,
    };
    let call = |world: &mut World, request| {
        fake.answer(world, &Call::of(&request, check::BASE, story.at).expect("at the API"))
    };
    let request = Mercadolibre::authorize(&account).expect("whole settings").expect("no token yet");
    let response = call(&mut world, request);
    account.token = Some(Mercadolibre::token(&account, &response).expect("a token"));
    let reply = check::reply_to(said, 1, "Lo revisamos hoy.");
    let request = Mercadolibre::compose(&account, &reply).expect("can be answered");
    let response = call(&mut world, request);
    let outcome = Mercadolibre::interpret(&account, &reply, &response);
    assert_eq!(outcome, Outcome::Delivered { message_id: None });
    assert_eq!(world.sent[0].thread, "claim:5007000001");

    // The refresh token that came with the first access token is the one to use next.
    account.now += 3 * 60 * 60 * 1_000;
    let request = Mercadolibre::authorize(&account).expect("whole settings").expect("the token has run out");
    assert!(String::from_utf8_lossy(&request.body).contains("TG-6c0143c5f5c1825bfe2a060a"));
}
