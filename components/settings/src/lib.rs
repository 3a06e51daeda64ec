//! `settings`: the part of the JSON API that says how the desk works: accounts, policies, calendars, rules; and the
//! previews, which store nothing.
//!
//! A component of its own, so that neither it nor `desk` grows beyond what starts fast.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod accounts;
mod automations;
mod documents;
mod import;
mod notifications;
mod preview;
mod preview_policies;
mod preview_render;
mod routes;
mod templates;

use routes::{ROUTES, To};
use sellerdesk_inbox::Section;
use sellerdesk_shell::{Answer, Asked, serve_routes, too_large};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

/// Largest body of a request, in bytes.
const BODY_BYTES_MAX: usize = 256 * 1024;
/// Largest message export, in bytes.
const EXPORT_BYTES_MAX: usize = 2 * 1024 * 1024;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    serve_routes(request, EXPORT_BYTES_MAX, ROUTES, answer).await
}

async fn answer(to: To, asked: Asked<'_>) -> Answer {
    use Section::{Assignment, Automations, Calendars, Compliance, Notifications, Policies, Privacy, Rules, Templates};
    let Asked { request, who, parts } = asked;
    if request.body.len() > BODY_BYTES_MAX && !matches!(to, To::ImportMessages) {
        return Err(too_large(BODY_BYTES_MAX));
    }
    let (first, second) = (parts.first().copied().unwrap_or_default(), parts.get(1).copied().unwrap_or_default());
    match to {
        To::Accounts => accounts::list(who).await,
        To::Account => accounts::get(who, first, second).await,
        To::PutAccount => accounts::put(who, first, second, request).await,
        To::RemoveAccount => accounts::delete(who, first, second).await,
        To::ImportMessages => import::post(who, first, second, request).await,
        To::Policies => documents::get(Policies).await,
        To::PutPolicies => documents::put(Policies, request, who).await,
        To::ApplyPolicies => documents::apply(who).await,
        To::Calendars => documents::get(Calendars).await,
        To::PutCalendars => documents::put(Calendars, request, who).await,
        To::Rules => documents::get(Rules).await,
        To::PutRules => documents::put(Rules, request, who).await,
        To::Templates => documents::get(Templates).await,
        To::PutTemplates => documents::put(Templates, request, who).await,
        To::Template => templates::get(first).await,
        To::Compliance => documents::get(Compliance).await,
        To::PutCompliance => documents::put(Compliance, request, who).await,
        To::Privacy => documents::get(Privacy).await,
        To::PutPrivacy => documents::put(Privacy, request, who).await,
        To::Automations => documents::get(Automations).await,
        To::PutAutomations => documents::put(Automations, request, who).await,
        To::Assignment => documents::get(Assignment).await,
        To::PutAssignment => documents::put(Assignment, request, who).await,
        To::Breakers => automations::breakers().await,
        To::Breaker => automations::one(first, second).await,
        To::CloseAccountBreaker => automations::close(first, second, who).await,
        To::ClearAddress => automations::clear(first, second, request).await,
        To::Notifications => documents::get(Notifications).await,
        To::PutNotifications => documents::put(Notifications, request, who).await,
        To::Deliveries => notifications::deliveries().await,
        To::Redeliver => notifications::again(first).await,
        To::ClearTarget => notifications::mend(first).await,
        To::CloseBreaker => notifications::close(who).await,
        To::PreviewCompliance => preview::compliance(request).await,
        To::PreviewClassify => preview::classify(request).await,
        To::PreviewDeadline => preview::deadline(request).await,
        To::PreviewPolicies => preview_policies::post(request, who).await,
        To::PreviewRender => preview_render::post(request).await,
    }
}
