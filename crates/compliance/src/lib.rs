//! What a reply may not say: marketplace rules as data, scanned through obfuscation.
