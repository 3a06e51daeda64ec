//! The marketplaces' limits. Data: change a row when a marketplace changes its rule.
//!
//! All were collected from public documents up to October 2026. Channels without a row (eBay,
//! Shopify) publish no limit for answers. Behind `standard` and `mail` there may be any marketplace: they have our
//! own default, so that each of their messages has a deadline on both clocks.

use std::borrow::Cow::Borrowed;

use crate::{
    LimitRule, MarketplaceLimit, Obligation, Verification,
    instant::{HOUR_MS, MINUTE_MS},
};

/// A limit and where it holds; of several the first that fits applies.
#[derive(Debug)]
pub struct LimitRow {
    /// The channel.
    pub channel: &'static str,
    /// Countries or regions; empty is everywhere, and what holds where the region isn't known.
    pub regions: &'static [&'static str],
    /// The limit.
    pub limit: MarketplaceLimit,
}

const UTC: &str = "UTC";
const CHECKED: &str = "2026-10";

/// All limits, in the order they are tried.
pub static LIMITS: &[LimitRow] = &[
    LimitRow {
        channel: "amazon",
        regions: &[],
        limit: MarketplaceLimit {
            id: Borrowed("amazon-reply"),
            obligation: Obligation::Reply,
            rule: LimitRule::Elapsed { target_ms: 24 * HOUR_MS },
            zone: Borrowed(UTC),
            automatic_reply_counts: false,
            verification: Verification::Official,
            source: Borrowed("Seller Central help 202152030, 200549770"),
            checked: Borrowed(CHECKED),
            note: Borrowed("weekends and holidays included; shown as a metric, not contractual"),
        },
    },
    LimitRow {
        channel: "amazon",
        regions: &[],
        limit: MarketplaceLimit {
            id: Borrowed("amazon-business-invoice"),
            obligation: Obligation::Invoice,
            rule: LimitRule::WorkingDays { days: 1, answer_by_minute: 23 * 60 + 59 },
            zone: Borrowed("Europe/Berlin"),
            automatic_reply_counts: true,
            verification: Verification::Official,
            source: Borrowed("Seller Central help 44QSYRCU27EW4UK"),
            checked: Borrowed(CHECKED),
            note: Borrowed("Amazon Business orders in Europe; zone of the store's marketplace"),
        },
    },
    LimitRow {
        channel: "amazon",
        regions: &[],
        limit: MarketplaceLimit {
            id: Borrowed("amazon-a-to-z-answer"),
            obligation: Obligation::ClaimAnswer,
            rule: LimitRule::Elapsed { target_ms: 48 * HOUR_MS },
            zone: Borrowed(UTC),
            automatic_reply_counts: false,
            verification: Verification::Secondary,
            source: Borrowed("Seller Central help on A-to-z claims, third-party guides"),
            checked: Borrowed(CHECKED),
            note: Borrowed("sources say 48 to 72 hours; the shorter one is used"),
        },
    },
    LimitRow {
        channel: "amazon",
        regions: &[],
        limit: MarketplaceLimit {
            id: Borrowed("amazon-plan-of-action"),
            obligation: Obligation::PlanOfAction,
            rule: LimitRule::Elapsed { target_ms: 72 * HOUR_MS },
            zone: Borrowed(UTC),
            automatic_reply_counts: false,
            verification: Verification::Secondary,
            source: Borrowed("Account Health Rating help, third-party guides"),
            checked: Borrowed(CHECKED),
            note: Borrowed(""),
        },
    },
    LimitRow {
        channel: "walmart",
        regions: &[],
        limit: MarketplaceLimit {
            id: Borrowed("walmart-reply"),
            obligation: Obligation::Reply,
            rule: LimitRule::Elapsed { target_ms: 48 * HOUR_MS },
            zone: Borrowed(UTC),
            automatic_reply_counts: false,
            verification: Verification::Official,
            source: Borrowed("marketplacelearn.walmart.com, Customer Care policy"),
            checked: Borrowed(CHECKED),
            note: Borrowed("weekends, days off and outages included"),
        },
    },
    LimitRow {
        channel: "walmart",
        regions: &[],
        limit: MarketplaceLimit {
            id: Borrowed("walmart-regulator-complaint"),
            obligation: Obligation::RegulatorComplaint,
            rule: LimitRule::Elapsed { target_ms: 60 * MINUTE_MS },
            zone: Borrowed(UTC),
            automatic_reply_counts: false,
            verification: Verification::Official,
            source: Borrowed("marketplacelearn.walmart.com, Customer Care policy"),
            checked: Borrowed(CHECKED),
            note: Borrowed("Better Business Bureau and attorney-general complaints"),
        },
    },
    LimitRow {
        channel: "tiktok-shop",
        regions: &["us"],
        limit: MarketplaceLimit {
            id: Borrowed("tiktok-shop-us-reply"),
            obligation: Obligation::Reply,
            rule: LimitRule::WeekendDeferred { target_ms: 24 * HOUR_MS, answer_by_minute: 12 * 60 },
            zone: Borrowed("America/New_York"),
            automatic_reply_counts: false,
            verification: Verification::Secondary,
            source: Borrowed("third-party guides of 2026 to the US response rate"),
            checked: Borrowed(CHECKED),
            note: Borrowed("the Monday rule holds with the chatbot switched on; shop-local time"),
        },
    },
    LimitRow {
        channel: "tiktok-shop",
        regions: &[],
        limit: MarketplaceLimit {
            id: Borrowed("tiktok-shop-reply"),
            obligation: Obligation::Reply,
            rule: LimitRule::Elapsed { target_ms: 12 * HOUR_MS },
            zone: Borrowed(UTC),
            automatic_reply_counts: false,
            verification: Verification::Official,
            source: Borrowed("seller-th.tiktok.com 8918857185183490, seller-id.tokopedia.com"),
            checked: Borrowed(CHECKED),
            note: Borrowed("South-East Asia since 2025-08-15; used wherever the region is unknown"),
        },
    },
    LimitRow {
        channel: "shopee",
        regions: &[],
        limit: MarketplaceLimit {
            id: Borrowed("shopee-reply"),
            obligation: Obligation::Reply,
            rule: LimitRule::Elapsed { target_ms: 12 * HOUR_MS },
            zone: Borrowed(UTC),
            automatic_reply_counts: false,
            verification: Verification::Secondary,
            source: Borrowed("third-party guides of 2026 to the chat response rate"),
            checked: Borrowed(CHECKED),
            note: Borrowed(""),
        },
    },
    LimitRow {
        channel: "lazada",
        regions: &[],
        limit: MarketplaceLimit {
            id: Borrowed("lazada-reply"),
            obligation: Obligation::Reply,
            rule: LimitRule::DailyCutoff { cycle_ends_minute: 18 * 60, answer_by_minute: 19 * 60 },
            zone: Borrowed("Asia/Singapore"),
            automatic_reply_counts: false,
            verification: Verification::Secondary,
            source: Borrowed("community.lazada.com.ph"),
            checked: Borrowed(CHECKED),
            note: Borrowed("public holidays and holiday mode, which Lazada leaves out, are counted"),
        },
    },
    LimitRow {
        channel: "mercadolibre",
        regions: &["cbt"],
        limit: MarketplaceLimit {
            id: Borrowed("mercadolibre-global-reply"),
            obligation: Obligation::Reply,
            rule: LimitRule::DailyWindow { target_ms: 72 * HOUR_MS, opens_minute: 8 * 60, closes_minute: 21 * 60 },
            zone: Borrowed("America/Argentina/Buenos_Aires"),
            automatic_reply_counts: false,
            verification: Verification::Official,
            source: Borrowed("Global Selling: claim exclusion rules"),
            checked: Borrowed(CHECKED),
            note: Borrowed("the hours are those of the local sites; a claim exclusion, no metric"),
        },
    },
    LimitRow {
        channel: "mercadolibre",
        regions: &["cl"],
        limit: mercadolibre("mercadolibre-cl-reply", "America/Santiago"),
    },
    LimitRow {
        channel: "mercadolibre",
        regions: &[],
        limit: mercadolibre("mercadolibre-reply", "America/Argentina/Buenos_Aires"),
    },
    LimitRow {
        channel: "etsy",
        regions: &[],
        limit: MarketplaceLimit {
            id: Borrowed("etsy-reply"),
            obligation: Obligation::Reply,
            rule: LimitRule::Elapsed { target_ms: 24 * HOUR_MS },
            zone: Borrowed(UTC),
            automatic_reply_counts: false,
            verification: Verification::Unverified,
            source: Borrowed("Star Seller criteria, not looked up"),
            checked: Borrowed(CHECKED),
            note: Borrowed("first messages only; used for every message"),
        },
    },
    LimitRow {
        channel: "aliexpress",
        regions: &[],
        limit: MarketplaceLimit {
            id: Borrowed("aliexpress-reply"),
            obligation: Obligation::Reply,
            rule: LimitRule::Elapsed { target_ms: 24 * HOUR_MS },
            zone: Borrowed(UTC),
            automatic_reply_counts: false,
            verification: Verification::Unverified,
            source: Borrowed("sellers' dashboards; a third-party page says 72 hours"),
            checked: Borrowed(CHECKED),
            note: Borrowed(""),
        },
    },
    LimitRow {
        channel: "ozon",
        regions: &[],
        limit: MarketplaceLimit {
            id: Borrowed("ozon-reply-window"),
            obligation: Obligation::Reply,
            rule: LimitRule::Elapsed { target_ms: 48 * HOUR_MS },
            zone: Borrowed(UTC),
            automatic_reply_counts: false,
            verification: Verification::Official,
            source: Borrowed("OZON Seller API, /v1/chat/send/message"),
            checked: Borrowed(CHECKED),
            note: Borrowed("a window after which no answer can be sent, not a metric"),
        },
    },
    LimitRow { channel: "messenger", regions: &[], limit: meta("messenger-reply-window") },
    LimitRow { channel: "instagram", regions: &[], limit: meta("instagram-reply-window") },
    LimitRow { channel: "whatsapp", regions: &[], limit: meta("whatsapp-reply-window") },
    LimitRow { channel: "meta", regions: &[], limit: meta("meta-reply-window") },
    LimitRow { channel: "standard", regions: &[], limit: own_default("standard-reply-default") },
    LimitRow { channel: "mail", regions: &[], limit: own_default("mail-reply-default") },
];

const fn mercadolibre(id: &'static str, zone: &'static str) -> MarketplaceLimit {
    MarketplaceLimit {
        id: Borrowed(id),
        obligation: Obligation::Reply,
        rule: LimitRule::DailyWindow { target_ms: 8 * HOUR_MS, opens_minute: 8 * 60, closes_minute: 21 * 60 },
        zone: Borrowed(zone),
        automatic_reply_counts: false,
        verification: Verification::Official,
        source: Borrowed("vendedores.mercadolibre.com.ar and .cl, reglas de exclusión"),
        checked: Borrowed(CHECKED),
        note: Borrowed("verified for Argentina and Chile; a claim exclusion, no metric"),
    }
}

const fn meta(id: &'static str) -> MarketplaceLimit {
    MarketplaceLimit {
        id: Borrowed(id),
        obligation: Obligation::Reply,
        rule: LimitRule::Elapsed { target_ms: 24 * HOUR_MS },
        zone: Borrowed(UTC),
        automatic_reply_counts: false,
        verification: Verification::Official,
        source: Borrowed("developers.facebook.com, Messenger Platform, Send API"),
        checked: Borrowed(CHECKED),
        note: Borrowed("a window after the buyer's last message, not a metric"),
    }
}

const fn own_default(id: &'static str) -> MarketplaceLimit {
    MarketplaceLimit {
        id: Borrowed(id),
        obligation: Obligation::Reply,
        rule: LimitRule::Elapsed { target_ms: 24 * HOUR_MS },
        zone: Borrowed(UTC),
        automatic_reply_counts: false,
        verification: Verification::OwnDefault,
        source: Borrowed("SellerDesk's own default: the response limit that marketplaces publish most often"),
        checked: Borrowed(CHECKED),
        note: Borrowed("the marketplace behind the channel isn't known"),
    }
}
