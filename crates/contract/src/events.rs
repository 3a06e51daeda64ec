//! `canonical.wit` and `sellerdesk_canonical`, both ways.

use crate::wit::canonical as wit;
use sellerdesk_canonical as plain;

same_cases!(Author: Buyer, Seller, Automatic, Platform);
same_cases!(RiskState: Opened, Updated, Closed);
same_cases!(RiskKind: ReturnOpened, RefundRequested, RefundIssued, Claim, Dispute, Chargeback,
    NegativeFeedback, CancellationRequest, AccountAtRisk);
same_fields!(Attachment: name, media_type, size_bytes, link);
same_fields!(Money: amount, currency);
same_fields!(Message: author(into), text, subject, attachments(each), language, machine, truncated);
same_fields!(Risk: kind(into), state(into), reference, amount(map), reason, due_at);
same_fields!(OrderChange: status, detail, total(map));
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
