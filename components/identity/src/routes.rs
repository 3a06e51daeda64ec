//! The routes, as data: what each asks for. Nothing else is answered. The tests read this file too.

use sellerdesk_people::Needs::{Anybody, May, Nothing, Operator, Person};
use sellerdesk_people::Permission::{ManagePeople, ReadPeople};
use sellerdesk_people::Route;

/// What this component does.
#[derive(Clone, Copy, Debug)]
pub enum To {
    SignIn,
    UseLink,
    Provider,
    BeginOidc,
    FinishOidc,
    WhoAmI,
    SignOut,
    SetPassword,
    EnrolTotp,
    TakeOffTotp,
    Agents,
    Invite,
    Bootstrap,
    Agent,
    ChangeAgent,
    RemoveAgent,
    LinkAgent,
    ResetTotp,
    Tokens,
    IssueToken,
    RevokeToken,
    Audit,
}

/// The one table.
pub const ROUTES: &[Route<To>] = &[
    Route::new("POST", "/api/v1/session", To::SignIn, Nothing),
    Route::new("POST", "/api/v1/session/link", To::UseLink, Nothing),
    Route::new("GET", "/api/v1/session/oidc", To::Provider, Nothing),
    Route::new("POST", "/api/v1/session/oidc", To::BeginOidc, Nothing),
    Route::new("POST", "/api/v1/session/oidc/code", To::FinishOidc, Nothing),
    Route::new("GET", "/api/v1/session", To::WhoAmI, Anybody),
    Route::new("DELETE", "/api/v1/session", To::SignOut, Person),
    Route::new("PUT", "/api/v1/session/password", To::SetPassword, Person),
    Route::new("POST", "/api/v1/session/totp", To::EnrolTotp, Person),
    Route::new("DELETE", "/api/v1/session/totp", To::TakeOffTotp, Person),
    Route::new("GET", "/api/v1/agents", To::Agents, May(ReadPeople)),
    Route::new("POST", "/api/v1/agents", To::Invite, May(ManagePeople)),
    Route::new("POST", "/api/v1/agents/bootstrap", To::Bootstrap, Operator),
    Route::new("GET", "/api/v1/agents/{id}", To::Agent, May(ReadPeople)),
    Route::new("PUT", "/api/v1/agents/{id}", To::ChangeAgent, May(ManagePeople)),
    Route::new("DELETE", "/api/v1/agents/{id}", To::RemoveAgent, May(ManagePeople)),
    Route::new("POST", "/api/v1/agents/{id}/link", To::LinkAgent, May(ManagePeople)),
    Route::new("DELETE", "/api/v1/agents/{id}/totp", To::ResetTotp, May(ManagePeople)),
    Route::new("GET", "/api/v1/tokens", To::Tokens, May(ManagePeople)),
    Route::new("POST", "/api/v1/tokens", To::IssueToken, May(ManagePeople)),
    Route::new("DELETE", "/api/v1/tokens/{id}", To::RevokeToken, May(ManagePeople)),
    Route::new("GET", "/api/v1/audit", To::Audit, May(ManagePeople)),
];
