//! `canonical.wit` and `sellerdesk_canonical`, both ways.

use crate::wit::canonical as wit;
use sellerdesk_canonical as plain;

/// Conversions both ways between enums with the same cases.
macro_rules! same_cases {
    ($name:ident: $($case:ident),+) => {
        impl From<wit::$name> for plain::$name {
            fn from(value: wit::$name) -> Self {
                match value { $(wit::$name::$case => Self::$case),+ }
            }
        }
        impl From<plain::$name> for wit::$name {
            fn from(value: plain::$name) -> Self {
                match value { $(plain::$name::$case => Self::$case),+ }
            }
        }
    };
}

/// Conversions both ways between records with the same fields.
macro_rules! same_fields {
    ($name:ident: $($field:ident $(($how:ident))?),+) => {
        impl From<wit::$name> for plain::$name {
            fn from(value: wit::$name) -> Self {
                Self { $($field: same_fields!(@ value.$field $(, $how)?)),+ }
            }
        }
        impl From<plain::$name> for wit::$name {
            fn from(value: plain::$name) -> Self {
                Self { $($field: same_fields!(@ value.$field $(, $how)?)),+ }
            }
        }
    };
    (@ $value:expr) => { $value };
    (@ $value:expr, into) => { $value.into() };
    (@ $value:expr, map) => { $value.map(Into::into) };
    (@ $value:expr, each) => { $value.into_iter().map(Into::into).collect() };
}

same_cases!(Author: Buyer, Seller, Automatic, Platform);
same_cases!(RiskState: Opened, Updated, Closed);
same_cases!(RiskKind: ReturnOpened, RefundRequested, RefundIssued, Claim, Dispute, Chargeback,
    NegativeFeedback, CancellationRequest, AccountAtRisk);
same_fields!(Attachment: name, media_type, size_bytes, link);
same_fields!(Money: amount, currency);
same_fields!(Message: author(into), text, subject, attachments(each), language, machine, truncated);
same_fields!(Risk: kind(into), state(into), reference, amount(map), reason, due_at);
same_fields!(OrderChange: status, detail);
same_fields!(Failure: message_id, reason);
same_fields!(Buyer: id, name);
same_fields!(Event: id, thread, at, buyer(map), order_id, product_id, site, happening(into));

impl From<wit::Happening> for plain::Happening {
    fn from(value: wit::Happening) -> Self {
        match value {
            wit::Happening::Message(message) => Self::Message(message.into()),
            wit::Happening::Risk(risk) => Self::Risk(risk.into()),
            wit::Happening::Order(change) => Self::Order(change.into()),
            wit::Happening::Failed(failure) => Self::Failed(failure.into()),
        }
    }
}

impl From<plain::Happening> for wit::Happening {
    fn from(value: plain::Happening) -> Self {
        match value {
            plain::Happening::Message(message) => Self::Message(message.into()),
            plain::Happening::Risk(risk) => Self::Risk(risk.into()),
            plain::Happening::Order(change) => Self::Order(change.into()),
            plain::Happening::Failed(failure) => Self::Failed(failure.into()),
        }
    }
}
