//! The exports.

use sellerdesk_contract::wit::reply_templates::{Problem, Rendered, Template, Variable};

#[allow(missing_docs, reason = "generated")]
mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "renderer-component",
        with: { "sellerdesk:desk/reply-templates@0.1.0": sellerdesk_contract::wit::reply_templates },
    });
    export!(Component with_types_in self);
    use super::Component;
}

struct Component;

impl bindings::exports::sellerdesk::desk::renderer::Guest for Component {
    fn catalogue() -> Vec<Template> {
        crate::catalogue()
    }

    fn variables() -> Vec<Variable> {
        crate::variables()
    }

    fn render(
        template: String,
        language: String,
        channel: String,
        values: Vec<(String, String)>,
    ) -> Result<Rendered, Problem> {
        crate::render(&template, &language, &channel, &values)
    }

    fn render_source(source: String, language: String, values: Vec<(String, String)>) -> Result<Rendered, Problem> {
        crate::render_source(&source, &language, &values)
    }

    fn validate(source: String) -> Result<Vec<String>, Problem> {
        crate::validate(&source)
    }
}
