//! The words of notices in each language: our own, and the only ones in a title.

use crate::{Kind, Language};
use sellerdesk_deadline::{Category, Clock, Priority};

/// A label, or a phrase with a place for an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Label of a deadline.
    Deadline,
    /// Label of a priority.
    Priority,
    /// Label of a category.
    Category,
    /// Label of who has the conversation.
    Agent,
    /// Nobody has it.
    Nobody,
    /// Label of the escalation's step.
    Step,
    /// Label of a reason or figure.
    Detail,
    /// Label of the buyer's words.
    Buyer,
    /// Name of the link.
    Open,
    /// Title of a bundle, with its size.
    Notices,
    /// How many are not shown.
    More,
    /// An amount of minutes.
    Minutes,
    /// An amount of hours.
    Hours,
    /// An amount of days.
    Days,
    /// Before the deadline.
    In,
    /// After it.
    Late,
}

/// A label or phrase; `{}` is the place of an amount.
pub fn word(language: Language, word: Word) -> &'static str {
    let (en, zh) = match word {
        Word::Deadline => ("Deadline", "截止时间"),
        Word::Priority => ("Priority", "优先级"),
        Word::Category => ("Category", "类别"),
        Word::Agent => ("Agent", "负责人"),
        Word::Nobody => ("nobody", "无人负责"),
        Word::Step => ("Step", "升级级别"),
        Word::Detail => ("Details", "详情"),
        Word::Buyer => ("Buyer wrote", "买家留言"),
        Word::Open => ("Open in the desk", "在工作台中打开"),
        Word::Notices => ("{} notices", "{} 条通知"),
        Word::More => ("and {} more in the desk", "另有 {} 条，请到工作台查看"),
        Word::Minutes => ("{} min", "{} 分钟"),
        Word::Hours => ("{} h", "{} 小时"),
        Word::Days => ("{} d", "{} 天"),
        Word::In => ("in {}", "还有 {}"),
        Word::Late => ("{} late", "已超时 {}"),
    };
    pick(language, en, zh)
}

/// A phrase with an amount in its place.
pub fn count(language: Language, phrase: Word, amount: usize) -> String {
    around(language, phrase, &amount.to_string())
}

/// A phrase around a text.
pub fn around(language: Language, phrase: Word, text: &str) -> String {
    word(language, phrase).replace("{}", text)
}

/// What happened.
pub fn kind(language: Language, kind: Kind) -> &'static str {
    let (en, zh) = match kind {
        Kind::Warning => ("Deadline approaching", "即将超时"),
        Kind::Breach => ("Deadline missed", "已超时"),
        Kind::Escalation => ("Escalated: still unanswered", "升级提醒：仍未回复"),
        Kind::Unassigned => ("Nobody has taken it", "会话无人认领"),
        Kind::SilentCustomer => ("Buyer has not answered", "买家一直未回复"),
        Kind::ChannelSilent => ("No webhooks any more", "渠道长时间没有消息"),
        Kind::ReplyFailed => ("Reply not delivered", "回复发送失败"),
        Kind::AccountHealth => ("Account health", "账号健康提醒"),
        Kind::BreakerOpen => ("Automatic sends stopped", "自动发送已熔断"),
        Kind::Digest => ("Digest", "通知汇总"),
        Kind::Report => ("Last week", "上周报告"),
        Kind::Rule => ("A rule asks for attention", "规则提醒"),
        Kind::Mention => ("A colleague mentioned you", "同事提到了您"),
    };
    pick(language, en, zh)
}

/// Whose clock a deadline is on.
pub fn clock(language: Language, clock: Clock) -> &'static str {
    let (en, zh) = match clock {
        Clock::Marketplace => ("marketplace", "平台时限"),
        Clock::Company => ("company", "内部时限"),
    };
    pick(language, en, zh)
}

/// How urgent.
pub fn priority(language: Language, priority: Priority) -> &'static str {
    let (en, zh) = match priority {
        Priority::Urgent => ("urgent", "紧急"),
        Priority::High => ("high", "高"),
        Priority::Normal => ("normal", "普通"),
        Priority::Low => ("low", "低"),
    };
    pick(language, en, zh)
}

/// What it is about.
pub fn category(language: Language, category: Category) -> &'static str {
    let (en, zh) = match category {
        Category::RefundReturn => ("refund or return", "退款退货"),
        Category::QualityIssue => ("quality", "质量问题"),
        Category::LogisticsIssue => ("logistics", "物流问题"),
        Category::DisputeThreat => ("dispute", "纠纷索赔"),
        Category::OrderStatus => ("order status", "订单状态"),
        Category::OrderChange => ("order change", "订单修改"),
        Category::PresaleQuestion => ("pre-sale question", "售前咨询"),
        Category::UsageHowto => ("how to use it", "使用方法"),
        Category::InvoicePayment => ("invoice or payment", "发票付款"),
        Category::Account => ("buyer's account", "买家账户"),
        Category::PraiseThanks => ("praise", "好评感谢"),
        Category::SpamMarketing => ("spam", "垃圾营销"),
        Category::General => ("general", "其他"),
    };
    pick(language, en, zh)
}

fn pick(language: Language, en: &'static str, zh: &'static str) -> &'static str {
    match language {
        Language::En => en,
        Language::Zh => zh,
    }
}
