//! The API's codes in words: code, English, Chinese. What is not listed is shown as it is.

use super::forms::{VARIABLES, WEEKDAYS, WHOSE};
use super::metrics::{DEEDS, LEVELS, METRICS, RANK_REASONS, SUGGESTIONS, TASKS, TROUBLES};
use super::rules::{HOURS, REFUSALS, TRIGGERS};
use crate::ui::Lang;

/// Code, English, Chinese.
pub(super) type Entry = (&'static str, &'static str, &'static str);

/// Channels, by name.
pub(crate) const CHANNELS: [&str; 16] = [
    "amazon",
    "bigcommerce",
    "ebay",
    "etsy",
    "lazada",
    "mail",
    "mercadolibre",
    "meta",
    "ozon",
    "shein",
    "shopee",
    "shopify",
    "standard",
    "tiktok-shop",
    "walmart",
    "woocommerce",
];
/// Languages that templates ship in.
pub(crate) const LANGUAGES: [&str; 8] = ["en", "de", "fr", "es", "it", "pt", "ja", "zh"];

/// What buyers want.
pub(crate) static CATEGORIES: [Entry; 13] = [
    ("refund_return", "Return, refund", "退货退款"),
    ("quality_issue", "Quality", "质量问题"),
    ("logistics_issue", "Late, lost", "物流问题"),
    ("dispute_threat", "Claim threat", "投诉威胁"),
    ("order_status", "Order status", "订单状态"),
    ("order_change", "Order change", "修改订单"),
    ("presale_question", "Pre-sale", "售前咨询"),
    ("usage_howto", "How to use", "使用问题"),
    ("invoice_payment", "Invoice, payment", "发票付款"),
    ("account", "Account", "账号"),
    ("praise_thanks", "Thanks", "感谢好评"),
    ("spam_marketing", "Spam", "垃圾营销"),
    ("general", "General", "一般"),
];
/// How urgent.
pub(crate) static PRIORITIES: [Entry; 4] =
    [("urgent", "Urgent", "紧急"), ("high", "High", "高"), ("normal", "Normal", "普通"), ("low", "Low", "低")];
static STATUSES: [Entry; 7] = [
    ("open", "Open", "未结"),
    ("pending", "Waiting for the buyer", "等待买家"),
    ("snoozed", "Snoozed", "稍后处理"),
    ("resolved", "Resolved", "已解决"),
    ("closed", "Closed", "已关闭"),
    ("no_reply_needed", "No reply needed", "无需回复"),
    ("spam", "Spam", "垃圾消息"),
];
static CHANNEL_NAMES: [Entry; 16] = [
    ("amazon", "Amazon", "亚马逊"),
    ("bigcommerce", "BigCommerce", "BigCommerce"),
    ("ebay", "eBay", "eBay"),
    ("etsy", "Etsy", "Etsy"),
    ("lazada", "Lazada", "Lazada"),
    ("mail", "Mail", "邮件"),
    ("mercadolibre", "Mercado Libre", "美客多"),
    ("meta", "Meta", "Meta"),
    ("ozon", "Ozon", "Ozon"),
    ("shein", "SHEIN", "SHEIN"),
    ("shopee", "Shopee", "虾皮"),
    ("shopify", "Shopify", "Shopify"),
    ("standard", "Standard", "标准接口"),
    ("tiktok-shop", "TikTok Shop", "TikTok Shop"),
    ("walmart", "Walmart", "沃尔玛"),
    ("woocommerce", "WooCommerce", "WooCommerce"),
];
/// What may follow.
pub(crate) static RISKS: [Entry; 7] = [
    ("a_to_z", "A-to-z threat", "A-to-z 索赔威胁"),
    ("chargeback", "Chargeback threat", "拒付威胁"),
    ("legal", "Legal threat", "法律威胁"),
    ("negative_review_threat", "Bad-review threat", "差评威胁"),
    ("safety", "Safety", "安全隐患"),
    ("safety_injury", "Injury", "人身伤害"),
    ("fraud_claim", "Fraud claim", "欺诈指控"),
];
static EVENTS: [Entry; 11] = [
    ("appeal", "Appeal", "申诉"),
    ("return_opened", "Return opened", "退货申请"),
    ("refund_requested", "Refund requested", "退款申请"),
    ("refund_issued", "Refund issued", "已退款"),
    ("claim", "Claim", "平台索赔"),
    ("a_to_z", "A-to-z claim", "A-to-z 索赔"),
    ("dispute", "Dispute", "纠纷"),
    ("chargeback", "Chargeback", "拒付"),
    ("negative_feedback", "Bad rating", "差评"),
    ("cancellation_request", "Cancellation request", "取消申请"),
    ("account_at_risk", "Account at risk", "账号风险"),
];
static EVENT_STATES: [Entry; 3] =
    [("opened", "opened", "已发起"), ("updated", "changed", "有更新"), ("closed", "ended", "已结束")];
static AUTHORS: [Entry; 4] = [
    ("buyer", "Buyer", "买家"),
    ("seller", "Shop", "店铺"),
    ("automatic", "Automatic reply", "自动回复"),
    ("platform", "Marketplace", "平台"),
];
static RECORDS: [Entry; 23] = [
    ("undone", "Taken back", "已撤销"),
    ("order", "Order", "订单"),
    ("failed", "Not delivered", "未送达"),
    ("quarantined", "Unreadable delivery", "无法解析的推送"),
    ("warning", "Warning", "预警"),
    ("breach", "Missed deadline", "已超时"),
    ("follow_up", "Follow-up", "跟进"),
    ("opened", "Opened again", "重新打开"),
    ("pending", "Waiting for the buyer", "等待买家"),
    ("snoozed", "Snoozed until", "稍后处理至"),
    ("woken", "Snooze ended", "稍后处理结束"),
    ("no_reply_needed", "No reply needed", "无需回复"),
    ("resolved", "Resolved", "已解决"),
    ("closed", "Closed", "已关闭"),
    ("spam", "Marked as spam", "标为垃圾消息"),
    ("merged_into", "Merged into", "已并入"),
    ("merged_from", "Merged from", "并入自"),
    ("split_off", "Goes on by itself:", "已拆分至"),
    ("assigned", "Assigned to", "分配给"),
    ("tagged", "Tag", "标签"),
    ("prioritized", "Priority", "优先级"),
    ("categorized", "Category", "类别"),
    ("valued", "Customer", "客户"),
];
static CLOCKS: [Entry; 3] =
    [("marketplace", "marketplace", "平台"), ("company", "shop", "店铺"), ("desk", "desk", "系统")];
static TARGETS: [Entry; 6] = [
    ("first_response", "First answer", "首次回复"),
    ("next_response", "Next answer", "后续回复"),
    ("resolution", "Resolution", "解决"),
    ("platform_due", "Marketplace's date", "平台截止"),
    ("unassigned", "nobody has it", "无人负责"),
    ("silent_customer", "the buyer is silent", "买家未回应"),
];
static OUTCOMES: [Entry; 5] = [
    ("running", "running", "计时中"),
    ("met", "met", "按时"),
    ("breached", "missed", "超时"),
    ("cancelled", "ended", "已取消"),
    ("void", "void", "无效"),
];
static SENDING: [Entry; 7] = [
    ("pending", "to be sent", "待发送"),
    ("sending", "being sent", "发送中"),
    ("sent", "sent", "已发送"),
    ("delivered", "sent", "已发送"),
    ("failed", "failed", "发送失败"),
    ("unknown", "unknown", "未知"),
    ("given_up", "given up", "已放弃"),
];
static VIOLATIONS: [Entry; 10] = [
    ("review_incentive", "reward for a review", "以利益换评价"),
    ("review_solicitation_positive", "asks for a good review", "索要好评"),
    ("review_gating", "only happy buyers to review", "筛选评价"),
    ("review_change_request", "asks to change a review", "要求修改评价"),
    ("external_link", "link to elsewhere", "外部链接"),
    ("off_platform_contact", "contact outside the marketplace", "站外联系方式"),
    ("off_platform_payment", "payment outside the marketplace", "站外付款"),
    ("marketing_promo", "advertising", "营销推广"),
    ("prohibited_promise", "promise that may not be made", "违规承诺"),
    ("personal_data_request", "asks for personal data", "索要个人信息"),
];
static SEVERITIES: [Entry; 2] = [("block", "Not allowed:", "禁止："), ("warn", "Careful:", "注意：")];
static LANGUAGE_NAMES: [Entry; 14] = [
    ("en", "English", "英语"),
    ("de", "German", "德语"),
    ("fr", "French", "法语"),
    ("es", "Spanish", "西班牙语"),
    ("it", "Italian", "意大利语"),
    ("pt", "Portuguese", "葡萄牙语"),
    ("ja", "Japanese", "日语"),
    ("zh", "Chinese", "中文"),
    ("ru", "Russian", "俄语"),
    ("nl", "Dutch", "荷兰语"),
    ("pl", "Polish", "波兰语"),
    ("th", "Thai", "泰语"),
    ("vi", "Vietnamese", "越南语"),
    ("id", "Indonesian", "印尼语"),
];
static SLAS: [Entry; 4] = [
    ("due_soon", "Due soon", "即将到期"),
    ("breached", "Late", "已超时"),
    ("paused", "Standing still", "计时暂停"),
    ("ok", "In time", "正常"),
];
static VIEWS: [Entry; 3] =
    [("inbox", "Open", "未结"), ("breached", "Late", "已超时"), ("quarantine", "Unreadable", "无法解析")];
static REASONS: [Entry; 2] = [("vip", "VIP", "VIP"), ("by_hand", "set by hand", "人工设置")];
static ROLES: [Entry; 3] =
    [("agent", "Agent", "客服"), ("supervisor", "Supervisor", "主管"), ("admin", "Admin", "管理员")];
static SECTIONS: [Entry; 11] = [
    ("policies", "Policies", "时限策略"),
    ("calendars", "Working hours", "工作时间"),
    ("templates", "Templates", "回复模板"),
    ("rules", "Team rules", "分类规则"),
    ("automations", "Automatic replies", "自动规则"),
    ("compliance", "Wording rules", "合规规则"),
    ("notifications", "Notifications", "通知设置"),
    ("assignment", "Sharing out", "自动分配"),
    ("accounts", "Accounts", "店铺账号"),
    ("people", "People", "人员"),
    ("deliveries", "Delivery log", "通知记录"),
];
static SECTION_TEXTS: [Entry; 11] = [
    (
        "policies",
        "How long an answer may take. The first policy that fits counts, yours before the shipped ones.",
        "回复时限。首个匹配的策略生效，自定义策略优先于内置策略。",
    ),
    (
        "calendars",
        "Working hours and holidays, by account. A change moves the deadlines of what is open.",
        "按账号设置工作时间与节假日；修改后未结会话的时限会随之调整。",
    ),
    ("templates", "Your own reply templates, beside the 72 shipped ones.", "除 72 个内置模板外的自定义模板。"),
    ("rules", "What your team knows better than the classifier.", "团队自定义规则，优先于自动分类。"),
    (
        "automations",
        "Rules that reply, tag, assign and notify by themselves, tried in this order.",
        "自动回复、打标签、分配与通知的规则，按顺序执行。",
    ),
    (
        "compliance",
        "Rules for outgoing text: more of them, switched-off ones, allowed domains.",
        "外发内容规则：新增、停用、允许的域名。",
    ),
    ("notifications", "Who is told what, where, when, in which language.", "通知谁、何时、何地、以何种语言。"),
    (
        "assignment",
        "Who gets what nobody has: by language, category, account and room.",
        "无人负责的会话分配给谁：按语言、类别、账号与余量。",
    ),
    ("accounts", "Your shops on each channel, and whether their webhooks arrive.", "各渠道店铺及其推送是否正常。"),
    ("people", "Who may come in, and what they may do.", "谁可以登录，以及各自的权限。"),
    ("deliveries", "Every notification that went out, and why one didn't.", "已发送的通知，以及未发送的原因。"),
];

/// The words for a code of this kind; the code itself where there are none.
pub(crate) fn label<'a>(lang: Lang, kind: &str, code: &'a str) -> &'a str {
    let known: &[Entry] = match kind {
        "category" => &CATEGORIES,
        "priority" => &PRIORITIES,
        "status" => &STATUSES,
        "channel" => &CHANNEL_NAMES,
        "risk" => &RISKS,
        "event" => &EVENTS,
        "event-state" => &EVENT_STATES,
        "author" => &AUTHORS,
        "record" => &RECORDS,
        "clock" => &CLOCKS,
        "target" => &TARGETS,
        "outcome" => &OUTCOMES,
        "sending" => &SENDING,
        "violation" => &VIOLATIONS,
        "severity" => &SEVERITIES,
        "language" => &LANGUAGE_NAMES,
        "sla" => &SLAS,
        "view" => &VIEWS,
        "reason" => &REASONS,
        "role" => &ROLES,
        "section" => &SECTIONS,
        "section-about" => &SECTION_TEXTS,
        "metric" => &METRICS,
        "level" => &LEVELS,
        "rank" => &RANK_REASONS,
        "trouble" => &TROUBLES,
        "deed" => &DEEDS,
        "task" => &TASKS,
        "listing" => &SUGGESTIONS,
        "variable" => &VARIABLES,
        "trigger" => &TRIGGERS,
        "hours" => &HOURS,
        "refusal" => &REFUSALS,
        "whose" => &WHOSE,
        "weekday" => &WEEKDAYS,
        _ => &[],
    };
    let found = known.iter().find(|(known, ..)| *known == code);
    found.map_or(code, |(_, en, zh)| if lang == Lang::Zh { zh } else { en })
}

/// The codes of a list.
pub(crate) fn codes<const N: usize>(entries: &[Entry; N]) -> [&'static str; N] {
    entries.map(|(code, ..)| code)
}
