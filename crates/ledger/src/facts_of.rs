//! What a conversation's record says about an account's health.

use sellerdesk_canonical::{Author as Writer, ConversationId, Event, Happening, Risk, RiskKind, RiskState};
use sellerdesk_health::{
    Author, ComplaintFact, DefectFact, DefectKind, DefectState, Fact, MessageFact, OrderFact, ReturnFact, Source,
    ThreadFact, Trouble, What,
    limits::{ID_BYTES_MAX, NAME_BYTES_MAX, SITE_BYTES_MAX},
};
use sellerdesk_inbox::action::Action;
use sellerdesk_inbox::record::{self, Delivered, Record};
use sellerdesk_inbox::rules::Category;

/// Words of an order's status, in lower case, and what they say happened when the marketplace told.
const SHIPPED: &[&str] = &["shipped", "order shipped"];
const DELIVERED: &[&str] = &["delivered", "order delivered"];

/// The facts of one record: the same for the same record, none of most. A claim or feedback without an order number is
/// none: it can't be dated. `conversation` is that of the marketplace's thread.
pub fn facts_of(conversation: ConversationId, record: &Record) -> Vec<Fact> {
    let thread = conversation.to_string();
    let id = record.id.to_string();
    match (&record.what, record.arrived()) {
        (_, Some(delivered)) => of_event(&id, thread, delivered),
        (record::What::Acted(acted), _) if acted.action == Action::NoReplyNeeded => {
            let what = What::NoResponseNeeded(ThreadFact { thread });
            vec![Fact { id, at: acted.at, order: None, site: None, sku: None, source: Source::Desk, what }]
        }
        _ => Vec::new(),
    }
}

fn of_event(id: &str, thread: String, delivered: &Delivered) -> Vec<Fact> {
    let event = &delivered.event;
    let fact = |what: What| bare(id, event, what);
    match &event.happening {
        Happening::Message(message) => {
            let author = match message.author {
                Writer::Buyer => Author::Buyer,
                Writer::Seller => Author::Seller,
                Writer::Automatic => Author::Automatic,
                Writer::Platform => return Vec::new(),
            };
            let about = delivered.judgement.as_ref().and_then(|judgement| trouble(judgement.category));
            let complaint = about.filter(|_| author == Author::Buyer && has_order(event));
            let complaint = complaint.map(|about| fact(What::Complaint(ComplaintFact { about })));
            std::iter::once(fact(What::Message(MessageFact { thread, author }))).chain(complaint).collect()
        }
        Happening::Risk(risk) if has_order(event) => {
            of_risk(&delivered.source.channel, event, risk).into_iter().map(fact).collect()
        }
        Happening::Order(change) if has_order(event) => {
            let status = change.status.to_lowercase();
            let is = |words: &[&str]| words.contains(&status.as_str()).then_some(event.at);
            let order = OrderFact { shipped_at: is(SHIPPED), delivered_at: is(DELIVERED), ..OrderFact::default() };
            (order != OrderFact::default()).then(|| fact(What::Order(order))).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn of_risk(channel: &str, event: &Event, risk: &Risk) -> Option<What> {
    let reference = risk.reference.clone();
    let is_open = match risk.state {
        RiskState::Opened => true,
        RiskState::Closed => false,
        // It stands as it stood.
        RiskState::Updated => return None,
    };
    let ended = |state| if is_open { DefectState::Opened } else { state };
    match risk.kind {
        RiskKind::Claim | RiskKind::Dispute => {
            let kind = if channel == "ebay" { DefectKind::Case } else { DefectKind::Claim };
            Some(defect(kind, reference, ended(DefectState::Closed)))
        }
        RiskKind::Chargeback => {
            let reason = risk.reason.as_deref().unwrap_or_default().to_lowercase();
            let mut what = defect(DefectKind::Chargeback, reference, ended(DefectState::Closed));
            if let What::Defect(defect) = &mut what {
                defect.fraud = reason.contains("fraud").then_some(true);
            }
            Some(what)
        }
        RiskKind::NegativeFeedback => Some(defect(DefectKind::Feedback, reference, ended(DefectState::Removed))),
        RiskKind::ReturnOpened => {
            let at = Some(event.at);
            let (requested_at, settled_at) = if is_open { (at, None) } else { (None, at) };
            Some(What::Return(ReturnFact { reference, requested_at, settled_at, ..ReturnFact::default() }))
        }
        RiskKind::RefundIssued => Some(What::Order(OrderFact { refunded_at: Some(event.at), ..OrderFact::default() })),
        RiskKind::RefundRequested | RiskKind::CancellationRequest | RiskKind::AccountAtRisk => None,
    }
}

/// A step of a defect.
pub fn defect(kind: DefectKind, reference: String, state: DefectState) -> What {
    let (rating, fraud, protected, funded_by_marketplace) = (None, None, None, None);
    What::Defect(DefectFact { kind, reference, state, rating, fraud, protected, funded_by_marketplace })
}

/// A fact about what an event is about.
pub fn bare(id: &str, event: &Event, what: What) -> Fact {
    Fact {
        id: id.to_owned(),
        at: event.at,
        order: event.order_id.clone().filter(|order| !order.is_empty() && order.len() <= ID_BYTES_MAX),
        site: event.site.as_deref().and_then(site),
        sku: event.product_id.clone().filter(|sku| !sku.is_empty() && sku.len() <= NAME_BYTES_MAX),
        source: Source::Adapter,
        what,
    }
}

fn has_order(event: &Event) -> bool {
    event.order_id.as_ref().is_some_and(|order| !order.is_empty() && order.len() <= ID_BYTES_MAX)
}

/// `amazon.co.uk`, `Amazon.com`, `EBAY_DE`, `SG` as `uk`, `us`, `de`, `sg`.
fn site(name: &str) -> Option<String> {
    let last = name.rsplit(['.', '_', ' ']).next().unwrap_or_default().to_lowercase();
    let site = match last.as_str() {
        "com" => "us".to_owned(),
        "gb" => "uk".to_owned(),
        _ => last,
    };
    let is_plain = site.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    (is_plain && !site.is_empty() && site.len() <= SITE_BYTES_MAX).then_some(site)
}

/// What a category of the classifier says about an order; most say nothing.
pub fn trouble(category: Category) -> Option<Trouble> {
    match category {
        Category::QualityIssue => Some(Trouble::Defective),
        Category::LogisticsIssue => Some(Trouble::NotReceived),
        _ => None,
    }
}
