//! The exports.

use sellerdesk_contract::wit::reply_templates::{
    CaseFacts, CustomTemplate, Problem, Rendered, Suggestions, Template, Variable, WrongField,
};

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

    fn sources(template: String) -> Vec<(String, String)> {
        crate::sources(&template)
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

    fn is_offered(template: String, language: String, channel: String) -> bool {
        crate::is_offered(&template, &language, &channel)
    }

    fn suggest(facts: CaseFacts) -> Result<Suggestions, Problem> {
        crate::suggest(&facts)
    }

    fn check_custom(template: CustomTemplate) -> Result<crate::UsedAndRequired, Vec<WrongField>> {
        crate::check_custom(template)
    }

    fn render_custom(
        template: CustomTemplate,
        language: String,
        channel: String,
        values: Vec<(String, String)>,
    ) -> Result<Rendered, Problem> {
        crate::render_custom(template, &language, &channel, &values)
    }
}
