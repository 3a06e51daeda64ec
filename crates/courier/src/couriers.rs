//! The side that asks.

use crate::pace;
use crate::protocol::{Ask, MESSAGE_BYTES_MAX, Say};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sellerdesk_accounts::{AccountId, Part, put_token, read_sealed, read_token};
use sellerdesk_adapter::{Evidence, HttpRequest, Outcome, Reply};
use sellerdesk_inbox::outbox::{Courier, Sent};
use sellerdesk_shell::{CallError, SpinStore, SystemClock, call};
use std::time::Duration;

/// How long a courier may take: its own patience with the marketplace, twice, and a little.
const PATIENCE: Duration = Duration::from_secs(45);

/// All couriers that this component may ask.
#[derive(Clone, Copy)]
pub struct Couriers<'a> {
    store: &'a SpinStore,
    /// Channels that have one: asking for another would trap the caller.
    channels: &'a str,
}

impl<'a> Couriers<'a> {
    /// The couriers of these channels, names separated by spaces.
    pub fn new(store: &'a SpinStore, channels: &'a str) -> Self {
        Self { store, channels }
    }

    /// Fetches a document with an account's credentials.
    ///
    /// # Errors
    /// What went wrong, for the log.
    pub async fn fetch(&self, channel: &str, account: &str, url: &str) -> Result<Evidence, String> {
        let (id, ask, _) = self.ready(channel, account, false).await.map_err(|outcome| format!("{outcome:?}"))?;
        let ask = Ask { url: Some(url.to_owned()), ..ask };
        match self.ask(&id, "fetch", &ask).await? {
            Say::Document { status, body } => {
                let body = STANDARD.decode(body).map_err(|_| "the courier's answer is no base64".to_owned())?;
                Ok(Evidence { url: url.to_owned(), status, body })
            }
            Say::Outcome(outcome) => Err(format!("{outcome:?}")),
            Say::Unknown(reason) => Err(reason),
            Say::Ready { .. } => Err("the courier misunderstood".to_owned()),
        }
    }

    /// The account's sealed settings and a token that is good; what it means instead where there is none.
    async fn ready(
        &self,
        channel: &str,
        account: &str,
        is_token_refused: bool,
    ) -> Result<(AccountId, Ask, u32), Outcome> {
        if !self.channels.split_whitespace().any(|known| known == channel) {
            return Err(Outcome::permanent(format!("{channel} takes no replies through an API: answer there")));
        }
        let id = AccountId::parse(channel, account).map_err(|error| Outcome::permanent(error.to_string()))?;
        let later = |_| Outcome::temporary("the store is not available");
        let mut ask = Ask {
            account: account.to_owned(),
            sealed: read_sealed(self.store, &id, Part::Api).await.map_err(later)?,
            token: read_token(self.store, &id).await.map_err(later)?,
            is_token_refused,
            ..Ask::default()
        };
        match self.ask(&id, "authorize", &ask).await.map_err(Outcome::temporary)? {
            Say::Ready { token, per_minute_max } => {
                if let Some(token) = token {
                    // Before it is used: some marketplaces have just made the old one worthless.
                    put_token(self.store, &id, &token).await.map_err(later)?;
                    ask.token = Some(token);
                }
                ask.is_token_refused = false;
                Ok((id, ask, per_minute_max))
            }
            Say::Outcome(outcome) => Err(outcome),
            Say::Unknown(reason) => Err(Outcome::temporary(reason)),
            Say::Document { .. } => Err(Outcome::temporary("the courier misunderstood")),
        }
    }

    async fn ask(&self, id: &AccountId, what: &str, ask: &Ask) -> Result<Say, String> {
        let url = format!("http://courier-{}.spin.internal/{what}", id.channel());
        let answer = call(HttpRequest::post_json(url, ask), PATIENCE, MESSAGE_BYTES_MAX).await;
        let answer = answer.map_err(|error: CallError| error.to_string())?;
        if answer.status != 200 {
            return Err(format!("the courier answered {}", answer.status));
        }
        serde_json::from_slice(&answer.body).map_err(|_| "the courier's answer can't be read".to_owned())
    }

    async fn send_once(&self, id: &AccountId, ask: Ask, reply: &Reply, is_repeated: bool) -> Sent {
        let ask = Ask { reply: Some(reply.clone()), is_repeated, ..ask };
        match self.ask(id, "send", &ask).await {
            Ok(Say::Outcome(outcome)) => Sent::Answered(outcome),
            Ok(Say::Unknown(reason)) => Sent::Unknown(reason),
            Ok(Say::Ready { .. } | Say::Document { .. }) => Sent::Unknown("the courier misunderstood".to_owned()),
            Err(reason) => Sent::Unknown(reason),
        }
    }
}

impl Courier for Couriers<'_> {
    async fn send(&self, channel: &str, account: &str, reply: &Reply, is_repeated: bool) -> Sent {
        let (id, ask, per_minute_max) = match self.ready(channel, account, false).await {
            Ok(ready) => ready,
            Err(outcome) => return Sent::Answered(outcome),
        };
        match pace::take(self.store, &id, per_minute_max, SystemClock::now_ms()).await {
            Ok(None) => {}
            Ok(Some(wait_s)) => {
                let reason = format!("the account has sent {per_minute_max} replies within a minute");
                return Sent::Answered(Outcome::Temporary { reason, retry_after_s: Some(wait_s) });
            }
            Err(_) => return Sent::Answered(Outcome::temporary("the store is not available")),
        }
        let sent = self.send_once(&id, ask, reply, is_repeated).await;
        if !matches!(sent, Sent::Answered(Outcome::Unauthorized { .. })) {
            return sent;
        }
        // A refused token says that nothing was sent: once more with a new one.
        match self.ready(channel, account, true).await {
            Ok((id, ask, _)) => self.send_once(&id, ask, reply, is_repeated).await,
            Err(outcome) => Sent::Answered(outcome),
        }
    }
}
