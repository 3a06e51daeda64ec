//! The texts of the forms for rules that act.

use super::labels::Entry;

words! {
    Rules, RULES_EN, RULES_ZH;
    accounts: "Accounts (by commas)", "账号（逗号分隔）";
    actions: "What it does then", "执行的操作";
    any: "either way", "不限";
    assign: "Give it to, where nobody has it", "分配给（仅当无人负责时）";
    assigned: "Somebody has it", "已有负责人";
    conditions: "All of this holds (what is empty always does)", "以下条件全部满足（留空即不限）";
    done: "done", "会执行";
    enabled: "Switched on", "启用";
    events: "When there is (none: a buyer's message)", "触发事件（不选：买家消息）";
    first_message: "The buyer's first message", "买家首条消息";
    hours: "Working hours", "工作时间";
    id: "Id (a–z, 0–9, _ -)", "标识（a–z、0–9、_ -）";
    keywords: "Words in the message (by commas)", "消息包含的词（逗号分隔）";
    kept: "Kept as they are: exceptions ({}), spans of time ({}). The document below has them.", "保持不变：例外 {} 项、时间段 {} 项，可在下方文档中修改。";
    machine: "A machine wrote it", "由机器发送";
    new_rule: "New rule", "新增规则";
    no_rule: "There is no rule yet.", "尚无规则。";
    none: "none", "无";
    nothing_done: "It would have done nothing in {} conversations.", "在 {} 个会话中不会触发任何操作。";
    note: "Leave the note", "添加备注";
    notify: "Notify people with the words", "通知相关人员，内容";
    prioritize: "Set the priority", "设置优先级";
    refused: "refused", "会被拒绝";
    reply_language: "Language of the reply (empty: the buyer's)", "回复语言（空为买家语言）";
    reply_template: "Reply with the template", "使用模板回复";
    reply_values: "Values for the template: a line such as reply_hours = 12", "模板变量：每行如 reply_hours = 12";
    risks: "Risks", "风险";
    rule: "Rule {}", "规则 {}";
    stop: "Leave out the rules after it", "命中后不再执行后续规则";
    switched_off: "switched off", "已停用";
    tag: "Set the tag", "添加标签";
    tags: "Tags of the conversation (by commas)", "会话标签（逗号分隔）";
    test: "Test on past conversations", "在历史会话上试运行";
    tested: "In the newest {} conversations. Nothing was done.", "最近 {} 个会话的试运行结果，未实际执行。";
    vip: "The customer is VIP", "VIP 客户";
    yes: "yes", "是";
    no: "no", "否";
}

/// What sets a rule off.
pub(crate) static TRIGGERS: [Entry; 12] = [
    ("message", "a buyer's message", "买家消息"),
    ("order", "an order", "订单"),
    ("failed", "a reply that failed", "回复失败"),
    ("return_opened", "a return", "退货申请"),
    ("refund_requested", "a refund asked for", "退款申请"),
    ("refund_issued", "a refund", "已退款"),
    ("claim", "a claim", "平台索赔"),
    ("dispute", "a dispute", "纠纷"),
    ("chargeback", "a chargeback", "拒付"),
    ("negative_feedback", "a bad rating", "差评"),
    ("cancellation_request", "a cancellation asked for", "取消申请"),
    ("account_at_risk", "an account at risk", "账号风险"),
];

/// Working hours as a condition.
pub(super) static HOURS: [Entry; 2] =
    [("open", "within them", "工作时间内"), ("closed", "outside of them", "工作时间外")];

/// Why something would not be done.
pub(super) static REFUSALS: [Entry; 21] = [
    ("machine_mail", "a machine wrote", "机器邮件"),
    ("nothing_asked", "nothing was asked", "无需回复"),
    ("not_answerable", "can't be answered", "无法回复"),
    ("spam", "spam", "垃圾消息"),
    ("merged", "merged away", "已并入"),
    ("answered", "answered since", "已有回复"),
    ("agent_at_work", "somebody is at it", "有人正在处理"),
    ("too_old", "too old", "时间过久"),
    ("reply_waiting", "another reply waits", "已有回复待发"),
    ("has_assignee", "somebody has it", "已有负责人"),
    ("at_risk", "flagged as a risk", "存在风险"),
    ("conversation_full", "conversation is full", "会话已满"),
    ("too_deep", "rules set each other off", "规则互相触发过多"),
    ("unwritten", "the template lacks a value", "模板缺少变量"),
    ("compliance", "breaks a rule of the marketplace", "违反平台规则"),
    ("breaker_open", "the breaker is open", "已熔断"),
    ("recipient_dead", "the address is dead", "地址无效"),
    ("rule_again", "too soon again", "重复触发过快"),
    ("recipient_full", "too many to this buyer", "对该买家发送过多"),
    ("account_busy", "too many on this account", "该账号发送过多"),
    ("account_unknown", "the account is unknown", "账号未知"),
];
