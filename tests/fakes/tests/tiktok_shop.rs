//! Adapter and fake against each other.

use adapter_tiktok_shop::TiktokShop;
use sellerdesk_fakes::{check, tiktok_shop};

#[test]
fn round_trip() {
    check::round_trip::<TiktokShop>(&tiktok_shop::TiktokShop);
}
