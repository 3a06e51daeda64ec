//! The routes, as data: what each asks for. Nothing else is answered. The tests read this file too.

use sellerdesk_people::Needs::{May, Nothing};
use sellerdesk_people::Permission::{ManageSettings, ReadReports, ReadSettings, WriteFacts};
use sellerdesk_people::Route;

/// What this component does.
#[derive(Clone, Copy, Debug)]
pub enum To {
    Facts,
    Report,
    PutReport,
    Figures,
    DeleteReport,
    Settings,
    PutSettings,
    Overview,
    Task,
}

/// The one table. The task wants a token of its own.
pub const ROUTES: &[Route<To>] = &[
    Route::new("POST", "/api/v1/accounts/{channel}/{account}/facts", To::Facts, May(WriteFacts)),
    Route::new("GET", "/api/v1/accounts/{channel}/{account}/reports/{kind}", To::Report, May(ReadReports)),
    Route::new("PUT", "/api/v1/accounts/{channel}/{account}/reports/{kind}", To::PutReport, May(WriteFacts)),
    Route::new("GET", "/api/v1/accounts/{channel}/{account}/health", To::Figures, May(ReadReports)),
    Route::new("DELETE", "/api/v1/accounts/{channel}/{account}/reports/{kind}", To::DeleteReport, May(ManageSettings)),
    Route::new("GET", "/api/v1/accounts/{channel}/{account}/health/settings", To::Settings, May(ReadSettings)),
    Route::new("PUT", "/api/v1/accounts/{channel}/{account}/health/settings", To::PutSettings, May(ManageSettings)),
    Route::new("GET", "/api/v1/reports/health", To::Overview, May(ReadReports)),
    Route::new("POST", "/tasks/health", To::Task, Nothing),
];
