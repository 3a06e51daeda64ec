//! Metrics of marketplaces, and how they stand, in words: code, English, Chinese.

use super::labels::Entry;

/// Metrics, without the channel's name before them.
pub(super) static METRICS: [Entry; 34] = [
    ("after-sales-time", "After-sales handling time", "售后处理时长"),
    ("cancellation", "Cancellation rate", "取消率"),
    ("cancellation-30d", "Cancellation rate, 30 days", "取消率（30 天）"),
    ("chat-dissatisfaction", "Chat dissatisfaction", "聊天不满意率"),
    ("fault-returns", "Returns by the shop's fault", "商责退货率"),
    ("invoice-defect", "Invoice defects", "发票缺陷率"),
    ("late-dispatch", "Late dispatch", "延迟发货率"),
    ("late-response", "Late answers", "延迟回复"),
    ("late-shipment", "Late shipment", "迟发率"),
    ("late-shipment-10d", "Late shipment, 10 days", "迟发率（10 天）"),
    ("negative-feedback", "Negative feedback", "负面反馈率"),
    ("negative-reviews", "Negative reviews", "差评率"),
    ("no-response", "No answer", "未回复"),
    ("not-received", "Not received", "未收到商品"),
    ("odr", "Order defect rate", "订单缺陷率"),
    ("odr-chargebacks", "Orders with a chargeback", "拒付率"),
    ("odr-claims", "Orders with a claim", "索赔率"),
    ("odr-feedback", "Orders with bad feedback", "差评订单率"),
    ("on-time-delivery", "On-time delivery", "准时送达率"),
    ("policy-violations", "Policy violations", "违规次数"),
    ("refunds", "Refunds", "退款率"),
    ("response-rate", "Response rate", "回复率"),
    ("response-time", "Answers within 24 h", "24 小时回复"),
    ("return-dissatisfaction", "Return dissatisfaction", "退货不满意率"),
    ("returns", "Returns", "退货率"),
    ("service-dissatisfaction", "Service dissatisfaction", "客服不满意率"),
    ("top-rated-defects", "Defects, for Top Rated", "缺陷率（优秀评级）"),
    ("top-rated-late-shipment", "Late shipment, for Top Rated", "迟发率（优秀评级）"),
    ("top-rated-tracking", "Tracking, for Top Rated", "追踪率（优秀评级）"),
    ("transaction-defects", "Transaction defects", "交易缺陷率"),
    ("unresolved-cases", "Cases closed unresolved", "未解决纠纷率"),
    ("valid-tracking", "Valid tracking", "有效追踪率"),
    ("live", "now", "当前"),
    ("official", "as the marketplace counts", "平台口径"),
];
/// How a figure stands.
pub(super) static LEVELS: [Entry; 7] = [
    ("ok", "fine", "正常"),
    ("aim", "past the aim", "超出目标"),
    ("warn", "close to the line", "接近红线"),
    ("red", "over the line", "已越线"),
    ("no_data", "no data", "无数据"),
    ("small_sample", "too few to count", "样本过少"),
    ("none", "no limit published", "无公开标准"),
];
/// Why a conversation could become a defect.
pub(super) static RANK_REASONS: [Entry; 10] = [
    ("claim_threat", "threatens with a claim", "威胁索赔"),
    ("feedback_threat", "threatens with bad feedback", "威胁差评"),
    ("overdue", "past the promised day", "已过承诺送达日"),
    ("said_delivered", "“delivered”, but not received", "显示妥投但未收到"),
    ("quality", "quality", "质量问题"),
    ("return_open", "a return waits", "退货待处理"),
    ("angry", "angry", "情绪激动"),
    ("answer_late", "the answer is late", "回复超时"),
    ("wrote_again", "wrote again", "再次来信"),
    ("counts_already", "counts already", "已计入缺陷"),
];
/// What is wrong with an order.
pub(super) static TROUBLES: [Entry; 8] = [
    ("not_received", "not received", "未收到"),
    ("damaged", "damaged", "损坏"),
    ("defective", "defective", "有缺陷"),
    ("not_as_described", "not as described", "与描述不符"),
    ("wrong_item", "wrong item", "发错货"),
    ("late", "too late", "迟到"),
    ("changed_mind", "changed their mind", "改变主意"),
    ("other", "other", "其他"),
];
/// How a task stands.
pub(super) static TASKS: [Entry; 3] =
    [("open", "to be answered", "待处理"), ("answered", "answered", "已回复"), ("ended", "ended", "已结束")];
/// What an automatic reply came to.
pub(super) static DEEDS: [Entry; 6] = [
    ("reply", "reply", "回复"),
    ("tag", "tag", "打标签"),
    ("assign", "assign", "分配"),
    ("note", "note", "备注"),
    ("notify", "notify", "通知"),
    ("prioritize", "prioritise", "调整优先级"),
];
/// What a listing could say before anybody asks.
pub(super) static SUGGESTIONS: [Entry; 5] = [
    (
        "answer_in_text",
        "Answer it in the bullet points or in a question and answer of the listing.",
        "在五点描述或问答中直接说明。",
    ),
    (
        "explain_use",
        "Add steps, a picture or a video of its use; put them into the parcel too.",
        "补充使用步骤、图片或视频，并随包裹附上说明。",
    ),
    (
        "check_quality",
        "Check the description, the pictures and the stock: buyers got something else.",
        "核对描述、图片与库存：买家收到的与描述不符。",
    ),
    (
        "promise_delivery",
        "State handling time and delivery dates that hold; look at the carrier.",
        "写明可兑现的备货与送达时间，并检查承运商。",
    ),
    ("state_terms", "State returns, warranty and invoices in the listing.", "在商品页写明退换货、质保与发票政策。"),
];
