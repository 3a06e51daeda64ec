//! The routes, as data: what each asks for. Nothing else is answered. The tests read this file too.

use sellerdesk_people::Needs::{May, Nothing};
use sellerdesk_people::Permission::ReadReports;
use sellerdesk_people::Route;

/// What this component does.
#[derive(Clone, Copy, Debug)]
pub enum To {
    Responses,
    Agents,
    Categories,
    Sla,
    Templates,
    Automations,
    Questions,
    Digest,
}

/// The one table. The task wants a token of its own.
pub const ROUTES: &[Route<To>] = &[
    Route::new("GET", "/api/v1/reports/responses", To::Responses, May(ReadReports)),
    Route::new("GET", "/api/v1/reports/agents", To::Agents, May(ReadReports)),
    Route::new("GET", "/api/v1/reports/categories", To::Categories, May(ReadReports)),
    Route::new("GET", "/api/v1/reports/sla", To::Sla, May(ReadReports)),
    Route::new("GET", "/api/v1/reports/templates", To::Templates, May(ReadReports)),
    Route::new("GET", "/api/v1/reports/automations", To::Automations, May(ReadReports)),
    Route::new("GET", "/api/v1/reports/questions", To::Questions, May(ReadReports)),
    Route::new("POST", "/tasks/digest", To::Digest, Nothing),
];
