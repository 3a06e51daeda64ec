//! What a notification says: for whom it is, and what it points to.

use crate::api::Stop;
use crate::common::{given, is_plain_id, own_id};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Error, Reason, Rejection};
use serde_json::Value;

/// Actions that are looked at.
const ACTIONS_MAX: usize = 10;
/// What stands before the topics of the cross-border family.
const CROSS_BORDER: &str = "marketplace_";

/// A notification.
#[derive(Clone, Debug)]
pub struct Notification {
    /// Its id, which is not the same in the feed of missed ones.
    pub sent_id: Option<String>,
    /// What it is about.
    pub about: About,
    /// Which family of the API has it.
    pub is_cross_border: bool,
    application_id: String,
    user_id: String,
}

/// What a notification is about, by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A message on a sale.
    Message(String),
    /// A question on a listing.
    Question(String),
    /// A claim.
    Claim(String),
    /// Something that asks for nothing.
    Nothing,
}

impl Notification {
    /// Reads it.
    pub fn read(body: &Value) -> Result<Self, Error> {
        let root = Fields::root(body)?;
        let topic = root.required("topic", own_id)?;
        Ok(Self {
            sent_id: given(own_id(&root, "_id")),
            about: read_about(&root, topic.trim_start_matches(CROSS_BORDER))?,
            is_cross_border: topic.starts_with(CROSS_BORDER),
            application_id: root.required("application_id", own_id)?,
            user_id: root.required("user_id", own_id)?,
        })
    }

    /// The account's own users, after it is sure that the notification is for one of them.
    pub fn verify(&self, settings: &Settings) -> Result<Vec<String>, Stop> {
        let missing = |key: &str| Error::Settings { key: key.to_owned(), problem: "is missing" };
        let application = settings.text("application_id")?.ok_or_else(|| missing("application_id"))?;
        let users = settings.texts("user_ids")?;
        if users.is_empty() {
            return Err(missing("user_ids").into());
        }
        if application != self.application_id {
            let detail = "application_id is not the account's application".to_owned();
            return Err(Stop::Refused(Rejection { reason: Reason::SignatureWrong, detail }));
        }
        if !users.contains(&self.user_id.as_str()) {
            let problem = "is none of the account's users";
            return Err(Error::Field { path: "user_id".to_owned(), problem }.into());
        }
        Ok(users.into_iter().map(str::to_owned).collect())
    }
}

/// Topics that say nothing of buyers are nothing; those that nobody knows are for people to look at.
fn read_about(root: &Fields<'_>, topic: &str) -> Result<About, Error> {
    let id = || read_id(root);
    match topic {
        "messages" if is_read_only(root) => Ok(About::Nothing),
        "messages" => Ok(About::Message(id()?)),
        "questions" => Ok(About::Question(id()?)),
        "claims" => Ok(About::Claim(id()?)),
        // The newer name of the local topic, which is about more than claims.
        "post_purchase" if is_claim(root) => Ok(About::Claim(id()?)),
        "post_purchase"
        | "items"
        | "orders"
        | "orders_v2"
        | "orders_on_site"
        | "orders_feedback"
        | "shipments"
        | "payments"
        | "invoices"
        | "item_competition"
        | "items_prices"
        | "price_suggestion"
        | "fbm_stock"
        | "fbm_stock_operations"
        | "stock-locations"
        | "public_offers"
        | "public_candidates"
        | "catalog_suggestions"
        | "catalog_item_competition_status"
        | "quotations"
        | "user-products-families" => Ok(About::Nothing),
        _ => Err(root.wrong("topic", "is not one that SellerDesk reads")),
    }
}

/// Somebody read a message, and nothing else happened.
fn is_read_only(root: &Fields<'_>) -> bool {
    let actions = root.texts("actions", ACTIONS_MAX);
    !actions.is_empty() && actions.iter().all(|action| *action == "read")
}

fn is_claim(root: &Fields<'_>) -> bool {
    given(root.text("resource")).is_some_and(|resource| resource.starts_with("/post-purchase/v1/claims/"))
}

/// The last part of the resource: for messages of the local family that is all there is.
fn read_id(root: &Fields<'_>) -> Result<String, Error> {
    let resource = root.required("resource", Fields::id)?;
    let id = resource.rsplit('/').next().unwrap_or_default();
    if is_plain_id(id) {
        return Ok(id.to_owned());
    }
    Err(root.wrong("resource", "does not end in an id"))
}
