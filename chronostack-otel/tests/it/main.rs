//! Spans as a collector receives them: the real protobuf, over HTTP and over gRPC.

#![allow(unreachable_pub, reason = "the machine here is written as a user writes one")]

mod collector;
mod shop;
mod spans;
