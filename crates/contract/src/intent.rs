//! The vocabulary of `classifier.wit` and `sellerdesk_classify`, both ways.

use crate::wit::intent as wit;
use sellerdesk_classify as plain;

same_cases!(Category: RefundReturn, QualityIssue, LogisticsIssue, DisputeThreat, OrderStatus, OrderChange,
    PresaleQuestion, UsageHowto, InvoicePayment, Account, PraiseThanks, SpamMarketing, General);
same_cases!(RiskFlag = Risk: AToZ, Chargeback, Legal, NegativeReviewThreat, Safety, SafetyInjury, FraudClaim);
same_cases!(Priority: Urgent, High, Normal, Low);
