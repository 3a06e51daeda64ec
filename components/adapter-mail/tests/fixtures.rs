//! Every case in `fixtures/` and `replies/`.

mod sign;

use adapter_mail::Mail;

#[test]
fn fixtures_are_received_as_expected() {
    sellerdesk_adapter::fixtures::run_signed::<Mail>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"), sign::sign);
}

#[test]
fn replies_are_sent_as_expected() {
    sellerdesk_adapter::fixtures::run_replies::<Mail>(concat!(env!("CARGO_MANIFEST_DIR"), "/replies"));
}
