//! Adapter and fake against each other.

use adapter_ebay::Ebay;
use sellerdesk_fakes::{check, ebay};

#[test]
fn round_trip() {
    check::round_trip::<Ebay>(&ebay::Ebay);
}
