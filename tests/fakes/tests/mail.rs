//! The channel `mail` against its fake.

#[test]
fn round_trip() {
    sellerdesk_fakes::check::round_trip::<adapter_mail::Mail>(&sellerdesk_fakes::mail::Mail);
}
