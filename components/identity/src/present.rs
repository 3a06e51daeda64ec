//! People as JSON.

use sellerdesk_people::{Agent, ApiToken, NewLink, Record};
use sellerdesk_shell::instant;
use serde_json::{Value, json};

/// An agent, for those who manage people.
pub fn agent(id: &str, agent: &Agent) -> Value {
    let profile = &agent.profile;
    json!({
        "id": id,
        "name": profile.name,
        "email": profile.email,
        "role": profile.role,
        "accounts": profile.accounts,
        "language": profile.language,
        "languages": profile.languages,
        "capacity": profile.capacity,
        "enabled": agent.enabled,
        "has_password": agent.has_password,
        "has_totp": agent.has_totp,
        "has_identity": agent.identity.is_some(),
        "created_at": instant(agent.created_at),
    })
}

/// An agent, for colleagues.
pub fn colleague(id: &str, agent: &Agent) -> Value {
    let profile = &agent.profile;
    json!({
        "id": id,
        "name": profile.name,
        "role": profile.role,
        "languages": profile.languages,
        "enabled": agent.enabled,
    })
}

/// An agent, for themselves.
pub fn oneself(id: &str, agent: &Agent) -> Value {
    let profile = &agent.profile;
    json!({
        "id": id,
        "name": profile.name,
        "email": profile.email,
        "role": profile.role,
        "accounts": profile.accounts,
        "language": profile.language,
    })
}

/// An API token, without the token.
pub fn token(id: &str, token: &ApiToken) -> Value {
    json!({
        "id": id,
        "name": token.name,
        "scopes": token.scopes,
        "accounts": token.accounts,
        "created_at": instant(token.created_at),
        "created_by": token.by,
        "expires_at": instant(token.expires_at),
    })
}

/// A link, for whoever hands it on.
pub fn link(link: &NewLink) -> Value {
    json!({ "link": link.link, "expires_at": instant(link.expires_at) })
}

/// A line of the audit trail. What stands for secrets stays out.
pub fn record(number: u64, record: &Record) -> Value {
    let mut value = json!(record.what);
    if let Value::Object(fields) = &mut value {
        for name in ["hash", "from", "to"] {
            fields.remove(name);
        }
        if let Some(expires_at) = fields.get("expires_at").and_then(Value::as_i64) {
            fields.insert("expires_at".to_owned(), json!(instant(expires_at)));
        }
        fields.insert("number".to_owned(), json!(number));
        fields.insert("at".to_owned(), json!(instant(record.at)));
        fields.insert("by".to_owned(), json!(record.by));
    }
    value
}

/// Any of these with more fields.
pub fn with(mut object: Value, more: Value) -> Value {
    if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
        object.extend(more);
    }
    object
}
