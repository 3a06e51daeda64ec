//! The exports.

use sellerdesk_contract::wit::timeline::{Evaluation, Facts, Moment, Problem};

#[allow(missing_docs, reason = "generated")]
mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "clocks-component",
        with: { "sellerdesk:desk/timeline@0.1.0": sellerdesk_contract::wit::timeline },
    });
    export!(Component with_types_in self);
    use super::Component;
}

struct Component;

impl bindings::exports::sellerdesk::desk::clocks::Guest for Component {
    fn select(facts: Facts, settings: Option<String>) -> String {
        crate::select(facts, settings.as_deref())
    }

    fn with_present_hours(policy: String, facts: Facts, settings: String) -> Option<String> {
        crate::with_present_hours(&policy, facts, &settings)
    }

    fn is_open(channel: String, account: String, settings: String, at: i64) -> Option<bool> {
        crate::is_open(&channel, &account, &settings, at)
    }

    fn check_settings(settings: String) -> Result<(), Vec<Problem>> {
        crate::check_settings(&settings)
    }

    fn presets() -> String {
        crate::presets()
    }

    fn evaluate(moments: Vec<Moment>, policy: String) -> Result<Evaluation, Vec<Problem>> {
        crate::evaluate(moments, &policy)
    }

    fn preview(request: String) -> Result<String, Vec<Problem>> {
        crate::preview(&request)
    }

    fn route(notice: String, routing: String, duty: String, now: i64) -> String {
        crate::route(&notice, &routing, &duty, now)
    }

    fn check_routing(routing: String) -> Result<(), Vec<Problem>> {
        crate::check_routing(&routing)
    }
}
