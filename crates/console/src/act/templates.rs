//! `/settings/templates`: what there is, shipped and own.

use crate::act::documents::{load, pretty};
use crate::api::Api;
use crate::app::{Answer, Ctx};
use crate::view;
use crate::view::json::at;
use crate::view::settings::Edit;
use serde_json::json;

/// The section's path.
pub(crate) const SECTION: &str = "templates";

/// Lists those that fit the query.
pub(crate) async fn list<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let (found, etag) = load(ctx, SECTION).await?;
    let text = pretty(&json!({ SECTION: at(&found, SECTION) }));
    Ok(view::templates::page(ctx, &found, &Edit { text, etag, refusal: None }))
}
