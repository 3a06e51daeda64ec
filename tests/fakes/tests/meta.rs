//! The adapter `meta` and its fake against each other, site by site.

use adapter_meta::Meta;
use sellerdesk_fakes::check::round_trip;
use sellerdesk_fakes::meta::{Meta as Fake, Site};

#[test]
fn messenger() {
    round_trip::<Meta>(&Fake(Site::Messenger));
}

#[test]
fn instagram() {
    round_trip::<Meta>(&Fake(Site::Instagram));
}

#[test]
fn whatsapp() {
    round_trip::<Meta>(&Fake(Site::Whatsapp));
}
