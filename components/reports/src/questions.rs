//! `GET /api/v1/reports/questions`: what buyers ask most, in which words, and what the listing could say about it.

use crate::query::{Query, shown};
use crate::sources::{accounts, problem};
use crate::table::Table;
use sellerdesk_canonical::ConversationId;
use sellerdesk_classify::Category;
use sellerdesk_health::top_words;
use sellerdesk_inbox::read_texts;
use sellerdesk_ledger::tally::{Asked, Questions, read_questions};
use sellerdesk_people::Principal;
use sellerdesk_shell::{Answer, SpinStore, SystemClock, json, log};
use serde_json::{Value, json as object};

/// Pairs of product and category that are told.
const PAIRS_SHOWN_MAX: usize = 20;

/// Answers it. The months of the period are taken whole; the words are those of at most four conversations of each pair.
pub async fn get(store: &SpinStore, query: &Query, who: &Principal) -> Answer {
    let (ids, is_partial) = accounts(store, query, who).await?;
    let mut all = Questions::default();
    for id in &ids {
        all.merge(&read_questions(store, &SystemClock, id, query.from, query.to).await.map_err(problem)?);
    }
    let mut pairs: Vec<(&(String, u8), &Asked)> = all.0.iter().filter(|((_, place), _)| is_question(*place)).collect();
    pairs.sort_by(|a, b| b.1.conversations.cmp(&a.1.conversations).then(a.0.cmp(b.0)));
    pairs.truncate(PAIRS_SHOWN_MAX);
    let mut texts: Vec<(String, String)> = Vec::new();
    for (number, (_, asked)) in pairs.iter().enumerate() {
        for (_, conversation) in &asked.newest {
            match read_texts(store, &SystemClock, ConversationId::from_bytes(*conversation)).await {
                Ok(found) => texts.extend(found.into_iter().map(|text| (number.to_string(), text))),
                Err(error) => log("texts-unread", &[("error", &error)]),
            }
        }
    }
    let of_pair: Vec<(&str, &str)> = texts.iter().map(|(pair, text)| (pair.as_str(), text.as_str())).collect();
    let words = top_words(&of_pair);
    let row = |(number, ((product, place), asked)): (usize, &(&(String, u8), &Asked))| {
        let words = words.get(number.to_string().as_str());
        let words: Vec<&str> = words.into_iter().flatten().map(|word| word.word.as_str()).collect();
        let category = category(*place);
        vec![
            if product.is_empty() { Value::Null } else { object!(product) },
            object!(category.name()),
            object!(asked.conversations),
            if query.is_csv { object!(words.join(" ")) } else { object!(words) },
            object!(suggestion(category)),
        ]
    };
    let columns = vec!["product", "category", "conversations", "words", "suggestion"];
    let table = Table { columns, rows: pairs.iter().enumerate().map(row).collect() };
    if query.is_csv {
        return Ok(table.csv("questions"));
    }
    let answer = object!({ "from": shown(query.from), "to": shown(query.to), "rows": table.objects(), "is_partial": is_partial });
    Ok(json(200, &answer))
}

fn category(place: u8) -> Category {
    Category::ALL.get(usize::from(place)).copied().unwrap_or(Category::General)
}

/// Whether a better listing could have spared it.
fn is_question(place: u8) -> bool {
    suggestion(category(place)).is_some()
}

/// What the listing could do about it.
fn suggestion(category: Category) -> Option<&'static str> {
    match category {
        Category::PresaleQuestion => Some("answer_in_text"),
        Category::UsageHowto => Some("explain_use"),
        Category::QualityIssue => Some("check_quality"),
        Category::OrderStatus | Category::LogisticsIssue => Some("promise_delivery"),
        Category::RefundReturn | Category::InvoicePayment => Some("state_terms"),
        _ => None,
    }
}
