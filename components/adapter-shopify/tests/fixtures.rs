//! Every case in `fixtures/`.

use adapter_shopify::Shopify;

#[test]
fn fixtures_are_received_as_expected() {
    sellerdesk_adapter::fixtures::run::<Shopify>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"));
}
