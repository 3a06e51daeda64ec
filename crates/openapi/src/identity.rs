//! Component `identity`: people.

use crate::common::accounts;
use crate::operation::Operation;
use crate::routes::identity::To;
use crate::shape::{
    Shapes, closed, count, flag, instant, list, list_to, merged, next, nullable, number, object, said, text, text_to,
};
use sellerdesk_people::limits::{
    AUDIT_PAGE_DEFAULT, AUDIT_PAGE_MAX, CAPACITY_MAX, EMAIL_BYTES_MAX, LANGUAGE_BYTES_MAX, LANGUAGES_COUNT_MAX,
    NAME_BYTES_MAX, PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN, TOKEN_DAYS_MAX,
};
use sellerdesk_people::{Role, Scope, What};
use serde_json::{Value, json};

/// What a route takes and answers.
pub fn describe(to: To, shapes: &mut Shapes) -> Operation {
    match to {
        To::SignIn | To::UseLink | To::WhoAmI | To::SignOut | To::SetPassword | To::EnrolTotp | To::TakeOffTotp => {
            own(to, shapes)
        }
        To::Provider | To::BeginOidc | To::FinishOidc => provider(to, shapes),
        To::Tokens | To::IssueToken | To::RevokeToken => tokens(to, shapes),
        To::Audit => audit(shapes),
        _ => agents(to, shapes),
    }
}

fn own(to: To, shapes: &mut Shapes) -> Operation {
    let code = || closed([("?code", nullable(text()))]);
    match to {
        To::SignIn => Operation::new("signIn", "Sign in with e-mail and password")
            .detail("A wrong password and an unknown address are answered alike. A 401 whose `type` ends in `/second-factor-required` asks for `code`.")
            .body(closed([("email", text()), ("password", text()), ("?code", nullable(text()))]), true,
                json!({ "email": "ann@shop.example", "password": "correct horse battery" }))
            .fails(&[401, 429])
            .json(200, "A session.", session(shapes)),
        To::UseLink => {
            let shape = merged(&session(shapes), &object([("must_set_password", flag())]));
            Operation::new("useLink", "Sign in with a one-time link")
                .body(closed([("link", text()), ("?code", nullable(text()))]), true, json!({ "link": "sl_..." }))
                .fails(&[401, 429])
                .json(200, "A session. The link is used up.", shape)
        }
        To::WhoAmI => Operation::new("getSession", "Who one is").json(200, "A person, a program or the operator.", object([
            ("expires_at", nullable(instant())),
            ("agent", said(oneself(shapes), "Of programs and the operator, only id, name and accounts say something.")),
            ("must_set_password", flag()),
            ("has_totp", flag()),
        ])),
        To::SignOut => Operation::new("signOut", "End the session").nothing("It has ended."),
        To::SetPassword => {
            let password = json!({ "type": "string", "minLength": PASSWORD_CHARS_MIN, "maxLength": PASSWORD_BYTES_MAX });
            let current = said(nullable(text()), "Not asked for after a one-time link.");
            Operation::new("setPassword", "Set a password: other sessions end")
                .body(closed([("password", password), ("?current", current)]), true,
                    json!({ "password": "another password", "current": "correct horse battery" }))
                .fails(&[412])
                .nothing("It counts from now on.")
        }
        To::EnrolTotp => {
            let enrolment = object([("secret", text()), ("otpauth_uri", text())]);
            let confirmed = object([("recovery_codes", list(text()))]);
            Operation::new("enrolTotp", "A second factor: first without a code, then with its first code")
                .body(code(), false, json!({ "code": "123456" }))
                .fails(&[412])
                .json(200, "A secret, or recovery codes.", json!({ "oneOf": [enrolment, confirmed] }))
        }
        _ => Operation::new("removeTotp", "Do without a second factor")
            .body(code(), false, json!({ "code": "123456" }))
            .fails(&[412])
            .nothing("It is off."),
    }
}

fn provider(to: To, shapes: &mut Shapes) -> Operation {
    match to {
        To::Provider => Operation::new("getProvider", "The team's identity provider").json(
            200,
            "What it is called.",
            object([("provider", said(nullable(text()), "Null where there is none."))]),
        ),
        To::BeginOidc => Operation::new("beginProviderSignIn", "Begin to sign in at the identity provider")
            .detail("`attempt` is for the browser that begins, and for nobody else: without it, what comes back opens nothing.")
            .fails(&[404, 502])
            .json(
                200,
                "Where to send the browser.",
                object([
                    ("attempt", said(text(), "Kept by the browser until it comes back.")),
                    ("authorization_url", text()),
                    ("redirect_uri", said(text(), "Where it comes back to.")),
                    ("expires_at", instant()),
                ]),
            ),
        _ => Operation::new("finishProviderSignIn", "Sign in with what a browser brings back from the identity provider")
            .detail("Whoever is not in the team, or is disabled, or is another person of the same address, is answered alike. A 401 whose `type` ends in `/second-factor-required`: the person has a second factor here, and the provider does not say that it asked for one.")
            .body(
                closed([
                    ("attempt", text()),
                    ("state", text()),
                    ("code", text()),
                    ("?iss", said(nullable(text()), "The provider's name, where it comes along (RFC 9207).")),
                ]),
                true,
                json!({ "attempt": "so_...", "state": "...", "code": "..." }),
            )
            .fails(&[401, 404, 429, 502])
            .json(200, "A session.", session(shapes)),
    }
}

fn oneself(shapes: &mut Shapes) -> Value {
    object([
        ("id", text()),
        ("name", text()),
        ("email", nullable(text())),
        ("role", nullable(shapes.answered::<Role>())),
        ("accounts", accounts()),
        ("language", nullable(text())),
    ])
}

fn session(shapes: &mut Shapes) -> Value {
    object([
        ("token", said(text(), "The bearer token of everything that follows.")),
        ("expires_at", instant()),
        ("agent", oneself(shapes)),
    ])
}

fn agent(shapes: &mut Shapes) -> Value {
    shapes.named("Agent", |shapes| {
        object([
            ("id", text()),
            ("name", text()),
            ("email", text()),
            ("role", shapes.answered::<Role>()),
            ("accounts", accounts()),
            ("language", text()),
            ("languages", said(list(text()), "That they answer in.")),
            ("capacity", said(nullable(count()), "Conversations at once.")),
            ("enabled", flag()),
            ("has_password", flag()),
            ("has_totp", flag()),
            ("has_identity", said(flag(), "They have come in from the identity provider.")),
            ("created_at", instant()),
        ])
    })
}

/// As shown to whoever manages people, or to colleagues.
fn shown(shapes: &mut Shapes) -> Value {
    let colleague = shapes.named("Colleague", |shapes| {
        object([
            ("id", text()),
            ("name", text()),
            ("role", shapes.answered::<Role>()),
            ("languages", list(text())),
            ("enabled", flag()),
        ])
    });
    json!({ "anyOf": [agent(shapes), colleague] })
}

fn link() -> Value {
    object([("link", said(text(), "Lets in once; shown this once.")), ("expires_at", instant())])
}

fn profile(shapes: &mut Shapes, is_new: bool) -> Value {
    let role = shapes.taken::<Role>();
    let tag =
        || json!({ "type": "string", "minLength": 2, "maxLength": LANGUAGE_BYTES_MAX, "pattern": "^[A-Za-z0-9-]+$" });
    let email = json!({ "type": "string", "maxLength": EMAIL_BYTES_MAX, "format": "email" });
    let languages = list_to(LANGUAGES_COUNT_MAX, tag());
    let capacity = nullable(number(0, CAPACITY_MAX.into()));
    if is_new {
        return closed([
            ("name", text_to(NAME_BYTES_MAX)),
            ("email", email),
            ("role", role),
            ("?accounts", accounts()),
            ("?language", nullable(tag())),
            ("?languages", languages),
            ("?capacity", capacity),
        ]);
    }
    closed([
        ("?name", nullable(text_to(NAME_BYTES_MAX))),
        ("?email", nullable(email)),
        ("?role", nullable(role)),
        ("?accounts", accounts()),
        ("?language", nullable(tag())),
        ("?languages", nullable(languages)),
        ("?capacity", capacity),
        ("?enabled", nullable(flag())),
    ])
}

fn agents(to: To, shapes: &mut Shapes) -> Operation {
    let one = |operation: Operation| operation.part("id", text(), "The agent's id.").fails(&[404]);
    let match_any = "The `ETag` of the agent that was changed, if the client cares.";
    match to {
        To::Agents => Operation::new("listAgents", "Who is in the team").json(
            200,
            "With more of each for those who manage people.",
            object([("agents", list(shown(shapes)))]),
        ),
        To::Invite => {
            let more = object([("link", text()), ("link_expires_at", instant())]);
            let made = agent(shapes);
            Operation::new("inviteAgent", "Invite somebody")
                .body(
                    profile(shapes, true),
                    true,
                    json!({ "name": "Ann", "email": "ann@shop.example", "role": "agent" }),
                )
                .fails(&[412])
                .json(201, "With the link that lets them in once.", merged(&shapes.resolved(&made), &more))
                .tagged()
        }
        To::Bootstrap => Operation::new("bootstrap", "The first admin's one-time link")
            .body(closed([("?email", nullable(text())), ("?demo", flag())]), false, json!({}))
            .fails(&[412])
            .json(
                200,
                "The link; null once an admin has a password.",
                object([
                    ("link", nullable(text())),
                    ("?expires_at", instant()),
                    ("?agent", text()),
                    ("?email", text()),
                ]),
            ),
        To::Agent => one(Operation::new("getAgent", "One of the team")).json(200, "Them.", shown(shapes)).tagged(),
        To::ChangeAgent => one(Operation::new("changeAgent", "Change somebody; what is left out stays"))
            .if_match(match_any)
            .body(profile(shapes, false), true, json!({ "enabled": false }))
            .json(200, "As they are now.", agent(shapes))
            .tagged(),
        To::RemoveAgent => {
            one(Operation::new("removeAgent", "Remove somebody")).if_match(match_any).nothing("They are gone.")
        }
        To::LinkAgent => one(Operation::new("linkAgent", "Another one-time link, for a forgotten password"))
            .fails(&[412, 422])
            .json(201, "The link.", link()),
        _ => one(Operation::new("resetTotp", "Take off the second factor of somebody who lost it"))
            .fails(&[412, 422])
            .nothing("It is off."),
    }
}

fn token(shapes: &mut Shapes) -> Value {
    shapes.named("ApiToken", |shapes| {
        object([
            ("id", text()),
            ("name", text()),
            ("scopes", list(shapes.answered::<Scope>())),
            ("accounts", accounts()),
            ("created_at", instant()),
            ("created_by", text()),
            ("expires_at", instant()),
        ])
    })
}

fn tokens(to: To, shapes: &mut Shapes) -> Operation {
    match to {
        To::Tokens => Operation::new("listTokens", "API tokens that have not ended").json(
            200,
            "Without the tokens themselves.",
            object([("tokens", list(token(shapes)))]),
        ),
        To::IssueToken => {
            let known = token(shapes);
            let made = merged(&shapes.resolved(&known), &object([("token", said(text(), "Shown this once."))]));
            Operation::new("issueToken", "Make an API token")
                .body(
                    closed([
                        ("name", text_to(NAME_BYTES_MAX)),
                        ("scopes", crate::shape::with(list(shapes.taken::<Scope>()), "minItems", json!(1))),
                        ("?accounts", accounts()),
                        ("?expires_in_days", nullable(number(1, TOKEN_DAYS_MAX.into()))),
                    ]),
                    true,
                    json!({ "name": "warehouse", "scopes": ["read"] }),
                )
                .fails(&[412])
                .json(201, "The token.", made)
        }
        _ => Operation::new("revokeToken", "Revoke an API token")
            .part("id", text(), "The token's id.")
            .fails(&[404])
            .nothing("It lets nobody in any more."),
    }
}

fn audit(shapes: &mut Shapes) -> Operation {
    let what = shapes.answered::<What>();
    let kinds = shapes.resolved(&what).get("oneOf").and_then(Value::as_array).cloned().unwrap_or_default();
    let stamps = object([("number", count()), ("at", instant()), ("by", text())]);
    let entries: Vec<Value> = kinds.iter().map(|kind| merged(&without_secrets(kind), &stamps)).collect();
    let entry = shapes.named("AuditEntry", |_| json!({ "oneOf": entries }));
    Operation::new("listAudit", "Who did what to whom, the newest first")
        .paged(AUDIT_PAGE_DEFAULT, AUDIT_PAGE_MAX)
        .json(200, "A page.", object([("entries", list(entry)), ("next", next())]))
}

/// As `components/identity/src/present.rs` shows a record.
fn without_secrets(kind: &Value) -> Value {
    let mut kind = kind.clone();
    let hidden = ["hash", "from", "to"];
    if let Some(properties) = kind.get_mut("properties").and_then(Value::as_object_mut) {
        properties.retain(|name, _| !hidden.contains(&name.as_str()));
        if properties.contains_key("expires_at") {
            properties.insert("expires_at".to_owned(), instant());
        }
    }
    if let Some(required) = kind.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| !name.as_str().is_some_and(|name| hidden.contains(&name)));
    }
    kind
}
