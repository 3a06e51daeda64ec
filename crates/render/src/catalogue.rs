//! The shipped templates.
//!
//! A scenario is a folder `templates/<id>/` with one `<language>.txt` for each of [`LANGUAGES`], and
//! one entry here. Each text is written in its language, not translated; tests hold all of them to
//! the same variables.

/// Languages every shipped template exists in. Chinese is in simplified characters, Portuguese is
/// Brazilian.
pub const LANGUAGES: [&str; 8] = ["en", "de", "fr", "es", "it", "pt", "ja", "zh"];

/// A shipped template.
#[derive(Debug)]
pub struct TemplateInfo {
    /// Stable id, for example `order_status`.
    pub id: &'static str,
    /// What it is for, in English.
    pub title: &'static str,
    /// The classifier's category it answers.
    pub category: &'static str,
    /// Languages it exists in.
    pub languages: &'static [&'static str],
    /// Every variable it uses, in the order of [`crate::variables`].
    pub variables: &'static [&'static str],
    /// Those of `variables` it can do without.
    pub optional: &'static [&'static str],
    /// The sources, in the order of `languages`.
    sources: [&'static str; 8],
}

impl TemplateInfo {
    /// The source in `language`, one of `languages`.
    #[must_use]
    pub fn source(&self, language: &str) -> Option<&'static str> {
        self.languages.iter().zip(self.sources).find(|(known, _)| **known == language).map(|(_, source)| source)
    }
}

macro_rules! template {
    ($id:literal, $title:literal, $category:literal, $variables:expr, $optional:expr) => {
        TemplateInfo {
            id: $id,
            title: $title,
            category: $category,
            languages: &LANGUAGES,
            variables: &$variables,
            optional: &$optional,
            sources: [
                include_str!(concat!("../templates/", $id, "/en.txt")),
                include_str!(concat!("../templates/", $id, "/de.txt")),
                include_str!(concat!("../templates/", $id, "/fr.txt")),
                include_str!(concat!("../templates/", $id, "/es.txt")),
                include_str!(concat!("../templates/", $id, "/it.txt")),
                include_str!(concat!("../templates/", $id, "/pt.txt")),
                include_str!(concat!("../templates/", $id, "/ja.txt")),
                include_str!(concat!("../templates/", $id, "/zh.txt")),
            ],
        }
    };
}

#[rustfmt::skip] // One scenario to a block reads better than one word to a line.
static CATALOGUE: [TemplateInfo; 12] = [
    template!("order_status", "Where the order is", "order_status",
        ["customer_name", "order_id", "carrier", "tracking_number", "dispatch_date", "expected_date", "agent_name", "shop_name"],
        ["customer_name", "expected_date", "agent_name"]),
    template!("delay_new_date", "Delayed, with a new delivery date", "logistics_issue",
        ["customer_name", "order_id", "expected_date", "reason", "agent_name", "shop_name"],
        ["customer_name", "reason", "agent_name"]),
    template!("delay_no_date", "Delayed, no new date yet", "logistics_issue",
        ["customer_name", "order_id", "reply_date", "agent_name", "shop_name"],
        ["customer_name", "agent_name"]),
    template!("lost_parcel", "The parcel is lost", "logistics_issue",
        ["customer_name", "order_id", "carrier", "agent_name", "shop_name"],
        ["customer_name", "agent_name"]),
    template!("delivered_not_received", "Shown as delivered, not received", "logistics_issue",
        ["customer_name", "order_id", "carrier", "delivered_date", "agent_name", "shop_name"],
        ["customer_name", "agent_name"]),
    template!("return_how_to", "How to send something back", "refund_return",
        ["customer_name", "order_id", "refund_days", "return_deadline", "return_address", "return_number", "agent_name", "shop_name"],
        ["customer_name", "return_number", "agent_name"]),
    template!("refund_issued", "The refund has been made", "refund_return",
        ["customer_name", "order_id", "refund_amount", "refund_date", "refund_days", "agent_name", "shop_name"],
        ["customer_name", "refund_date", "agent_name"]),
    template!("defective_item", "The item is defective", "quality_issue",
        ["customer_name", "order_id", "product_name", "agent_name", "shop_name"],
        ["customer_name", "agent_name"]),
    template!("wrong_item", "The wrong item arrived", "quality_issue",
        ["customer_name", "order_id", "product_name", "agent_name", "shop_name"],
        ["customer_name", "agent_name"]),
    template!("missing_part", "A part is missing", "quality_issue",
        ["customer_name", "order_id", "product_name", "missing_part", "expected_date", "agent_name", "shop_name"],
        ["customer_name", "expected_date", "agent_name"]),
    template!("dispute_first_contact", "First answer to a claim or chargeback", "dispute_threat",
        ["customer_name", "order_id", "case_id", "reply_date", "agent_name", "shop_name"],
        ["customer_name", "case_id", "agent_name"]),
    template!("thanks", "Thanks for kind words", "praise_thanks",
        ["customer_name", "product_name", "agent_name", "shop_name"],
        ["customer_name", "product_name", "agent_name"]),
];

/// Every shipped template, in a fixed order.
#[must_use]
pub fn catalogue() -> &'static [TemplateInfo] {
    &CATALOGUE
}
