//! Every folder in `fixtures/` is a case: a request, the account's settings, and what the adapter makes of it.
//! `vector-t3-*` are Mailgun's published vector and its negatives, from Rails' Action Mailbox tests.

use adapter_amazon::Amazon;

#[test]
fn every_fixture_is_received_as_expected() {
    sellerdesk_adapter::fixtures::run::<Amazon>(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"));
}
