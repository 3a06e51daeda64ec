//! The routes, as data: what each asks for. Nothing else is answered. The tests read this file too.

use sellerdesk_people::Needs::May;
use sellerdesk_people::Permission::ReadReports;
use sellerdesk_people::Route;

/// What this component does.
#[derive(Clone, Copy, Debug)]
pub enum To {
    Outliers,
    Appeal,
}

/// The one table.
pub const ROUTES: &[Route<To>] = &[
    Route::new("GET", "/api/v1/accounts/{channel}/{account}/outliers", To::Outliers, May(ReadReports)),
    Route::new("GET", "/api/v1/accounts/{channel}/{account}/appeal", To::Appeal, May(ReadReports)),
];
