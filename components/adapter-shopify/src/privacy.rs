//! The three compliance topics every app has to take. Agents see them as messages of the platform.
//!
//! They carry what is needed to act and no more: a request to erase doesn't repeat what is to be erased.

use crate::event::{Context, given, own_id, resource_id};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::{Author, Buyer, Event, Happening, Message};

/// Orders named in one request; more are counted.
const ORDERS_MAX: usize = 50;
/// What Shopify gives for acting on a request.
const DEADLINE: &str = "Shopify gives 30 days for it.";

/// Reads `customers/data_request`: a buyer wants to see what is kept about them.
pub fn read_data_request(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let customer = payload.required("customer", Fields::object)?;
    let id = customer.required("id", resource_id)?;
    let request = given(payload.object("data_request")).and_then(|request| given(own_id(&request)));
    let address = given(customer.line("email")).map(|address| format!(" ({address})"));
    let words = format!(
        "Customer {id}{} asks for the data kept about them.{} {DEADLINE}",
        address.unwrap_or_default(),
        orders(payload, "orders_requested"),
    );
    let event = context.event(
        request.as_deref().unwrap_or(&id),
        format!("privacy:customer:{id}"),
        message("Customer data request", &words),
    );
    Ok(vec![Event { buyer: Some(Buyer { id, name: None }), ..event }])
}

/// Reads `customers/redact`: a buyer's data is to be erased.
pub fn read_customer_redact(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let customer = payload.required("customer", Fields::object)?;
    let id = customer.required("id", resource_id)?;
    let words = format!("Erase what is kept about customer {id}.{} {DEADLINE}", orders(payload, "orders_to_redact"),);
    let event = context.event(&id, format!("privacy:customer:{id}"), message("Customer data erasure", &words));
    Ok(vec![Event { buyer: Some(Buyer { id, name: None }), ..event }])
}

/// Reads `shop/redact`: 48 hours after the app was uninstalled, the shop's data is to be erased.
pub fn read_shop_redact(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let id = payload.required("shop_id", resource_id)?;
    let domain = given(payload.line("shop_domain")).map(|domain| format!(" ({domain})"));
    let words = format!("Erase what is kept about shop {id}{}. {DEADLINE}", domain.unwrap_or_default());
    Ok(vec![context.event(&id, format!("privacy:shop:{id}"), message("Shop data erasure", &words))])
}

fn orders(payload: &Fields<'_>, name: &'static str) -> String {
    let ids = payload.ids(name, ORDERS_MAX).unwrap_or_default();
    let more = payload.items(name).saturating_sub(ids.len());
    match (ids.is_empty(), more) {
        (true, _) => String::new(),
        (false, 0) => format!(" Orders: {}.", ids.join(", ")),
        (false, more) => format!(" Orders: {}, and {more} more.", ids.join(", ")),
    }
}

fn message(subject: &str, words: &str) -> Happening {
    let body = text::body(words);
    Happening::Message(Message {
        author: Author::Platform,
        text: body.text,
        subject: Some(subject.to_owned()),
        attachments: Vec::new(),
        language: Some("en".to_owned()),
        machine: Some("shopify".to_owned()),
        truncated: body.truncated,
    })
}
