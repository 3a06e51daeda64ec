//! The application's variables: a file of secrets, made on the first start, and the environment over it.

use crate::state::State;
use anyhow::{Context, Result, anyhow, bail};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sellerdesk_host::Manifest;
use sellerdesk_seal::KeyPair;
use sellerdesk_tests::accounts::{FURTHER, example_settings};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The account that a new secrets file has on each channel.
pub const DEMO_ACCOUNT: &str = "demo";
/// Spin's own prefix for variables in the environment.
const ENVIRONMENT_PREFIX: &str = "SPIN_VARIABLE_";
/// Randomness of a token or secret, in bytes.
const SECRET_BYTES: usize = 32;

/// Values by name, and where they came from.
#[derive(Clone, Debug)]
pub struct Variables {
    /// Values of those variables that have one.
    pub values: BTreeMap<String, String>,
    /// The file.
    pub file: PathBuf,
    /// Whether the file was made just now.
    pub is_new: bool,
}

impl Variables {
    /// Reads `file`, or else the state's own, which is made when it isn't there.
    pub fn load(manifest: &Manifest, state: &State, file: Option<&Path>) -> Result<Self> {
        let own = state.variables_file();
        let is_new = file.is_none() && !own.exists();
        if is_new {
            state.write_private(&own, &fresh_file(manifest)?)?;
        }
        let file = file.map_or(own, Path::to_owned);
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("the variables file {} can't be read", file.display()))?;
        let mut values = parse(&text).with_context(|| format!("the variables file {}", file.display()))?;
        if let Some(unknown) = values.keys().find(|name| !manifest.variables.contains_key(*name)) {
            bail!("the variables file {}: spin.toml has no variable {unknown:?}", file.display());
        }
        for name in manifest.variables.keys() {
            if let Ok(value) = std::env::var(format!("{ENVIRONMENT_PREFIX}{}", name.to_uppercase())) {
                values.insert(name.clone(), value);
            }
        }
        Ok(Self { values, file, is_new })
    }

    /// A value, empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// The values as a file for `spin up --variable @FILE`.
    pub fn to_toml(&self) -> Result<String> {
        toml::to_string(&self.values).context("the variables can't be written as TOML")
    }
}

/// Names and values of a flat TOML file. Errors never quote it: it is full of secrets.
fn parse(text: &str) -> Result<BTreeMap<String, String>> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(0, |span| text.bytes().take(span.start).filter(|byte| *byte == b'\n').count());
        anyhow!("line {} is not TOML", line + 1)
    })?;
    table
        .into_iter()
        .map(|(name, value)| match value {
            toml::Value::String(value) => Ok((name, value)),
            toml::Value::Boolean(value) => Ok((name, value.to_string())),
            _ => Err(anyhow!("{name} must be a string")),
        })
        .collect()
}

/// A new file: random tokens, an example account on the channels of the demo, and keys for accounts added while running.
fn fresh_file(manifest: &Manifest) -> Result<String> {
    let mut channels = Vec::new();
    for channel in ["amazon", "shopify", "standard"].into_iter().chain(FURTHER) {
        let variable = format!("channel_{}", channel.replace('-', "_"));
        if manifest.variables.contains_key(&variable) {
            let secret = if channel == "standard" { standard_secret()? } else { token()? };
            channels.push((variable, json!({ DEMO_ACCOUNT: example_settings(channel, &secret) })));
        }
    }
    let mut text = format!(
        "# The desk's variables, made by its first start. Keep this file to yourself.\n\
         # SPIN_VARIABLE_<NAME> in the environment goes before it.\n\n\
         # Bearer token of the API, with the admin role.\nadmin_token = \"{}\"\n\
         # Bearer token of /tasks/...\ntask_token = \"{}\"\n\n\
         # Accounts of each channel: name -> settings. The account \"{DEMO_ACCOUNT}\" is an example.\n",
        token()?,
        token()?,
    );
    for (name, accounts) in channels {
        text += &format!("{name} = '{accounts}'\n");
    }
    text += "\n# What accounts added while running are sealed with; without these keys they can't be read any more.\n";
    text += &keys(manifest)?;
    Ok(text)
}

/// Key pairs for each channel: the public ones in one variable, each private one in its own.
fn keys(manifest: &Manifest) -> Result<String> {
    let (mut text, mut public) = (String::new(), serde_json::Map::new());
    for name in manifest.variables.keys() {
        let Some(channel) = name.strip_prefix("account_key_") else { continue };
        let mut of_channel = serde_json::Map::new();
        for (part, private) in [("hook", name.clone()), ("api", format!("courier_key_{channel}"))] {
            if manifest.variables.contains_key(&private) {
                let pair = KeyPair::generate().map_err(|error| anyhow!("no key can be made: {error}"))?;
                of_channel.insert(part.to_owned(), pair.public.to_base64().into());
                text += &format!("{private} = \"{}\"\n", pair.secret.expose_base64());
            }
        }
        public.insert(channel.replace('_', "-"), of_channel.into());
    }
    text += &format!("account_public_keys = '{}'\n", serde_json::Value::Object(public));
    Ok(text)
}

fn random() -> Result<[u8; SECRET_BYTES]> {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("the system gives no random numbers: {error}"))?;
    Ok(bytes)
}

fn token() -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(random()?))
}

/// Standard Webhooks' form of a symmetric secret.
fn standard_secret() -> Result<String> {
    Ok(format!("whsec_{}", STANDARD.encode(random()?)))
}

/// Variables that nobody else has, for a desk that nobody else is to use.
pub fn throwaway(manifest: &Manifest) -> Result<BTreeMap<String, String>> {
    parse(&fresh_file(manifest)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]
    use super::*;
    use sellerdesk_tests::Accounts;
    use std::os::unix::fs::PermissionsExt;

    fn manifest() -> Manifest {
        let text = "spin_manifest_version = 2\n[application]\nname = \"a\"\n[variables]\nadmin_token = { default = \"\" }\n\
                    task_token = { default = \"\" }\nchannel_amazon = { default = \"\" }\nchannel_shopify = { default = \"\" }\n\
                    channel_standard = { default = \"\" }\naccount_public_keys = { default = \"\" }\n\
                    account_key_standard = { default = \"\" }\ncourier_key_standard = { default = \"\" }\n\
                    account_key_tiktok_shop = { default = \"\" }\n";
        Manifest::parse(Path::new("spin.toml"), text).unwrap()
    }

    #[test]
    fn the_first_start_makes_secrets_that_later_starts_keep() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let first = Variables::load(&manifest(), &state, None).unwrap();
        let second = Variables::load(&manifest(), &state, None).unwrap();
        assert!(first.is_new && !second.is_new);
        assert_eq!(first.values, second.values);
        assert_ne!(first.get("admin_token"), first.get("task_token"));
        let mode = std::fs::metadata(&first.file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn every_channel_gets_a_usable_demo_account() {
        let accounts = Accounts::named(&throwaway(&manifest()).unwrap(), DEMO_ACCOUNT).unwrap();
        assert!(accounts.standard.secret.starts_with("whsec_"));
        assert_eq!(STANDARD.decode(&accounts.standard.secret[6..]).unwrap().len(), SECRET_BYTES);
    }

    #[test]
    fn every_channel_gets_keys_and_the_desk_only_the_public_ones() {
        let values = throwaway(&manifest()).unwrap();
        let public: serde_json::Value = serde_json::from_str(&values["account_public_keys"]).unwrap();
        let secret = sellerdesk_seal::SecretKey::parse(&values["courier_key_standard"]).unwrap();
        assert_eq!(public["standard"]["api"], secret.public_key().to_base64());
        assert!(public["tiktok-shop"]["hook"].is_string() && public["tiktok-shop"]["api"].is_null());
    }

    #[test]
    fn a_broken_file_is_named_by_line_and_not_quoted() {
        let error = format!("{:#}", parse("admin_token = \"a\"\ntask_token = secret\n").unwrap_err());
        assert_eq!(error, "line 2 is not TOML");
        let error = format!("{:#}", parse("admin_token = 7\n").unwrap_err());
        assert_eq!(error, "admin_token must be a string");
    }

    #[test]
    fn a_variable_that_the_manifest_lacks_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let file = folder.path().join("given.toml");
        std::fs::write(&file, "admin_tokn = \"a\"").unwrap();
        let error = Variables::load(&manifest(), &state, Some(&file)).unwrap_err().to_string();
        assert!(error.contains("admin_tokn"), "{error}");
    }
}
