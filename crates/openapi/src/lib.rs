//! The OpenAPI 3.1 document, made out of the route tables, the types, and what stands beside them for answers that are
//! written field by field: every row of a table needs its description, or this doesn't compile.
//!
//! `cargo desk openapi` writes it into `components/openapi/openapi.json`; a test of this crate fails while the file is
//! another one. That running components take and answer what it says is the test of `tests/api/openapi`.

mod common;
mod conversation;
mod desk;
mod evidence;
mod health;
mod identity;
mod operation;
mod preview;
mod reports;
mod routes;
mod settings;
mod shape;
mod team;

use operation::{Operation, problem};
use sellerdesk_people::{Needs, Permission, Permissions, Role, Route, Scope};
use serde_json::{Map, Value, json};
use shape::Shapes;

/// Where the document is kept, from the root of the checkout.
pub const FILE: &str = "components/openapi/openapi.json";

const DESCRIPTION: &str = "Conversations with buyers on many marketplaces, their deadlines, and what people and rules do \
about them. Every request but signing in and `/health` carries a bearer token: a session's (`POST /api/v1/session`), an \
API token (`POST /api/v1/tokens`) or the operator's. There are no cookies. `x-permission` says what an operation asks \
for, `x-roles` and `x-scopes` who has it; whoever is limited to some accounts is answered 404 about the others. Errors \
are problem documents (RFC 9457). Instants are RFC 3339 in UTC. Fields may be added to answers at any time.";

/// The document as JSON text, a line for each value.
///
/// # Errors
/// Two shapes have one name.
pub fn render() -> Result<String, String> {
    let text = serde_json::to_string_pretty(&document()?).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}

/// The document.
///
/// # Errors
/// Two shapes have one name.
pub fn document() -> Result<Value, String> {
    let mut shapes = Shapes::new();
    common::problem(&mut shapes);
    let mut paths = Map::new();
    add(&mut paths, "conversations", routes::desk::ROUTES, |to| Some(desk::describe(to, &mut shapes)));
    add(&mut paths, "settings", routes::settings::ROUTES, |to| Some(settings::describe(to, &mut shapes)));
    add(&mut paths, "people", routes::identity::ROUTES, |to| Some(identity::describe(to, &mut shapes)));
    add(&mut paths, "account health", routes::health::ROUTES, |to| health::describe(to, &mut shapes));
    add(&mut paths, "account health", routes::evidence::ROUTES, |to| Some(evidence::describe(to)));
    add(&mut paths, "reports", routes::reports::ROUTES, |to| reports::describe(to, &mut shapes));
    add(&mut paths, "team", routes::team::ROUTES, |to| Some(team::describe(to, &mut shapes)));
    add(&mut paths, "this document", routes::openapi::ROUTES, |_| Some(health::document()));
    let mut schemas = shapes.finish()?;
    preview::instants_as_texts(&mut schemas);
    let mut document = json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "SellerDesk",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "bearer": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": problems(),
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
        },
    });
    prune(&mut document);
    tidy(&mut document);
    Ok(document)
}

/// Takes out shapes that nothing refers to: what they said stands elsewhere, field by field.
fn prune(document: &mut Value) {
    loop {
        let text = document.to_string();
        let Some(shapes) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else { return };
        let before = shapes.len();
        shapes.retain(|name, _| text.contains(&format!("/schemas/{name}\"")));
        if shapes.len() == before {
            return;
        }
    }
}

fn problems() -> Map<String, Value> {
    [
        (400, "The body is not JSON, or ended early."),
        (401, "No token, or none that holds."),
        (403, "Not for this role, or not for this token."),
        (404, "There is no such thing, or not for the caller."),
        (412, "Somebody else changed it in between."),
        (413, "The body is too large."),
        (422, "A field is not acceptable; `errors` names each."),
        (429, "Too many attempts."),
        (502, "The identity provider answers what it may not."),
        (503, "The store, or the identity provider, does not answer just now; the same request may succeed later."),
    ]
    .into_iter()
    .map(|(status, description)| problem(status, description))
    .collect()
}

/// Adds the rows of a table.
fn add<T: Copy>(
    paths: &mut Map<String, Value>,
    tag: &str,
    table: &[Route<T>],
    mut describe: impl FnMut(T) -> Option<Operation>,
) {
    for route in table {
        let Some(operation) = describe(route.to) else { continue };
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Value::Object(methods) = path {
            let written = operation.write(tag, route.needs, &permission(route.needs));
            methods.insert(route.method.to_ascii_lowercase(), written);
        }
    }
}

/// What a route asks for, and which roles and scopes have it.
fn permission(needs: Needs) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut say = |name: &str, roles: Vec<Role>, scopes: Vec<Scope>| {
        fields.insert("x-permission".to_owned(), json!(name));
        fields.insert("x-roles".to_owned(), json!(roles));
        fields.insert("x-scopes".to_owned(), json!(scopes));
    };
    let roles = [Role::Agent, Role::Supervisor, Role::Admin];
    let scopes = [Scope::Read, Scope::Reply, Scope::Facts, Scope::Manage, Scope::Erase];
    match needs {
        Needs::Nothing => {}
        Needs::Anybody => say("any_token", roles.to_vec(), scopes.to_vec()),
        Needs::Person => say("session", roles.to_vec(), Vec::new()),
        Needs::Operator => say("operator", Vec::new(), Vec::new()),
        Needs::May(permission) => say(
            &snake(permission),
            roles.into_iter().filter(|role| Permissions::of_role(*role, false).contains(permission)).collect(),
            scopes.into_iter().filter(|scope| Permissions::of_scopes(&[*scope], false).contains(permission)).collect(),
        ),
    }
    fields
}

/// `ReadConversations` as `read_conversations`.
fn snake(permission: Permission) -> String {
    let mut name = String::new();
    for letter in format!("{permission:?}").chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// Comments of the code as descriptions: without links into the code, and without what only generators of code read.
fn tidy(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Object(fields) => {
            if let Some(Value::String(text)) = fields.get_mut("description") {
                *text = without_links(text);
            }
            if fields.get("type").is_some_and(|kind| kind == "integer" || kind.is_array()) {
                fields.retain(|name, value| name != "format" || !value.as_str().is_some_and(is_width));
            }
            fields.values_mut().for_each(tidy);
        }
        _ => {}
    }
}

fn is_width(format: &str) -> bool {
    format.starts_with("int") || format.starts_with("uint") || ["float", "double"].contains(&format)
}

/// [`crate::limits::TEXT_BYTES_MAX`] in brackets becomes its last part.
fn without_links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[`") {
        plain.push_str(before);
        let (link, after) = after.split_once("`]").unwrap_or((after, ""));
        plain.push('`');
        plain.push_str(link.rsplit("::").next().unwrap_or(link));
        plain.push('`');
        rest = match after.strip_prefix('(') {
            Some(target) => target.split_once(')').map_or("", |(_, after)| after),
            None => after,
        };
    }
    plain + rest
}
