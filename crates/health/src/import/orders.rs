//! Amazon's order reports: the order tracking reports (flat and XML) and the unshipped and shipment-promise columns of
//! the others. Each row is an item; facts about the same order merge.

use sellerdesk_deadline::FieldProblem;

use super::{Imported, ReportContext, dates, table::Table, text, xml};
use crate::{Canceller, Fact, Fulfilment, HealthError, OrderFact, Source, What, limits::NAME_BYTES_MAX};

const ORDER: &[&str] = &["amazon-order-id", "order-id", "AmazonOrderID", "Order ID"];
const PLACED: &[&str] = &["purchase-date", "PurchaseDate", "Order date"];

/// Reads the report, flat or XML.
///
/// # Errors
/// It is too large, or is no such report.
pub fn read_orders(bytes: &[u8], context: &ReportContext<'_>) -> Result<Imported, HealthError> {
    let text = text(bytes)?;
    let mut imported = Imported::default();
    if text.trim_start().starts_with('<') {
        for element in xml::records(&text, "Order")? {
            imported.row(read_row(&|names: &[&str]| element.get(names), context, dates::DateOrder::DayFirst));
        }
        return Ok(imported);
    }
    let table = Table::read(&text)?.with("order report", &[ORDER, PLACED])?;
    let order = dates::order_of(table.rows().filter_map(|row| row.get(PLACED)), context.site);
    for row in table.rows() {
        imported.row(read_row(&|names: &[&str]| row.get(names), context, order));
    }
    Ok(imported)
}

fn read_row<'a>(
    get: &impl Fn(&[&str]) -> Option<&'a str>,
    context: &ReportContext<'_>,
    order: dates::DateOrder,
) -> Result<Vec<Fact>, FieldProblem> {
    let id = get(ORDER).ok_or_else(|| FieldProblem::new("amazon-order-id", "is empty"))?;
    let placed = get(PLACED).ok_or_else(|| FieldProblem::new("purchase-date", "is empty"))?;
    let date = |name: &str, names: &[&str]| get(names).map(|text| dates::read_date(name, text, order)).transpose();
    let placed_at = dates::read_date("purchase-date", placed, order)?;
    let updated = date("last-updated-date", &["last-updated-date", "LastUpdatedDate"])?;
    let status = get(&["order-status", "OrderStatus"]).unwrap_or_default().to_ascii_lowercase();
    let is_cancelled = status.starts_with("cancel");
    let at = updated.unwrap_or(placed_at);
    // The report doesn't say who cancelled unless the buyer asked through Amazon.
    let by_buyer = get(&["is-buyer-requested-cancellation", "buyer-requested-cancel"]).is_some_and(is_yes);
    let by = if by_buyer { Canceller::Buyer } else { Canceller::Seller };
    let fulfilment = get(&["fulfillment-channel", "FulfillmentChannel"]).and_then(|channel| {
        match channel.to_ascii_lowercase().as_str() {
            "merchant" | "mfn" | "seller" => Some(Fulfilment::Seller),
            "amazon" | "afn" => Some(Fulfilment::Marketplace),
            _ => None,
        }
    });
    let units = get(&["quantity", "quantity-purchased", "Quantity"]).and_then(|units| units.parse().ok());
    let site = get(&["sales-channel", "SalesChannel"]).and_then(site_of_sales_channel).or_else(|| context.site());
    let fact = OrderFact {
        placed_at: Some(placed_at),
        ship_by: date("promise-date", &["promise-date", "latest-ship-date", "LatestShipDate"])?,
        shipped_at: date("ship-date", &["ship-date", "shipment-date", "actual-ship-date"])?,
        deliver_by: date("latest-delivery-date", &["latest-delivery-date", "LatestDeliveryDate"])?,
        cancelled_at: is_cancelled.then_some(at),
        cancelled_by: is_cancelled.then_some(by),
        business: get(&["is-business-order", "IsBusinessOrder"]).map(is_yes),
        pending: (!status.is_empty()).then(|| status.starts_with("pending")),
        fulfilment,
        units: units.filter(|units| *units > 0),
        ..OrderFact::default()
    };
    let sku = get(&["sku", "SKU", "MerchantSKU"]).filter(|sku| sku.len() <= NAME_BYTES_MAX).map(str::to_owned);
    let what = What::Order(fact);
    Ok(vec![Fact {
        id: format!("order:{id}"),
        at,
        order: Some(id.to_owned()),
        site,
        sku,
        source: Source::Report,
        what,
    }])
}

fn is_yes(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "y" | "1")
}

/// `Amazon.co.uk` is `uk`.
fn site_of_sales_channel(channel: &str) -> Option<String> {
    let name = channel.to_ascii_lowercase();
    let ending = name.strip_prefix("amazon.")?;
    Some(if ending == "com" { "us" } else { ending.rsplit('.').next()? }.to_owned())
}
