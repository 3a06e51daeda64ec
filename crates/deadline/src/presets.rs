//! The policies a new desk starts with, as data.
//!
//! The times to an answer are what sellers publish; the times to a resolution are our own choice.
//! With business hours they are working time: 8 h is a day, 40 h a week.

use crate::{
    Category, Policy, Priority, Row, Targets, When,
    instant::{DAY_MS, HOUR_MS, MINUTE_MS},
};

/// Half-way, three quarters and nine tenths of the (working) time.
const WARN_AT_PERMILLE: [u16; 3] = [500, 750, 900];

/// One row, written small. First and next answers have the same target.
struct Preset {
    id: &'static str,
    name: &'static str,
    channels: &'static [&'static str],
    categories: &'static [Category],
    priorities: &'static [Priority],
    customer_tiers: &'static [&'static str],
    risk_events: &'static [&'static str],
    response_ms: i64,
    resolution_ms: Option<i64>,
    business_hours: bool,
}

const URGENT_CATEGORIES: &[Category] =
    &[Category::RefundReturn, Category::QualityIssue, Category::LogisticsIssue, Category::DisputeThreat];
const ORDER_CATEGORIES: &[Category] =
    &[Category::PresaleQuestion, Category::OrderChange, Category::OrderStatus, Category::InvoicePayment];
const CLAIMS: &[&str] = &["a_to_z", "claim", "chargeback", "dispute"];
const OWN_WEBSHOP: &[&str] = &["shopify", "woocommerce", "bigcommerce", "standard", "mail"];

/// Holds for everything; the rows below narrow it.
const ANYTHING: Preset = Preset {
    id: "standard",
    name: "Everything else: 24 h",
    channels: &[],
    categories: &[],
    priorities: &[],
    customer_tiers: &[],
    risk_events: &[],
    response_ms: 24 * HOUR_MS,
    resolution_ms: Some(40 * HOUR_MS),
    business_hours: true,
};

/// In the order they are tried.
static PRESETS: &[Preset] = &[
    Preset {
        id: "claim",
        name: "Claims and chargebacks: 30 min, round the clock",
        risk_events: CLAIMS,
        response_ms: 30 * MINUTE_MS,
        resolution_ms: Some(DAY_MS),
        business_hours: false,
        ..ANYTHING
    },
    Preset {
        id: "vip-urgent",
        name: "VIP, urgent: 30 min",
        customer_tiers: &["vip"],
        categories: URGENT_CATEGORIES,
        response_ms: 30 * MINUTE_MS,
        resolution_ms: Some(16 * HOUR_MS),
        ..ANYTHING
    },
    Preset {
        id: "vip",
        name: "VIP: 2 h",
        customer_tiers: &["vip"],
        response_ms: 2 * HOUR_MS,
        resolution_ms: Some(24 * HOUR_MS),
        ..ANYTHING
    },
    Preset {
        id: "urgent",
        name: "Returns, quality, late parcels, claim threats: 1 h",
        categories: URGENT_CATEGORIES,
        response_ms: HOUR_MS,
        resolution_ms: Some(24 * HOUR_MS),
        ..ANYTHING
    },
    Preset {
        id: "urgent-priority",
        name: "Judged urgent: 1 h",
        priorities: &[Priority::Urgent],
        response_ms: HOUR_MS,
        resolution_ms: Some(24 * HOUR_MS),
        ..ANYTHING
    },
    Preset {
        id: "risk-event",
        name: "Other risk events (returns, bad reviews): 1 h",
        risk_events: &[
            "return_opened",
            "refund_requested",
            "negative_feedback",
            "cancellation_request",
            "account_at_risk",
        ],
        response_ms: HOUR_MS,
        resolution_ms: Some(24 * HOUR_MS),
        ..ANYTHING
    },
    Preset {
        id: "webshop-high",
        name: "Own webshop, high priority: 2 business hours",
        channels: OWN_WEBSHOP,
        priorities: &[Priority::High],
        response_ms: 2 * HOUR_MS,
        ..ANYTHING
    },
    Preset {
        id: "webshop",
        name: "Own webshop: 4 business hours",
        channels: OWN_WEBSHOP,
        response_ms: 4 * HOUR_MS,
        ..ANYTHING
    },
    Preset {
        id: "amazon",
        name: "Amazon: 12 h round the clock, half of its own 24 h",
        channels: &["amazon"],
        response_ms: 12 * HOUR_MS,
        resolution_ms: Some(7 * DAY_MS),
        business_hours: false,
        ..ANYTHING
    },
    Preset {
        id: "order",
        name: "Pre-sale, order changes and status, invoices: 12 h",
        categories: ORDER_CATEGORIES,
        response_ms: 12 * HOUR_MS,
        ..ANYTHING
    },
    ANYTHING,
];

/// The presets as rows, in the order they are tried; the last one holds for everything.
pub fn presets() -> Vec<Row> {
    PRESETS.iter().map(Preset::row).collect()
}

impl Preset {
    fn row(&self) -> Row {
        let texts = |values: &[&str]| values.iter().map(ToString::to_string).collect();
        Row {
            when: When {
                channels: texts(self.channels),
                categories: self.categories.to_vec(),
                priorities: self.priorities.to_vec(),
                customer_tiers: texts(self.customer_tiers),
                risk_events: texts(self.risk_events),
                ..When::default()
            },
            policy: Policy {
                id: self.id.into(),
                name: self.name.into(),
                targets: Targets {
                    first_response_ms: Some(self.response_ms),
                    next_response_ms: Some(self.response_ms),
                    resolution_ms: self.resolution_ms,
                },
                warn_at_permille: WARN_AT_PERMILLE.to_vec(),
                calendar: None,
                pause_while_pending: true,
                automatic_reply_counts: false,
            },
            business_hours: self.business_hours,
        }
    }
}
