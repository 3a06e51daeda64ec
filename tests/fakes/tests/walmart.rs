//! The channel `walmart` against its fake.

#[test]
fn round_trip() {
    sellerdesk_fakes::check::round_trip::<adapter_walmart::Walmart>(&sellerdesk_fakes::walmart::Walmart);
}
