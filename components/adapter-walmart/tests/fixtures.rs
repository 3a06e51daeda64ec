//! Every case in `fixtures/` and `replies/`.

mod sign;

use adapter_walmart::Walmart;

#[test]
fn fixtures_are_received_as_expected() {
    sellerdesk_adapter::fixtures::run_signed::<Walmart>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"), sign::sign);
}

#[test]
fn replies_are_sent_as_expected() {
    sellerdesk_adapter::fixtures::run_replies::<Walmart>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}
