//! The routes, as data: what each asks for. Nothing else is answered. The tests read this file too.

use sellerdesk_people::Needs::Anybody;
use sellerdesk_people::Route;

/// What this component does.
#[derive(Clone, Copy, Debug)]
pub enum To {
    Document,
}

/// The one table.
pub const ROUTES: &[Route<To>] = &[Route::new("GET", "/api/v1/openapi.json", To::Document, Anybody)];
