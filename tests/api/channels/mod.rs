//! Each marketplace both ways, against its fake: messages in, replies out, and every way in which that may fail.

mod round_trip;

use crate::harness::{TestApp, tests};
use round_trip::{Channel, with_channel};
use sellerdesk_fakes::meta::{Meta, Site};

/// A test for each channel that takes replies.
macro_rules! channels {
    ($($name:ident: $fake:expr),+ $(,)?) => {
        tests! { $(once $name),+ }
        $(fn $name(_: &TestApp) {
            with_channel(&$fake, Channel::round_trip);
        })+
    };
}

channels! {
    amazon: sellerdesk_fakes::amazon::Amazon,
    bigcommerce: sellerdesk_fakes::bigcommerce::Bigcommerce,
    ebay: sellerdesk_fakes::ebay::Ebay,
    lazada: sellerdesk_fakes::lazada::Lazada,
    mail: sellerdesk_fakes::mail::Mail,
    mercadolibre: sellerdesk_fakes::mercadolibre::Mercadolibre,
    messenger: Meta(Site::Messenger),
    instagram: Meta(Site::Instagram),
    whatsapp: Meta(Site::Whatsapp),
    ozon: sellerdesk_fakes::ozon::Ozon,
    shopee: sellerdesk_fakes::shopee::Shopee,
    standard: sellerdesk_fakes::standard::Standard,
    tiktok_shop: sellerdesk_fakes::tiktok_shop::TiktokShop,
    walmart: sellerdesk_fakes::walmart::Walmart,
    woocommerce: sellerdesk_fakes::woocommerce::Woocommerce,
}
