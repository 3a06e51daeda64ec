//! `GET /api/v1/accounts/{channel}/{account}/outliers`: SKUs that stand out from their own history, with the words that
//! buyers use about them, and parcels that only the carrier saw.

use crate::problem::{instant_or_now, parameters, problem};
use sellerdesk_accounts::AccountId;
use sellerdesk_canonical::ConversationId;
use sellerdesk_health::{Spike, Word, format_day, top_words};
use sellerdesk_inbox::read_texts;
use sellerdesk_ledger::tally::{Questions, day_of, read_questions};
use sellerdesk_ledger::{Outliers, find_outliers, trouble_name};
use sellerdesk_shell::{Answer, Incoming, SpinStore, SystemClock, instant, json, log};
use serde_json::{Value, json as object};
use std::collections::{BTreeMap, BTreeSet};

/// Days whose conversations are looked through for words.
const WORDS_DAYS: i32 = 30;
/// Conversations that are read for their words; some are about other SKUs, to tell what is special.
const CONVERSATIONS_MAX: usize = 48;

/// Answers it as of `at`, or now.
pub async fn get(id: &AccountId, request: &Incoming) -> Answer {
    let [at] = parameters(request, ["at"])?;
    let at = instant_or_now(at.as_deref())?;
    let store = SpinStore::open().await?;
    let outliers = find_outliers(&store, &SystemClock, id, at).await.map_err(problem)?;
    let texts = if outliers.skus.is_empty() { Vec::new() } else { texts(&store, id, &outliers, at).await? };
    let of_sku: Vec<(&str, &str)> = texts.iter().map(|(sku, text)| (sku.as_str(), text.as_str())).collect();
    let words = top_words(&of_sku);
    let fake = outliers.fake_deliveries.as_ref().map(|fake| {
        object!({
            "recent": fake.recent.0,
            "recent_delivered": fake.recent.1,
            "before": fake.before.0,
            "before_delivered": fake.before.1,
        })
    });
    Ok(json(
        200,
        &object!({
            "channel": id.channel(),
            "account": id.account(),
            "at": instant(at),
            "skus": outliers.skus.iter().map(|spike| shown(spike, &words)).collect::<Vec<_>>(),
            "fake_deliveries": fake,
        }),
    ))
}

fn shown(spike: &Spike, words: &BTreeMap<&str, Vec<Word>>) -> Value {
    let kinds = spike.counts.kinds.iter();
    object!({
        "sku": spike.sku,
        "recent": spike.counts.recent,
        "before": spike.counts.before,
        "recent_order_days": spike.counts.recent_exposure,
        "before_order_days": spike.counts.before_exposure,
        "kinds": kinds.map(|(about, orders)| object!({ "about": trouble_name(*about), "orders": orders })).collect::<Vec<_>>(),
        "batch_from": spike.batch_from.and_then(|day| i32::try_from(day).ok()).map(format_day),
        "words": words.get(spike.sku.as_str()).cloned().unwrap_or_default(),
    })
}

/// What buyers wrote about the SKUs lately, and about others.
async fn texts(
    store: &SpinStore,
    id: &AccountId,
    outliers: &Outliers,
    at: i64,
) -> Result<Vec<(String, String)>, sellerdesk_shell::Problem> {
    let today = day_of(at);
    let asked: Questions = read_questions(store, &SystemClock, id, today - WORDS_DAYS, today).await.map_err(problem)?;
    let wanted: BTreeSet<&str> = outliers.skus.iter().map(|spike| spike.sku.as_str()).collect();
    let (of_these, of_others): (Vec<_>, Vec<_>) =
        asked.0.iter().partition(|((product, _), _)| wanted.contains(product.as_str()));
    let conversations = |of: Vec<(&(String, u8), &sellerdesk_ledger::tally::Asked)>| {
        let each = of.into_iter().flat_map(|((product, _), asked)| {
            asked.newest.iter().map(|(_, conversation)| (product.clone(), *conversation)).collect::<Vec<_>>()
        });
        each.take(CONVERSATIONS_MAX / 2).collect::<Vec<_>>()
    };
    let mut texts = Vec::new();
    let mut seen = BTreeSet::new();
    for (product, conversation) in conversations(of_these).into_iter().chain(conversations(of_others)) {
        if !seen.insert(conversation) {
            continue;
        }
        match read_texts(store, &SystemClock, ConversationId::from_bytes(conversation)).await {
            Ok(found) => texts.extend(found.into_iter().map(|text| (product.clone(), text))),
            Err(error) => log("texts-unread", &[("error", &error)]),
        }
    }
    Ok(texts)
}
