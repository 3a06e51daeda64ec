//! Every folder in `fixtures/` is a case: a request, the account's settings, and what the adapter makes of it; every
//! folder in `replies/` is a reply and the request that sends it. All of them are changed at random, too.
//!
//! `vector-t1-*` and `vector-t2-*` are SNS's published messages, from aws-sdk-ruby's `message_verifier_spec.rb`, and
//! their negatives; `vector-t3-*` are Mailgun's, from Rails' Action Mailbox tests; `vector-t4-*` are Twilio's, from
//! sendgrid-go's `eventwebhook_test.go`.

mod signing;

use adapter_amazon::Amazon;
use sellerdesk_adapter::fixtures::{self, fuzz};

#[global_allocator]
static COUNTING: fuzz::Counting = fuzz::Counting;

#[test]
fn every_fixture_is_received_as_expected() {
    fixtures::run_signed::<Amazon>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"), signing::sign);
}

#[test]
fn every_reply_is_sent_as_expected() {
    fixtures::run_replies::<Amazon>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}

#[test]
fn the_fixtures_have_the_tests_public_key() {
    let settings = include_str!("../fixtures/sendgrid-parsed/settings.json");
    assert!(settings.contains(&signing::sendgrid_public_key()), "{}", signing::sendgrid_public_key());
}

#[test]
fn fuzzed_requests_are_received_within_limits() {
    fuzz::requests::<Amazon>(env!("CARGO_MANIFEST_DIR"), signing::sign);
}

#[test]
fn fuzzed_replies_are_sent_within_limits() {
    fuzz::replies::<Amazon>(env!("CARGO_MANIFEST_DIR"));
}
