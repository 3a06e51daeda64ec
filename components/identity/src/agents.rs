//! `/api/v1/agents`.

use crate::own::{body_or_nothing, nothing};
use crate::{Answer, present};
use sellerdesk_people::{
    Agent, Change, Permission, Principal, Profile, Purpose, Role, bootstrap as first, change as alter, invite as add,
    issue_link, open, remove as take_out, reset_totp as take_off,
};
use sellerdesk_shell::{Incoming, Outgoing, SpinStore, SystemClock, base_version, json, with_header};
use serde::{Deserialize, Deserializer};
use serde_json::json as object;

/// The language of a screen unless somebody says another.
const LANGUAGE_DEFAULT: &str = "en";
/// Who signs in first, unless the operator says another; and who looks at a demo.
const ADMIN_EMAIL: &str = "admin@localhost";
const DEMO_EMAIL: &str = "demo@localhost";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Invitation {
    name: String,
    email: String,
    role: Role,
    #[serde(default)]
    accounts: Option<Vec<String>>,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    languages: Vec<String>,
    #[serde(default)]
    capacity: Option<u32>,
}

/// What is left out stays; `null` is a value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Changes {
    name: Option<String>,
    email: Option<String>,
    role: Option<Role>,
    #[serde(default, deserialize_with = "given")]
    accounts: Option<Option<Vec<String>>>,
    language: Option<String>,
    languages: Option<Vec<String>>,
    #[serde(default, deserialize_with = "given")]
    capacity: Option<Option<u32>>,
    enabled: Option<bool>,
}

fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// `GET /api/v1/agents`: of colleagues only what one needs to work with them.
pub async fn list(who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    let opened = open(&store, &SystemClock).await?;
    let shown = if who.may(Permission::ManagePeople) { present::agent } else { present::colleague };
    let agents: Vec<_> = opened.people.agents.iter().map(|(id, agent)| shown(id, agent)).collect();
    Ok(json(200, &object!({ "agents": agents })))
}

/// `GET /api/v1/agents/{id}`.
pub async fn get(id: &str, who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    let opened = open(&store, &SystemClock).await?;
    let agent = opened.agent(id)?;
    if who.may(Permission::ManagePeople) {
        return Ok(tagged(200, id, agent));
    }
    Ok(json(200, &present::colleague(id, agent)))
}

/// `POST /api/v1/agents`: 201 with the link that lets them in once.
pub async fn invite(request: &Incoming, who: &Principal) -> Answer {
    let Invitation { name, email, role, accounts, language, languages, capacity } = request.json()?;
    let language = language.unwrap_or_else(|| LANGUAGE_DEFAULT.to_owned());
    let profile = Profile { name, email, role, accounts, language, languages, capacity };
    let store = SpinStore::open().await?;
    let (id, agent, link) = add(&store, &SystemClock, profile, &who.name).await?;
    let more = object!({ "link": link.link, "link_expires_at": sellerdesk_shell::instant(link.expires_at) });
    let answer = json(201, &present::with(present::agent(&id, &agent), more));
    Ok(with_header(answer, "etag", &etag(&agent)))
}

/// `PUT /api/v1/agents/{id}`: `If-Match` names the version it was made from, if the client cares.
pub async fn change(id: &str, request: &Incoming, who: &Principal) -> Answer {
    let base = base_version(request)?;
    let asked: Changes = request.json()?;
    let change = Change {
        name: asked.name,
        email: asked.email,
        role: asked.role,
        accounts: asked.accounts,
        language: asked.language,
        languages: asked.languages,
        capacity: asked.capacity,
        enabled: asked.enabled,
    };
    let store = SpinStore::open().await?;
    let agent = alter(&store, &SystemClock, id, base, change, &who.name).await?;
    Ok(tagged(200, id, &agent))
}

/// `DELETE /api/v1/agents/{id}`.
pub async fn remove(id: &str, request: &Incoming, who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    take_out(&store, &SystemClock, id, base_version(request)?, &who.name).await?;
    Ok(nothing())
}

/// `POST /api/v1/agents/{id}/link`: another link, for a forgotten password or an invitation that ran out.
pub async fn link(id: &str, who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    let mut opened = open(&store, &SystemClock).await?;
    let link = issue_link(&mut opened, id, Purpose::Password, &who.name).await?;
    Ok(json(201, &present::link(&link)))
}

/// `DELETE /api/v1/agents/{id}/totp`: for somebody who lost it.
pub async fn reset_totp(id: &str, who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    take_off(&store, &SystemClock, id, &who.name).await?;
    Ok(nothing())
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    demo: bool,
}

/// `POST /api/v1/agents/bootstrap`, for the operator: a link for the first admin, null where there is one who can sign
/// in; for a demo, one that is in at once.
pub async fn bootstrap(request: &Incoming, who: &Principal) -> Answer {
    let Start { email, demo } = body_or_nothing(request)?;
    let default = if demo { DEMO_EMAIL } else { ADMIN_EMAIL };
    let email = email.as_deref().unwrap_or(default);
    let store = SpinStore::open().await?;
    let made = first(&store, &SystemClock, email, demo, &who.name).await?;
    let answer = match made {
        Some((id, link)) => present::with(present::link(&link), object!({ "agent": id, "email": email })),
        None => object!({ "link": null }),
    };
    Ok(json(200, &answer))
}

fn tagged(status: u16, id: &str, agent: &Agent) -> Outgoing {
    with_header(json(status, &present::agent(id, agent)), "etag", &etag(agent))
}

fn etag(agent: &Agent) -> String {
    format!("\"{}\"", agent.version)
}
