//! `identity`: signing in, also at an identity provider, one's own password and second factor, agents, API tokens, the audit trail.
//!
//! A thin shell: who may come in and how stands in `sellerdesk_people`. A component of its own, because it alone hashes
//! passwords: 19 MiB of memory that no other component needs.

// The handler's export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

mod agents;
mod audit;
mod oidc;
mod own;
mod present;
mod routes;
mod session;
mod tokens;

use routes::{ROUTES, To};
use sellerdesk_shell::{Answer, Asked, serve_routes};
use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

/// Largest body that any route of this component takes, in bytes.
const BODY_BYTES_MAX: usize = 16 * 1024;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    serve_routes(request, BODY_BYTES_MAX, ROUTES, answer).await
}

async fn answer(to: To, asked: Asked<'_>) -> Answer {
    let Asked { request, who, parts } = asked;
    let id = parts.first().copied().unwrap_or_default();
    match to {
        To::SignIn => session::sign_in(request).await,
        To::UseLink => session::use_link(request).await,
        To::Provider => oidc::provider().await,
        To::BeginOidc => oidc::begin().await,
        To::FinishOidc => oidc::finish(request).await,
        To::WhoAmI => session::who_am_i(who).await,
        To::SignOut => own::sign_out(who).await,
        To::SetPassword => own::set_password(request, who).await,
        To::EnrolTotp => own::totp(request, who).await,
        To::TakeOffTotp => own::take_off_totp(request, who).await,
        To::Agents => agents::list(who).await,
        To::Invite => agents::invite(request, who).await,
        To::Bootstrap => agents::bootstrap(request, who).await,
        To::Agent => agents::get(id, who).await,
        To::ChangeAgent => agents::change(id, request, who).await,
        To::RemoveAgent => agents::remove(id, request, who).await,
        To::LinkAgent => agents::link(id, who).await,
        To::ResetTotp => agents::reset_totp(id, who).await,
        To::Tokens => tokens::list().await,
        To::IssueToken => tokens::issue(request, who).await,
        To::RevokeToken => tokens::revoke(id, who).await,
        To::Audit => audit::list(request).await,
    }
}
