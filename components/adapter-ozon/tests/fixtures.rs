//! Every case in `fixtures/` and `replies/`.

use adapter_ozon::Ozon;
use sellerdesk_adapter::fixtures::{run, run_replies};

#[test]
fn fixtures_are_received_as_expected() {
    run::<Ozon>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"));
}

#[test]
fn replies_are_sent_as_expected() {
    run_replies::<Ozon>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}
