//! Every case in `fixtures/`.

use adapter_standard::Standard;

#[test]
fn fixtures_are_received_as_expected() {
    sellerdesk_adapter::fixtures::run::<Standard>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"));
}
