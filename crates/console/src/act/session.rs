//! Signing in and out, and how the pages should look.

use super::provider;
use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::Failure;
use crate::form::query;
use crate::limits::NAME_BYTES_MAX;
use crate::view::json::{at, text};
use crate::view::sign_in::{Asked, Wrong};
use crate::{Response, cookie, path, view};
use serde_json::{Value, json};

/// The page to sign in; whoever has a session already goes on.
pub(crate) async fn form<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let next = next(ctx.query.text("next"));
    if !ctx.token.is_empty() && ctx.query.get("again").is_none() {
        return Ok(Response::see(next));
    }
    let provider = provider::name(ctx).await;
    Ok(view::sign_in::page(&ctx.ui, 200, &Asked { next, provider, ..Asked::default() }))
}

/// The session is over, or there was none: to the form, and back afterwards.
pub(crate) fn again<A: Api>(ctx: &Ctx<'_, A>) -> Response {
    let request = ctx.request;
    // Browsers keep a strict cookie back when another site links to us: the second load is our own.
    let is_from_elsewhere = request.header("sec-fetch-site") == Some("cross-site") && request.method == "GET";
    if is_from_elsewhere && ctx.token.is_empty() {
        return view::sign_in::bounce(&ctx.ui);
    }
    let target = request.target();
    let mut fields = vec![("again", "1")];
    if path::is_page(&target) && target != "/inbox" {
        fields.push(("next", &target));
    }
    let seen = Response::see(&format!("/sign-in?{}", query(fields)));
    if ctx.token.is_empty() {
        return seen;
    }
    cookie::drop(request).iter().fold(seen, |seen, cookie| seen.with("set-cookie", cookie))
}

/// A password and perhaps a code, a one-time link, or an API token.
pub(crate) async fn start<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let form = &ctx.form;
    let asked = Asked { next: next(form.text("next")), email: form.text("email").trim(), ..Asked::default() };
    let tried = match form.text("by") {
        "token" => by_token(ctx).await,
        "link" => open(ctx, "session/link", json!({ "link": form.text("link").trim() })).await,
        _ => open(ctx, "session", json!({ "email": asked.email, "password": form.text("password") })).await,
    };
    let session = match tried {
        Ok(session) => session,
        Err(wrong) => {
            let provider = provider::name(ctx).await;
            return Ok(view::sign_in::page(&ctx.ui, 401, &Asked { wrong: Some(wrong), provider, ..asked }));
        }
    };
    let Some(cookies) = cookie::keep(ctx.request, &session.token, &session.name) else {
        return Ok(view::sign_in::page(&ctx.ui, 400, &Asked { wrong: Some(Wrong::Insecure), ..asked }));
    };
    let next = if session.must_set_password { "/password" } else { asked.next };
    Ok(cookies.iter().fold(Response::see(next), |seen, cookie| seen.with("set-cookie", cookie)))
}

struct Session {
    token: String,
    name: String,
    must_set_password: bool,
}

/// Any token that the API takes.
async fn by_token<A: Api>(ctx: &Ctx<'_, A>) -> Result<Session, Wrong> {
    let token = ctx.form.text("token").trim().to_owned();
    if !cookie::is_token(&token) {
        return Err(Wrong::Token);
    }
    let name = ctx.form.word("name").unwrap_or("admin");
    let name: String = name.chars().filter(|character| !character.is_control()).take(NAME_BYTES_MAX / 4).collect();
    let trial = Ctx {
        api: ctx.api,
        request: ctx.request,
        ui: ctx.ui.clone(),
        token: token.clone(),
        query: crate::form::Form::default(),
        form: crate::form::Form::default(),
    };
    match trial.get(Service::Desk, "conversations?limit=1").await {
        Ok(_) => Ok(Session { token, name, must_set_password: false }),
        Err(Failure::SignedOut | Failure::Forbidden) => Err(Wrong::Token),
        Err(_) => Err(Wrong::Silent),
    }
}

/// Headers by which proxies tell where a client is: identity looks at the one that its operator names.
const ADDRESS_HEADERS: [&str; 5] = ["cf-connecting-ip", "forwarded", "true-client-ip", "x-forwarded-for", "x-real-ip"];

/// Where the client is: without it all who sign in here would share one limit on tries.
pub(crate) fn address<A: Api>(ctx: &Ctx<'_, A>) -> Vec<(&'static str, String)> {
    let told = ADDRESS_HEADERS.into_iter().flat_map(|name| {
        let values = ctx.request.headers.iter().filter(move |(known, _)| known == name);
        values.map(move |(_, value)| (name, value.clone()))
    });
    let own = ctx.request.client_address.clone().map(|address| ("spin-client-addr", address));
    told.chain(own).filter(|(_, value)| value.bytes().all(|byte| (b' '..=b'~').contains(&byte))).collect()
}

/// Asks for a session.
async fn open<A: Api>(ctx: &Ctx<'_, A>, path: &str, mut body: Value) -> Result<Session, Wrong> {
    if let (Some(fields), Some(code)) = (body.as_object_mut(), ctx.form.word("code")) {
        fields.insert("code".to_owned(), json!(code.replace(' ', "")));
    }
    let call = crate::Call {
        service: Service::Identity,
        method: "POST",
        path: format!("/api/v1/{path}"),
        token: None,
        headers: address(ctx),
        body: Some(body.to_string().into_bytes()),
    };
    let reply = ctx.api.ask(call).await.map_err(|_| Wrong::Silent)?;
    let found = reply.json();
    match reply.status {
        200 | 201 => {
            let (token, name) = token_and_name(&found);
            let must_set_password = found.get("must_set_password") == Some(&Value::Bool(true));
            Ok(Session { token, name, must_set_password })
        }
        401 if crate::failure::refusal(&reply).name == "second-factor-required" => Err(Wrong::Code),
        429 => Err(Wrong::Locked),
        500.. => Err(Wrong::Silent),
        _ => Err(if path.ends_with("link") { Wrong::Link } else { Wrong::Password }),
    }
}

/// The token of a session that was opened, and what its person is called.
pub(crate) fn token_and_name(found: &Value) -> (String, String) {
    let agent = at(found, "agent");
    let name = [text(agent, "name"), text(agent, "id")].into_iter().find(|name| !name.is_empty());
    let name = name.unwrap_or_default().chars().take(NAME_BYTES_MAX / 4).collect();
    (text(found, "token").to_owned(), name)
}

/// Ends the session, here and there.
pub(crate) async fn end<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    // The cookie goes whatever identity says: an API token has no session to end.
    let _ = ctx.ask(Service::Identity, "DELETE", "session", Vec::new(), None).await;
    let seen = Response::see("/sign-in?again=1");
    Ok(cookie::drop(ctx.request).iter().fold(seen, |seen, cookie| seen.with("set-cookie", cookie)))
}

/// Keeps a choice of language, theme and keys, and goes back.
pub(crate) fn choose<A: Api>(ctx: &Ctx<'_, A>) -> Response {
    let one_of = |name: &str, known: &[&'static str]| {
        known.iter().find(|known| ctx.form.text(name) == **known).copied().unwrap_or_default()
    };
    let chosen = [one_of("lang", &["en", "zh"]), one_of("theme", &["light", "dark"]), one_of("keys", &["nokeys"])];
    let chosen: Vec<&str> = chosen.into_iter().filter(|word| !word.is_empty()).collect();
    let chosen = if chosen.is_empty() { "auto".to_owned() } else { chosen.join(".") };
    let here = ctx.form.text("here");
    let back = if path::is_page(here) { here } else { "/inbox" };
    Response::see(back).with("set-cookie", &cookie::keep_choice(&chosen))
}

/// Where to go on.
pub(crate) fn next(asked: &str) -> &str {
    if path::is_page(asked) { asked } else { "/inbox" }
}
