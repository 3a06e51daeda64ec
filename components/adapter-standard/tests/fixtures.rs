//! Every case in `fixtures/` and `replies/`.

use adapter_standard::Standard;
use sellerdesk_adapter::fixtures;

#[test]
fn fixtures_are_received_as_expected() {
    fixtures::run::<Standard>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"));
}

#[test]
fn replies_are_sent_as_expected() {
    fixtures::run_replies::<Standard>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}
