//! The adapter `standard` and the fake of its other side.

#[test]
fn adapter_and_fake_agree() {
    sellerdesk_fakes::check::round_trip::<adapter_standard::Standard>(&sellerdesk_fakes::standard::Standard);
}
