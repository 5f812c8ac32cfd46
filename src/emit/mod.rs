//! What comes out: free functions from a sealed graph to a target's text.
//!
//! Backends translate and decide nothing: what two of them would both decide is a pass over the graph.

pub mod cfn;
pub mod ir;
mod nearest;
pub mod plan;
mod pointer;
pub mod properties;
pub mod terraform;
