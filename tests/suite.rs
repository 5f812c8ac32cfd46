//! The one test binary: fixtures in, marks and snapshots out.
