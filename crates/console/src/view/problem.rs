//! What can't be shown, and what to do about it.

use super::layout;
use super::parts::alert;
use crate::Response;
use crate::failure::Failure;
use crate::ui::Ui;
use maud::html;
use serde_json::json;

/// The page.
pub(crate) fn page(ui: &Ui, failure: &Failure) -> Response {
    let words = ui.words;
    let (status, title, lines) = match failure {
        Failure::SignedOut => (401, words.sign_in, Vec::new()),
        Failure::Missing => (404, words.missing, Vec::new()),
        Failure::Method(_) => (405, words.missing, Vec::new()),
        Failure::Forbidden => (403, words.forbidden, Vec::new()),
        Failure::Foreign => (403, words.foreign, Vec::new()),
        Failure::Refused(refusal) => (refusal.status, words.refused, refusal.lines()),
        Failure::Silent => (503, words.silent, Vec::new()),
    };
    let main = html! {
        h1 { (title) }
        (alert(&lines))
        p { a.button href="/inbox" { (words.inbox) } }
    };
    let page = layout::outside(ui, status, title, main);
    match failure {
        Failure::Method(allow) => page.with("allow", allow),
        Failure::Silent => page.with("retry-after", "5"),
        _ => page,
    }
}

/// The same for our script.
pub(crate) fn for_script(failure: &Failure) -> Response {
    let status = match failure {
        Failure::SignedOut => 401,
        Failure::Missing => 404,
        Failure::Method(_) => 405,
        Failure::Forbidden | Failure::Foreign => 403,
        Failure::Refused(refusal) => refusal.status,
        Failure::Silent => 503,
    };
    let lines = if let Failure::Refused(refusal) = failure { refusal.lines() } else { Vec::new() };
    Response::json(status, &json!({ "problem": lines }))
}
