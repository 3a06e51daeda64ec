//! Every case in `fixtures/` and `replies/`, as it stands and changed at random.

mod sign;

use adapter_walmart::Walmart;
use sellerdesk_adapter::fixtures::{self, fuzz};

#[global_allocator]
static COUNTING: fuzz::Counting = fuzz::Counting;

#[test]
fn fixtures_are_received_as_expected() {
    fixtures::run_signed::<Walmart>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"), sign::sign);
}

#[test]
fn replies_are_sent_as_expected() {
    fixtures::run_replies::<Walmart>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}

#[test]
fn fuzzed_requests_are_received_within_limits() {
    fuzz::requests::<Walmart>(env!("CARGO_MANIFEST_DIR"), sign::sign);
}

#[test]
fn fuzzed_replies_are_sent_within_limits() {
    fuzz::replies::<Walmart>(env!("CARGO_MANIFEST_DIR"));
}
