//! The emitters: free functions from a sealed graph to a target's text.
//!
//! Emitters only translate. A decision that two emitters would share belongs in a pass over the graph.

pub mod cfn;
pub mod ir;
mod nearest;
pub mod plan;
mod pointer;
pub mod properties;
pub mod terraform;
