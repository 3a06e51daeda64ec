//! Adapter and fake of `lazada` against each other.

#[test]
fn round_trip() {
    sellerdesk_fakes::check::round_trip::<adapter_lazada::Lazada>(&sellerdesk_fakes::lazada::Lazada);
}
