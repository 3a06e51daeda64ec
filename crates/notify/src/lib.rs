//! Notifications to people: chat, mail and webhook targets, routing, caps.
