//! The adapter `shopee` and its fake against each other.

use adapter_shopee::Shopee;
use sellerdesk_fakes::check::round_trip;
use sellerdesk_fakes::shopee;

#[test]
fn round_trips() {
    round_trip::<Shopee>(&shopee::Shopee);
}
