//! `order.changed`: shown in the conversation, asks for no answer.

use crate::risk::read_money;
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::OrderChange;

/// Reads `data.order`.
pub fn read(data: &Fields<'_>) -> Result<OrderChange, Error> {
    let order = data.required("order", Fields::object)?;
    Ok(OrderChange {
        status: order.required("status", Fields::line)?,
        detail: order.line("detail")?,
        total: order.object("total")?.map(|total| read_money(&total)).transpose()?,
    })
}
