//! A fake of each marketplace: what it sends us, signed as it signs, and how its API answers what we send.
//!
//! A fake is pure: the native tests call it directly ([`check`]), the black-box suite puts a server before it. It
//! is written from the marketplace's documents and not from our adapter, so that one checks the other: it verifies
//! the signature of what we send by its own code, and answers with the errors that the documents name.
//!
//! | file | what |
//! |---|---|
//! | `marketplace.rs` | what a fake is |
//! | `check.rs` | the round trip that every channel has to pass |
//! | `crypto.rs` | the primitives that several fakes sign with |
//! | `<channel>.rs` | one marketplace |
//! | `identity_provider.rs` | the provider that a team signs in at |
//! | `notify/` | each target that notifications go to |

pub mod amazon;
pub mod bigcommerce;
pub mod check;
pub mod crypto;
pub mod ebay;
pub mod etsy;
pub mod identity_provider;
pub mod lazada;
pub mod mail;
mod marketplace;
pub mod mercadolibre;
pub mod meta;
pub mod notify;
pub mod ozon;
pub mod shopee;
pub mod standard;
pub mod tiktok_shop;
pub mod walmart;
pub mod woocommerce;

pub use marketplace::{Call, Marketplace, Mode, Sent, Story, Told, World, json_response};
