//! Every folder in `fixtures/` is a case: a request, the account's settings, and what the adapter makes of it; every
//! folder in `replies/` is a reply and the request that sends it.
//!
//! `vector-t1-*` and `vector-t2-*` are SNS's published messages, from aws-sdk-ruby's `message_verifier_spec.rb`, and
//! their negatives; `vector-t3-*` are Mailgun's, from Rails' Action Mailbox tests; `vector-t4-*` are Twilio's, from
//! sendgrid-go's `eventwebhook_test.go`.

mod signing;

use adapter_amazon::Amazon;

#[test]
fn every_fixture_is_received_as_expected() {
    sellerdesk_adapter::fixtures::run_signed::<Amazon>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"), signing::sign);
}

#[test]
fn every_reply_is_sent_as_expected() {
    sellerdesk_adapter::fixtures::run_replies::<Amazon>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}

#[test]
fn the_fixtures_have_the_tests_public_key() {
    let settings = include_str!("../fixtures/sendgrid-parsed/settings.json");
    assert!(settings.contains(&signing::sendgrid_public_key()), "{}", signing::sendgrid_public_key());
}
