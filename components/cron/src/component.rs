//! The trigger's export.

use crate::Target;
use crate::send::send;

// Nobody reads the documentation of generated code.
#[allow(missing_docs)]
mod bindings {
    wit_bindgen::generate!({
        path: "../../wit/cron",
        world: "cron-component",
        generate_all,
    });

    export!(Component);
    use super::Component;
}

use bindings::spin::variables::variables;
use bindings::{Error, Guest, Metadata};

struct Component;

impl Guest for Component {
    async fn handle_cron_event(_: Metadata) -> Result<(), Error> {
        let outcome = poke().await;
        match &outcome {
            Ok(status) => println!("event=sweep-poked status={status}"),
            Err(error) => println!("event=sweep-not-poked error={error}"),
        }
        outcome.map(drop).map_err(Error::Other)
    }
}

/// Sends the request; the answer's status, if it is a success.
async fn poke() -> Result<u16, String> {
    let desk_url = variable("desk_url").await?;
    let task_token = variable("task_token").await?;
    let target = Target::parse(&desk_url).map_err(|error| error.to_string())?;
    match send(target, task_token.trim())? {
        status @ 200..=299 => Ok(status),
        status => Err(format!("status {status}")),
    }
}

async fn variable(name: &str) -> Result<String, String> {
    variables::get(name.to_owned()).await.map_err(|error| format!("variable {name}: {error:?}"))
}
