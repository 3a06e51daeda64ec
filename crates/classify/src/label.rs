//! What a phrase of the lexicon stands for, as one byte. Shared with the build script.

/// The names of labels as the lexicon writes them; a label's number is its place here.
///
/// Categories first, in the order of [`crate::Category::ALL`]; then the risks, in the order of
/// [`crate::Risk::ALL`]; then tones; `mask` last.
pub const LABELS: &[&str] = &[
    "refund_return",
    "quality_issue",
    "logistics_issue",
    "dispute_threat",
    "order_status",
    "order_change",
    "presale_question",
    "usage_howto",
    "invoice_payment",
    "account",
    "praise_thanks",
    "spam_marketing",
    "general",
    "a_to_z",
    "chargeback",
    "legal",
    "negative_review_threat",
    "safety",
    "safety_injury",
    "fraud_claim",
    "positive",
    "negative",
    "urgent",
    "request",
    "acknowledge",
    "mask",
];

/// How many of the labels are categories.
pub const CATEGORY_COUNT: usize = 13;
/// How many of the labels are risks; they follow the categories.
pub const RISK_COUNT: usize = 7;

/// The buyer is pleased.
pub const POSITIVE: u8 = 20;
/// The buyer is displeased.
pub const NEGATIVE: u8 = 21;
/// The buyer is in a hurry.
pub const URGENT: u8 = 22;
/// The buyer asks for something: a reply is needed.
pub const REQUEST: u8 = 23;
/// "ok", "got it": closes a conversation without asking for anything.
pub const ACKNOWLEDGE: u8 = 24;
/// The words mean something else here ("phone case", "in order to"): no phrase may use them.
pub const MASK: u8 = 25;
/// Added to a label: phrases of that label that touch these words don't count ("don't want a refund").
pub const CANCEL: u8 = 64;

/// The label with this name; `!name` is the cancelling form. Read by the build script.
#[allow(dead_code, reason = "used by the build script")]
pub fn label_from_name(name: &str) -> Option<u8> {
    let (bare, offset) = name.strip_prefix('!').map_or((name, 0), |bare| (bare, CANCEL));
    let place = LABELS.iter().position(|label| *label == bare)?;
    u8::try_from(place).ok().map(|number| number + offset)
}
