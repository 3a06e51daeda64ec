//! `/hooks/{channel}/{account}`.

pub mod amazon;
pub mod crash;
pub mod shopify;
pub mod standard;
