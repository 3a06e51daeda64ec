//! What is remembered of a conversation's customer: with the account, and under the same name on all channels.

use crate::api::{Api, Service};
use crate::app::Ctx;
use crate::form::query;
use crate::limits::{HISTORY_MAX, SEARCH_BYTES_MAX};
use crate::view::json::{at, list, text};
use futures_util::future::join;
use serde_json::Value;

/// It.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    /// How many orders and so on, as the API has it.
    pub short: Value,
    /// Rows of other conversations, closed ones too, the newest first.
    pub elsewhere: Vec<Value>,
}

/// Loads it; beside the conversation itself nothing of it is worth refusing the page for.
pub(crate) async fn load<A: Api>(ctx: &Ctx<'_, A>, id: &str, found: &Value) -> History {
    let buyer = at(found, "buyer");
    let named = [text(buyer, "name"), text(buyer, "id")].into_iter().find(|name| !name.is_empty());
    let named = named.filter(|name| name.len() <= SEARCH_BYTES_MAX);
    let elsewhere = async {
        match named {
            Some(name) => ctx.get(Service::Team, &format!("search?{}", query([("q", name)]))).await.unwrap_or_default(),
            None => Value::Null,
        }
    };
    let path = format!("conversations/{id}/customer");
    let (short, elsewhere) = join(ctx.get(Service::Desk, &path), elsewhere).await;
    let others = list(&elsewhere, "conversations").iter().filter(|row| text(row, "id") != id);
    History { short: short.unwrap_or_default(), elsewhere: others.take(HISTORY_MAX).cloned().collect() }
}
