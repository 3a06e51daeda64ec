//! Adapter and fake of `ozon` against each other.

#[test]
fn round_trip() {
    sellerdesk_fakes::check::round_trip::<adapter_ozon::Ozon>(&sellerdesk_fakes::ozon::Ozon);
}
