//! Account health metrics: exact rationals over facts.
