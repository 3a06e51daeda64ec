//! Topics nobody asked this adapter to understand.

use crate::event::{Context, order_id, order_thread, own_id};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Event, Happening, OrderChange};

/// Notes the topic on its order's conversation, or on one named after the topic.
pub fn read(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let topic = &context.delivery.topic;
    let thread = order_id(payload)?.map_or_else(|| format!("topic:{topic}"), |order| order_thread(&order));
    let id = own_id(payload).unwrap_or_default();
    let change = OrderChange {
        status: topic.clone(),
        detail: id.as_deref().map(|id| format!("of {id}; SellerDesk does not read this topic")),
        total: None,
    };
    Ok(vec![context.event(id.as_deref().unwrap_or("-"), thread, Happening::Order(change))])
}
