//! Every case in `fixtures/`.

use adapter_etsy::Etsy;

#[test]
fn fixtures_are_received_as_expected() {
    sellerdesk_adapter::fixtures::run::<Etsy>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"));
}
