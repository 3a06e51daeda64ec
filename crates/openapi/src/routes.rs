//! The route tables of the components, as they are compiled into them.

#[path = "../../../components/desk/src/routes.rs"]
pub mod desk;
#[path = "../../../components/evidence/src/routes.rs"]
pub mod evidence;
#[path = "../../../components/health/src/routes.rs"]
pub mod health;
#[path = "../../../components/identity/src/routes.rs"]
pub mod identity;
#[path = "../../../components/openapi/src/routes.rs"]
pub mod openapi;
#[path = "../../../components/reports/src/routes.rs"]
pub mod reports;
#[path = "../../../components/settings/src/routes.rs"]
pub mod settings;
#[path = "../../../components/team/src/routes.rs"]
pub mod team;
