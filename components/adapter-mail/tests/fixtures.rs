//! Every case in `fixtures/` and `replies/`, as it stands and changed at random.

use adapter_mail::Mail;
use sellerdesk_adapter::fixtures::{self, fuzz};

#[global_allocator]
static COUNTING: fuzz::Counting = fuzz::Counting;

#[test]
fn fixtures_are_received_as_expected() {
    fixtures::run::<Mail>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"));
}

#[test]
fn replies_are_sent_as_expected() {
    fixtures::run_replies::<Mail>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}

#[test]
fn fuzzed_requests_are_received_within_limits() {
    fuzz::requests::<Mail>(env!("CARGO_MANIFEST_DIR"), |_, _| false);
}

#[test]
fn fuzzed_replies_are_sent_within_limits() {
    fuzz::replies::<Mail>(env!("CARGO_MANIFEST_DIR"));
}
