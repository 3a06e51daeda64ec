//! The texts of the forms for working hours and templates, and what a template's variables mean.

use super::labels::Entry;

words! {
    Forms, FORMS_EN, FORMS_ZH;
    about_calendar: "Times are of the zone. A day may have several windows; one that ends before it begins runs overnight.", "时间按所选时区。一天可有多个时段；结束早于开始的时段跨夜。";
    add_language: "Another language", "添加语言";
    advanced: "Advanced: the whole document (JSON)", "高级：完整文档（JSON）";
    also_default: "Also every account that has no calendar of its own", "也用于未单独指定的所有账号";
    body: "Text in", "正文：";
    calendar_accounts: "Accounts (channel/account, by commas)", "账号（渠道/账号，逗号分隔）";
    calendar_name: "Name of the calendar", "日历名称";
    changed_by: "Stored now:", "当前已保存：";
    closed: "closed", "休息";
    copy: "Copy to change it", "复制后修改";
    copy_of: "A copy of the shipped template:", "复制自内置模板：";
    days: "Weekdays: windows such as 09:00-12:00, 13:00-18:00", "每周时段，如 09:00-12:00, 13:00-18:00";
    default_calendar: "for all others", "其余账号默认";
    edit: "Change", "修改";
    empty_removes: "A language whose text is empty is left out.", "正文留空的语言将被移除。";
    example: "Example", "示例";
    everybody: "everybody", "全员";
    everything: "All", "全部";
    fault: "Not accepted:", "未接受：";
    filled_in: "Sample values", "示例取值";
    from: "Whose", "来源";
    holidays: "Holidays: one date (YYYY-MM-DD) a line", "节假日：每行一个日期（YYYY-MM-DD）";
    insert_into: "Insert", "插入";
    internal: "Note for the file, not sent to buyers", "内部记录，不发送给买家";
    is_missing: "has no text yet", "尚无正文";
    meaning: "Meaning", "含义";
    name_taken: "another calendar has this name", "已有同名日历";
    new_calendar: "New calendar", "新增日历";
    new_template: "New template", "新增模板";
    no_calendar: "Nothing is set: every clock runs round the clock.", "尚未设置：所有时限全天计算。";
    no_match: "No template fits.", "没有符合条件的模板。";
    open_now: "Open now.", "当前营业中。";
    opens: "Opens", "下次营业";
    overrides: "Other hours on single dates: a line such as 2026-02-14 09:00-13:00; without a time the date is closed", "单日调整（调休、半天）：每行如 2026-02-14 09:00-13:00；不写时间即休息";
    owner: "Who may use it", "使用范围";
    preview: "Preview", "预览";
    preview_hint: "Nothing is saved. The values are samples; in a conversation its own are filled in.", "不会保存。以下为示例取值；实际会话中自动填入真实数据。";
    preview_language: "Language of the preview", "预览语言";
    preview_channel: "Channel of the preview", "预览渠道";
    template_id: "Id (a–z, 0–9, _)", "标识（a–z、0–9、_）";
    template_title: "Title", "标题";
    templates_shown: "{} templates", "共 {} 个模板";
    twice: "a date is there twice", "日期重复";
    variables: "What can be inserted", "可插入的变量";
    variables_hint: "Write {% if name %} … {% endif %} around what needs a value that may be missing.", "可能缺失的变量请用 {% if 变量 %} … {% endif %} 包裹。";
    words_in: "Words in title or id", "标题或标识包含";
    worked_off: "What takes 8 working hours and comes now is due", "此刻到达、需 8 个工作小时的事项截止于";
    zone: "Time zone (IANA, such as Europe/Berlin)", "时区（IANA 名称，如 Asia/Shanghai）";
}

/// Weekdays, by the names they have in calendars.
pub(super) static WEEKDAYS: [Entry; 7] = [
    ("mon", "Monday", "周一"),
    ("tue", "Tuesday", "周二"),
    ("wed", "Wednesday", "周三"),
    ("thu", "Thursday", "周四"),
    ("fri", "Friday", "周五"),
    ("sat", "Saturday", "周六"),
    ("sun", "Sunday", "周日"),
];

/// Whose a template is.
pub(super) static WHOSE: [Entry; 3] = [
    ("shared", "own, shared", "自定义·共享"),
    ("personal", "own, of one person", "自定义·个人"),
    ("shipped", "shipped", "内置"),
];

/// What templates may name. Those that aren't here are shown with their example alone.
pub(super) static VARIABLES: [Entry; 38] = [
    ("customer_name", "the buyer's name", "买家姓名"),
    ("order_id", "the order's number", "订单号"),
    ("order_date", "when it was ordered", "下单日期"),
    ("order_status", "where the order is", "订单状态"),
    ("order_total", "what the order cost", "订单金额"),
    ("product_name", "the product's name", "商品名称"),
    ("sku", "the product's SKU", "商品编码（SKU）"),
    ("quantity", "how many pieces", "数量"),
    ("missing_part", "the part that is missing", "缺少的配件"),
    ("invoice_number", "the invoice's number", "发票号码"),
    ("warranty_months", "months of warranty", "保修月数"),
    ("manual_url", "address of the manual", "说明书链接"),
    ("carrier", "who carries the parcel", "物流公司"),
    ("tracking_number", "the parcel's number", "物流单号"),
    ("tracking_url", "address to follow the parcel", "物流查询链接"),
    ("dispatch_date", "when it was or will be sent", "发货日期"),
    ("expected_date", "when it should arrive", "预计送达日期"),
    ("delivered_date", "when it arrived", "签收日期"),
    ("destination", "where it goes", "收货地"),
    ("handling_days", "days until it is sent", "备货天数"),
    ("delay_days", "days it is late", "延误天数"),
    ("replacement_tracking_number", "the replacement's parcel number", "补发物流单号"),
    ("refund_amount", "what is paid back", "退款金额"),
    ("currency", "the currency, for amounts without one", "币种（金额未注明时）"),
    ("refund_date", "when it is paid back", "退款日期"),
    ("refund_days", "days until the money arrives", "退款到账天数"),
    ("return_days", "days within which returns are taken", "可退货天数"),
    ("return_deadline", "the last day to send it back", "退货截止日期"),
    ("return_address", "where to send it back", "退货地址"),
    ("return_number", "the return's number", "退货编号"),
    ("return_shipping_cost", "what sending it back costs", "退货运费"),
    ("reason", "why, in your words", "原因"),
    ("case_id", "the marketplace's case number", "平台案件编号"),
    ("reply_date", "when you will write again", "答复日期"),
    ("reply_hours", "hours until you answer", "答复时限（小时）"),
    ("business_hours", "your working hours", "营业时间"),
    ("agent_name", "who answers", "客服姓名"),
    ("shop_name", "the shop's name", "店铺名称"),
];
