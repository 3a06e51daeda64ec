//! The variables a template may use: one table, the same for shipped and custom templates.

/// What a variable holds; decides how its value is checked and how it is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text, written as given.
    Text,
    /// RFC 3339 date (`2026-03-05`) or date-time; written in the language's long form.
    Date,
    /// Decimal digits and an ISO 4217 code (`19.99 EUR`); without a code, the value of `currency`
    /// is the code. Written in the language's form.
    Money,
    /// A whole number; compares as a number in conditions.
    Count,
    /// An `https` address without spaces.
    Url,
}

impl Kind {
    /// The kind's name in APIs: `text`, `date`, `money`, `count` or `url`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Date => "date",
            Self::Money => "money",
            Self::Count => "count",
            Self::Url => "url",
        }
    }
}

/// One variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Canonical English name, as in `{customer_name}`.
    pub name: &'static str,
    /// The name Chinese sellers use, as in `{客户名}`.
    pub alias: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// A valid value, for previews and tests.
    pub example: &'static str,
}

const fn variable(name: &'static str, alias: &'static str, kind: Kind, example: &'static str) -> Variable {
    Variable { name, alias, kind, example }
}

/// Ordered as an agent meets them: buyer, order, shipment, refund, return, shop.
static VARIABLES: [Variable; 38] = [
    variable("customer_name", "客户名", Kind::Text, "Anna Keller"),
    variable("order_id", "订单号", Kind::Text, "114-3941689-8772232"),
    variable("order_date", "下单日期", Kind::Date, "2026-03-01"),
    variable("order_status", "订单状态", Kind::Text, "shipped"),
    variable("order_total", "订单金额", Kind::Money, "59.90 EUR"),
    variable("product_name", "商品名", Kind::Text, "LN-2"),
    variable("sku", "商品编码", Kind::Text, "LN-2-BLK"),
    variable("quantity", "数量", Kind::Count, "1"),
    variable("missing_part", "缺件名称", Kind::Text, "M4 x 12"),
    variable("invoice_number", "发票号", Kind::Text, "2026-00318"),
    variable("warranty_months", "保修月数", Kind::Count, "24"),
    variable("manual_url", "说明书链接", Kind::Url, "https://example.com/manuals/ln-2"),
    variable("carrier", "物流公司", Kind::Text, "DHL"),
    variable("tracking_number", "物流单号", Kind::Text, "JD014600003828392911"),
    variable("tracking_url", "物流链接", Kind::Url, "https://example.com/track/JD014600003828392911"),
    variable("dispatch_date", "发货日期", Kind::Date, "2026-03-03"),
    variable("expected_date", "预计送达日期", Kind::Date, "2026-03-08"),
    variable("delivered_date", "签收日期", Kind::Date, "2026-03-07"),
    variable("destination", "收货地", Kind::Text, "Leeds"),
    variable("handling_days", "备货天数", Kind::Count, "2"),
    variable("delay_days", "延误天数", Kind::Count, "4"),
    variable("replacement_tracking_number", "补发单号", Kind::Text, "JD014600003828392912"),
    variable("refund_amount", "退款金额", Kind::Money, "19.99 EUR"),
    variable("currency", "币种", Kind::Text, "EUR"),
    variable("refund_date", "退款日期", Kind::Date, "2026-03-09"),
    variable("refund_days", "退款天数", Kind::Count, "5"),
    variable("return_days", "退货天数", Kind::Count, "30"),
    variable("return_deadline", "退货截止日期", Kind::Date, "2026-04-06"),
    variable("return_address", "退货地址", Kind::Text, "Northlight Returns, 12 Mill Lane, Leeds LS1 4AB"),
    variable("return_number", "退货编号", Kind::Text, "RMA-20418"),
    variable("return_shipping_cost", "退货运费", Kind::Money, "4.90 EUR"),
    variable("reason", "原因", Kind::Text, "DHL 503"),
    variable("case_id", "纠纷编号", Kind::Text, "5082771345"),
    variable("reply_date", "回复日期", Kind::Date, "2026-03-10"),
    variable("reply_hours", "回复时限", Kind::Count, "24"),
    variable("business_hours", "营业时间", Kind::Text, "09:00-17:00"),
    variable("agent_name", "客服名", Kind::Text, "Mia"),
    variable("shop_name", "店铺名", Kind::Text, "Northlight"),
];

/// Every variable, in a fixed order.
#[must_use]
pub fn variables() -> &'static [Variable] {
    &VARIABLES
}

/// The variable called `name` in either language.
#[must_use]
pub fn find_variable(name: &str) -> Option<&'static Variable> {
    VARIABLES.iter().find(|variable| variable.name == name || variable.alias == name)
}

/// Where `name` (canonical) stands in the table; sorts names for messages.
pub(crate) fn position(name: &str) -> usize {
    VARIABLES.iter().position(|variable| variable.name == name).unwrap_or(VARIABLES.len())
}
