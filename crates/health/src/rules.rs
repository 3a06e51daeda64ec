//! The marketplaces' metrics. Data: change a row when a marketplace changes its rule, add one with a `from` date before
//! it when the old one still explains past days.

use sellerdesk_deadline::Verification::{self, Official, Secondary, Unverified};

use crate::{
    Fulfilment, Measure,
    rule::{FigureKind, Guard, Limit, Rule, View, Window},
};

const CHECKED: &str = "2026-10";
const EVERYWHERE: &[&str] = &[];

const fn days(name: &'static str, length: i32, lag: i32) -> View {
    View { name, window: Window::Days { length, lag } }
}

const LIVE_30: &[View] = &[days("live", 30, 0)];
const LIVE_60: &[View] = &[days("live", 60, 0)];
const EBAY: &[View] = &[
    View { name: "live", window: Window::Evaluation { next: true } },
    View { name: "official", window: Window::Evaluation { next: false } },
];
const ODR: &[View] = &[days("live", 60, 0), days("official", 60, 15)];
const RESPONSES: &[View] = &[days("7d", 7, 0), days("live", 30, 0), days("90d", 90, 0)];

/// A rate over everything everywhere, without a limit or a guard; rows change what differs.
const fn rate(metric: &'static str, channel: &'static str, measure: Measure, views: &'static [View]) -> Rule {
    Rule {
        metric,
        channel,
        sites: EVERYWHERE,
        from: "",
        measure,
        complement: false,
        fulfilment: None,
        figure: FigureKind::Rate,
        views,
        limit: None,
        guard: Guard::None,
        verification: Official,
        source: "",
        checked: CHECKED,
        note: "",
    }
}

impl Rule {
    const fn demands(self, limit: Limit) -> Self {
        Self { limit: Some(limit), ..self }
    }
    const fn read(self, verification: Verification, source: &'static str) -> Self {
        Self { verification, source, ..self }
    }
    const fn noting(self, note: &'static str) -> Self {
        Self { note, ..self }
    }
    const fn at(self, sites: &'static [&'static str]) -> Self {
        Self { sites, ..self }
    }
    const fn since(self, from: &'static str) -> Self {
        Self { from, ..self }
    }
    const fn by_seller(self) -> Self {
        Self { fulfilment: Some(Fulfilment::Seller), ..self }
    }
    const fn guarded(self, guard: Guard) -> Self {
        Self { guard, ..self }
    }
    const fn late(self) -> Self {
        Self { complement: true, ..self }
    }
    const fn shown_as(self, figure: FigureKind) -> Self {
        Self { figure, ..self }
    }
}

const ODR_SOURCE: &str = "Seller Central help G200285170; accountHealthReport-2020-11-18";
const CRT_SOURCE: &str = "Seller Central help 200549770, 202152030";
const WALMART: &str = "marketplacelearn.walmart.com, performance standards";
const EBAY_SOURCE: &str = "ebay.com, seller levels and performance standards";
const TIKTOK: &str = "TikTok Shop seller academy, shop performance score";
const TRACKING_OLD: &[View] = &[days("live", 30, 0), days("official", 30, 10)];

/// All metrics, in the order they are tried.
pub static RULES: &[Rule] = &[
    rate("amazon-odr", "amazon", Measure::OrderDefect, ODR)
        .demands(Limit::Below(10_000))
        .read(Official, ODR_SOURCE)
        .noting("an order counts once, on the day it was placed; the official window ends 15 days back"),
    rate("amazon-odr-feedback", "amazon", Measure::NegativeFeedback, ODR).read(Official, ODR_SOURCE),
    rate("amazon-odr-claims", "amazon", Measure::Claims, ODR).read(Official, ODR_SOURCE),
    rate("amazon-odr-chargebacks", "amazon", Measure::Chargebacks, ODR)
        .read(Official, ODR_SOURCE)
        .noting("chargebacks for fraud are left out unless the account's options say otherwise"),
    rate("amazon-late-shipment-10d", "amazon", Measure::LateShipment, &[days("live", 10, 0)])
        .by_seller()
        .demands(Limit::Below(40_000))
        .read(Official, "Seller Central help 200285190"),
    rate("amazon-late-shipment", "amazon", Measure::LateShipment, &[days("live", 30, 0), days("official", 30, 0)])
        .by_seller()
        .demands(Limit::Below(40_000))
        .read(Official, "Seller Central help 200285190; accountHealthReport-2020-11-18")
        .noting("by the day of the confirmation"),
    rate("amazon-cancellation-30d", "amazon", Measure::SellerCancelled, LIVE_30)
        .at(&["in"])
        .by_seller()
        .demands(Limit::Below(20_000))
        .read(Official, "Seller Central help 200285210"),
    rate("amazon-cancellation", "amazon", Measure::SellerCancelled, &[days("live", 7, 0), days("official", 7, 1)])
        .at(&["in"])
        .by_seller()
        .demands(Limit::Below(20_000))
        .read(Official, "Seller Central help 200285210"),
    rate("amazon-cancellation", "amazon", Measure::SellerCancelled, &[days("live", 7, 0), days("official", 7, 1)])
        .by_seller()
        .demands(Limit::Below(25_000))
        .read(Official, "Seller Central help 200285210; accountHealthReport-2020-11-18")
        .noting("buyer-requested and pending orders are left out of both numbers"),
    rate("amazon-valid-tracking", "amazon", Measure::ValidTracking, TRACKING_OLD)
        .by_seller()
        .demands(Limit::AtLeast(950_000))
        .read(Official, "Seller Central help 201817070; accountHealthReport-2020-11-18")
        .noting("the sample lags 10 days, the page says two weeks; enforced per category"),
    rate("amazon-on-time-delivery", "amazon", Measure::OnTimeDelivery, &[days("live", 14, 0), days("official", 14, 7)])
        .since("2024-09-25")
        .by_seller()
        .demands(Limit::AtLeast(900_000))
        .read(Official, "Seller Central help on the on-time delivery rate")
        .noting("without promise extensions; 95 % is recommended"),
    rate("amazon-on-time-delivery", "amazon", Measure::OnTimeDelivery, TRACKING_OLD)
        .by_seller()
        .demands(Limit::AtLeast(900_000))
        .read(Official, "accountHealthReport-2020-11-18")
        .noting("before 2024-09-25; the older help asked for 97 %, without a penalty"),
    rate("amazon-return-dissatisfaction", "amazon", Measure::ReturnDissatisfaction, LIVE_30)
        .demands(Limit::Below(100_000))
        .read(Official, "Seller Central help 201887610")
        .noting("no penalty; no window is published, 30 days are used"),
    rate("amazon-service-dissatisfaction", "amazon", Measure::ServiceDissatisfaction, LIVE_30)
        .demands(Limit::Below(250_000))
        .read(Secondary, "Seller Central help and third-party guides")
        .noting("no window is published, 30 days are used; a survey of 1 to 5 replaces it in 2026"),
    rate("amazon-invoice-defect", "amazon", Measure::InvoiceDefect, &[days("live", 7, 0), days("official", 7, 8)])
        .demands(Limit::Below(50_000))
        .read(Official, "Seller Central help 44QSYRCU27EW4UK")
        .noting("a period that starts two weeks ago; the sample report's ends 23 days back"),
    rate("amazon-policy-violations", "amazon", Measure::Violations, &[days("live", 180, 0), days("official", 180, 0)])
        .shown_as(FigureKind::Number)
        .demands(Limit::NumberAtMost(0))
        .read(Official, "accountHealthReport-2020-11-18"),
    rate("amazon-late-response", "amazon", Measure::Response, RESPONSES).late().read(Official, CRT_SOURCE),
    rate("amazon-no-response", "amazon", Measure::NoResponse, RESPONSES).read(Official, CRT_SOURCE),
    rate("amazon-response-rate", "amazon", Measure::Response, RESPONSES)
        .demands(Limit::AtLeast(900_000))
        .read(Secondary, "third-party guides")
        .noting("a recommendation, no requirement"),
    rate("amazon-response-time", "amazon", Measure::ResponseSeconds, RESPONSES)
        .shown_as(FigureKind::Average)
        .read(Official, CRT_SOURCE),
    rate("ebay-transaction-defects", "ebay", Measure::TransactionDefect, EBAY)
        .demands(Limit::AtMost(20_000))
        .guarded(Guard::Buyers(5))
        .read(Official, EBAY_SOURCE),
    rate("ebay-top-rated-defects", "ebay", Measure::TransactionDefect, EBAY)
        .demands(Limit::AtMost(5_000))
        .guarded(Guard::Buyers(4))
        .read(Official, EBAY_SOURCE)
        .noting("up to three buyers don't count"),
    rate("ebay-unresolved-cases", "ebay", Measure::CaseUnresolved, EBAY)
        .demands(Limit::AtMost(3_000))
        .guarded(Guard::PartOver(2))
        .read(Official, EBAY_SOURCE)
        .noting("the two cases that are forgiven are unverified"),
    rate("ebay-late-shipment", "ebay", Measure::LateShipment, EBAY)
        .demands(Limit::AtMost(70_000))
        .guarded(Guard::PartOver(7))
        .read(Official, EBAY_SOURCE)
        .noting("eBay's pages disagree"),
    rate("ebay-top-rated-late-shipment", "ebay", Measure::LateShipment, EBAY)
        .demands(Limit::AtMost(30_000))
        .guarded(Guard::PartOver(5))
        .read(Official, EBAY_SOURCE)
        .noting("one page prints 0.3 %"),
    rate("ebay-top-rated-tracking", "ebay", Measure::TrackingInTime, EBAY)
        .demands(Limit::AtLeast(950_000))
        .read(Official, EBAY_SOURCE),
    rate("walmart-cancellation", "walmart", Measure::SellerCancelled, LIVE_30)
        .at(&["ca"])
        .demands(Limit::AtMost(30_000))
        .read(Official, WALMART),
    rate("walmart-cancellation", "walmart", Measure::SellerCancelled, LIVE_30)
        .demands(Limit::AtMost(20_000))
        .read(Official, WALMART),
    rate("walmart-on-time-delivery", "walmart", Measure::OnTimeDelivery, LIVE_30)
        .demands(Limit::AtLeast(900_000))
        .read(Official, WALMART)
        .noting("an older page asked for 95 %"),
    rate("walmart-valid-tracking", "walmart", Measure::ValidTracking, LIVE_30)
        .at(&["ca"])
        .demands(Limit::AtLeast(850_000))
        .read(Official, WALMART),
    rate("walmart-valid-tracking", "walmart", Measure::ValidTracking, LIVE_30)
        .demands(Limit::AtLeast(990_000))
        .read(Official, WALMART),
    rate("walmart-refunds", "walmart", Measure::Refunded, LIVE_30)
        .at(&["ca"])
        .demands(Limit::Below(130_000))
        .read(Official, WALMART),
    rate("walmart-refunds", "walmart", Measure::Refunded, LIVE_30)
        .demands(Limit::Below(60_000))
        .read(Official, WALMART),
    rate("walmart-response-rate", "walmart", Measure::Response, &[days("live", 7, 0)])
        .at(&["ca"])
        .demands(Limit::AtLeast(800_000))
        .read(Official, WALMART),
    rate("walmart-response-rate", "walmart", Measure::Response, LIVE_30)
        .demands(Limit::AtLeast(950_000))
        .read(Official, "marketplacelearn.walmart.com, Customer Care policy")
        .noting("48 hours, weekends included"),
    rate("walmart-negative-feedback", "walmart", Measure::NegativeFeedback, LIVE_60)
        .demands(Limit::AtMost(20_000))
        .read(Official, WALMART)
        .noting("the lower of the item's and the seller's rating"),
    rate("walmart-not-received", "walmart", Measure::NotReceived, LIVE_30).read(Official, WALMART),
    rate("walmart-returns", "walmart", Measure::Returned, LIVE_30).read(Official, WALMART),
    rate("tiktok-shop-response-rate", "tiktok-shop", Measure::Response, LIVE_30)
        .at(&["us"])
        .demands(Limit::AtLeast(850_000))
        .read(Secondary, "third-party guides of 2026 to the US response rate")
        .noting("24 hours; below 90 % warned, below 85 % enforced"),
    rate("tiktok-shop-response-rate", "tiktok-shop", Measure::Response, LIVE_30)
        .since("2025-08-15")
        .demands(Limit::AtLeast(850_000))
        .read(Official, "seller-th.tiktok.com 8918857185183490, seller-id.tokopedia.com")
        .noting("12 hours, weekends included; used wherever the site is unknown"),
    rate("tiktok-shop-late-dispatch", "tiktok-shop", Measure::LateShipment, &[days("live", 7, 0)])
        .demands(Limit::Below(40_000))
        .read(Secondary, TIKTOK),
    rate("tiktok-shop-negative-reviews", "tiktok-shop", Measure::NegativeReview, LIVE_60)
        .guarded(Guard::Delivered(30))
        .read(Secondary, TIKTOK),
    rate("tiktok-shop-fault-returns", "tiktok-shop", Measure::FaultReturn, LIVE_60)
        .guarded(Guard::Delivered(30))
        .read(Secondary, TIKTOK),
    rate("tiktok-shop-cancellation", "tiktok-shop", Measure::SellerCancelled, LIVE_30)
        .guarded(Guard::Delivered(30))
        .read(Secondary, TIKTOK),
    rate("tiktok-shop-on-time-delivery", "tiktok-shop", Measure::OnTimeDelivery, LIVE_30)
        .guarded(Guard::Delivered(30))
        .read(Secondary, TIKTOK),
    rate("tiktok-shop-chat-dissatisfaction", "tiktok-shop", Measure::ServiceDissatisfaction, LIVE_60)
        .guarded(Guard::Delivered(30))
        .read(Secondary, TIKTOK),
    rate("tiktok-shop-after-sales-time", "tiktok-shop", Measure::ReturnSeconds, LIVE_30)
        .shown_as(FigureKind::Average)
        .guarded(Guard::Delivered(30))
        .read(Secondary, TIKTOK)
        .noting("no window is published, 30 days are used"),
    rate("shopee-response-rate", "shopee", Measure::Response, LIVE_30)
        .read(Secondary, "third-party guides of 2026 to the chat response rate"),
    rate("lazada-response-rate", "lazada", Measure::Response, LIVE_30).read(Secondary, "community.lazada.com.ph"),
    rate("mercadolibre-response-rate", "mercadolibre", Measure::Response, LIVE_30)
        .read(Unverified, "SellerDesk's own: Mercado Libre publishes hours, no rate"),
];

/// The rules of a channel that hold at a site on a day: one for each metric.
pub fn rules_for<'a>(channel: &'a str, site: &'a str, day: i32) -> impl Iterator<Item = &'static Rule> + 'a {
    let fits = move |rule: &&'static Rule| {
        rule.channel == channel
            && (rule.sites.is_empty() || rule.sites.contains(&site))
            && crate::zone::parse_day(rule.from).is_none_or(|from| from <= day)
    };
    RULES
        .iter()
        .filter(fits)
        .enumerate()
        .filter(move |(_, rule)| {
            let first = RULES.iter().filter(fits).find(|other| other.metric == rule.metric);
            first.is_some_and(|first| std::ptr::eq(first, *rule))
        })
        .map(|(_, rule)| rule)
}
