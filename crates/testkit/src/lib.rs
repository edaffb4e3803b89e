//! rapport-testkit
