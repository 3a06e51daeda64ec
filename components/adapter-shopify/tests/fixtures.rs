//! Every case in `fixtures/`, as it stands and changed at random.

use adapter_shopify::Shopify;
use sellerdesk_adapter::fixtures::{self, fuzz};

#[global_allocator]
static COUNTING: fuzz::Counting = fuzz::Counting;

#[test]
fn fixtures_are_received_as_expected() {
    fixtures::run::<Shopify>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"));
}

#[test]
fn fuzzed_requests_are_received_within_limits() {
    fuzz::requests::<Shopify>(env!("CARGO_MANIFEST_DIR"), |_, _| false);
}
