//! One request: who asks, whether they may, and which use case answers.

use crate::act::{
    access, automations, board, bulk, calendars, conversation, deeds, documents, export, health, inbox, live, mentions,
    notices, people, policies, provider, reply, reports, session, shops, template, templates, undo, views,
};
use crate::api::{Api, Call, Reply, Service};
use crate::failure::Failure;
use crate::form::Form;
use crate::ui::Ui;
use crate::{Request, Response, asset, cookie, guard, view};
use serde_json::Value;

/// What a use case answers.
pub(crate) type Answer = Result<Response, Failure>;

/// A request of somebody who has a session, and the way to the APIs.
pub(crate) struct Ctx<'a, A> {
    /// The APIs.
    pub api: &'a A,
    /// As received.
    pub request: &'a Request,
    /// Who looks, and how.
    pub ui: Ui,
    /// The session's; empty before signing in.
    pub token: String,
    /// The query's fields.
    pub query: Form,
    /// The form's fields.
    pub form: Form,
}

impl<A: Api> Ctx<'_, A> {
    /// Asks for a document.
    pub async fn get(&self, service: Service, path: &str) -> Result<Value, Failure> {
        Ok(self.ask(service, "GET", path, Vec::new(), None).await?.json())
    }

    /// Sends JSON.
    pub async fn post(&self, service: Service, path: &str, body: &Value) -> Result<Value, Failure> {
        Ok(self.ask(service, "POST", path, Vec::new(), Some(body)).await?.json())
    }

    /// Any call; only a success is an answer.
    pub async fn ask(
        &self,
        service: Service,
        method: &'static str,
        path: &str,
        headers: Vec<(&'static str, String)>,
        body: Option<&Value>,
    ) -> Result<Reply, Failure> {
        let token = Some(self.token.clone()).filter(|token| !token.is_empty());
        let body = body.map(|body| body.to_string().into_bytes());
        let call = Call { service, method, path: format!("/api/v1/{path}"), token, headers, body };
        let reply = self.api.ask(call).await.map_err(|_| Failure::Silent)?;
        if (200..300).contains(&reply.status) { Ok(reply) } else { Err(Failure::of(&reply)) }
    }
}

/// Answers a request.
pub async fn serve<A: Api>(request: Request, api: &A) -> Response {
    if let Some(name) = request.path.strip_prefix("/assets/") {
        return asset::find(name).unwrap_or_else(|| view::problem::page(&Ui::new(&request, None), &Failure::Missing));
    }
    let token = cookie::token(&request);
    let is_post = request.method == "POST";
    let ctx = Ctx {
        api,
        request: &request,
        ui: Ui::new(&request, token.as_deref()),
        token: token.unwrap_or_default(),
        query: Form::parse(request.query.as_bytes()),
        form: if is_post { Form::parse(&request.body) } else { Form::default() },
    };
    let answer = match request.method.as_str() {
        "GET" | "HEAD" => shown(&ctx).await,
        "POST" if !guard::is_ours(&request) => Err(Failure::Foreign),
        "POST" => done(&ctx).await,
        _ => Err(Failure::Method("GET, HEAD, POST")),
    };
    answer.unwrap_or_else(|failure| refuse(&ctx, &failure))
}

/// Pages.
async fn shown<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let path: Vec<&str> = ctx.request.path.trim_start_matches('/').split('/').collect();
    let is_known = matches!(
        path.as_slice(),
        ["" | "inbox" | "board" | "export" | "reports" | "account-health" | "help" | "mentions" | "password"]
            | ["conversations" | "settings" | "live" | "account-health" | "reports", ..]
    );
    match path.as_slice() {
        ["sign-in"] => return session::form(ctx).await,
        ["sign-in", "oidc"] => return provider::finish(ctx).await,
        ["sign-in", "oidc", "start"] => return provider::start(ctx).await,
        _ if !is_known => return Err(Failure::Missing),
        _ if ctx.token.is_empty() => return Err(Failure::SignedOut),
        _ => {}
    }
    match path.as_slice() {
        [""] => Ok(Response::see("/inbox")),
        ["inbox"] => inbox::show(ctx).await,
        ["mentions"] => mentions::show(ctx).await,
        ["export"] => export::csv(ctx).await,
        ["board"] => board::show(ctx).await,
        ["reports"] => reports::show(ctx).await,
        ["reports", file] => reports::file(ctx, file).await,
        ["account-health"] => health::list(ctx).await,
        ["account-health", channel, account, "appeal.zip"] => health::appeal(ctx, channel, account).await,
        ["account-health", channel, account] => health::show(ctx, channel, account).await,
        ["help"] => Ok(view::help::page(&ctx.ui)),
        ["password"] => access::show(ctx).await,
        ["conversations", id] => conversation::show(ctx, id).await,
        ["conversations", id, "raw"] => conversation::raw(ctx, id).await,
        ["live", "inbox"] => live::inbox(ctx).await,
        ["live", "conversations", id] => live::conversation(ctx, id).await,
        ["live", "conversations", id, "template"] => live::template(ctx, id).await,
        ["settings"] => documents::overview(ctx),
        ["settings", "policies"] => policies::show(ctx).await,
        ["settings", "automations"] => automations::show(ctx).await,
        ["settings", "calendars"] => calendars::show(ctx).await,
        ["settings", "templates"] => templates::list(ctx).await,
        ["settings", "template"] => template::show(ctx).await,
        ["settings", "accounts"] => shops::show(ctx).await,
        ["settings", "deliveries"] => notices::show(ctx).await,
        ["settings", "people"] => people::show(ctx).await,
        ["settings", section] => documents::show(ctx, section).await,
        _ => Err(Failure::Missing),
    }
}

/// Forms.
async fn done<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let path: Vec<&str> = ctx.request.path.trim_start_matches('/').split('/').collect();
    match path.as_slice() {
        ["sign-in"] => return session::start(ctx).await,
        ["preferences"] => return Ok(session::choose(ctx)),
        _ if ctx.token.is_empty() => return Err(Failure::SignedOut),
        _ if !guard::is_equal(ctx.form.text("form"), &ctx.ui.form_token) => return Err(Failure::Foreign),
        _ => {}
    }
    match path.as_slice() {
        ["sign-out"] => session::end(ctx).await,
        ["password"] => access::set_password(ctx).await,
        ["password", "totp"] => access::totp(ctx).await,
        ["bulk"] => bulk::run(ctx).await,
        ["bulk", "reply"] => bulk::reply(ctx).await,
        ["undo"] => undo::run(ctx).await,
        ["views"] => views::save(ctx).await,
        ["views", id, "remove"] => views::remove(ctx, id).await,
        ["live", "scan"] => live::scan(ctx).await,
        ["conversations", id, "reply"] => reply::send(ctx, id).await,
        ["conversations", id, "split"] => deeds::split(ctx, id).await,
        ["conversations", id, what] => deeds::run(ctx, id, what).await,
        ["live", "render"] => template::live(ctx).await,
        ["settings", "template"] => template::save(ctx).await,
        ["settings", "automations", "one"] => automations::save(ctx).await,
        ["settings", "calendars", "one"] => calendars::save(ctx).await,
        ["settings", "policies", "row"] => policies::save_row(ctx).await,
        ["settings", "policies", "apply"] => policies::apply(ctx).await,
        ["settings", "people"] => people::invite(ctx).await,
        ["settings", "people", id] => people::change(ctx, id).await,
        ["settings", "accounts"] => shops::save(ctx).await,
        ["settings", "accounts", channel, account, "remove"] => shops::remove(ctx, channel, account).await,
        ["settings", "deliveries", id, "redeliver"] => notices::act(ctx, &["deliveries", id, "redeliver"]).await,
        ["settings", "targets", id, "clear"] => notices::act(ctx, &["targets", id, "clear"]).await,
        ["settings", "breaker", "close"] => notices::act(ctx, &["breaker", "close"]).await,
        ["settings", section] => documents::save(ctx, section).await,
        _ => Err(Failure::Missing),
    }
}

fn refuse<A: Api>(ctx: &Ctx<'_, A>, failure: &Failure) -> Response {
    if ctx.request.path.starts_with("/live/") {
        return view::problem::for_script(failure);
    }
    match failure {
        Failure::SignedOut => session::again(ctx),
        _ => view::problem::page(&ctx.ui, failure),
    }
}
