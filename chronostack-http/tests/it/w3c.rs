//! The cases of the W3C's test suite for Trace Context (level 2), sent to a real server.
//!
//! The suite asks a service to call back several times; this one answers with the headers that it would send.

use std::{collections::BTreeSet, sync::LazyLock};

use axum::{Router, routing::get as on_get};
use chronostack::context::TraceParent;
use chronostack_http::{ServerLayer, inject};
use http::HeaderMap;

use super::service::{get, serve};

const TRACE: &str = "12345678901234567890123456789012";
const PARENT: &str = "1234567890123456";

/// What comes of a trace.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Trace {
    GoesOn,
    StartsAnew,
}
use Trace::{GoesOn, StartsAnew};

type Headers<'a> = &'a [(&'a str, String)];

/// The headers of three requests that the service would send while it handles one with these headers.
fn sent(headers: &[(&str, String)]) -> Vec<(TraceParent, String)> {
    static ADDRESS: LazyLock<std::net::SocketAddr> = LazyLock::new(|| {
        let requests = || async {
            let request = || {
                let mut headers = HeaderMap::new();
                inject(&mut headers);
                let text = |name: &str| headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
                format!("{}\n{}\n", text("traceparent"), text("tracestate"))
            };
            [request(), request(), request()].concat()
        };
        serve(Router::new().route("/", on_get(requests)).layer(ServerLayer::new()))
    });
    let body = get(*ADDRESS, headers);
    let lines: Vec<_> = body.lines().collect();
    lines.chunks(2).map(|lines| (lines[0].parse().unwrap(), lines[1].to_owned())).collect()
}

/// What is wrong with how these headers are handled.
fn wrong(headers: &[(&str, String)], trace: Trace, state: &str) -> Option<String> {
    let sent = sent(headers);
    let same = |id: u128| format!("{id:032x}") == TRACE;
    let parents: BTreeSet<u64> = sent.iter().map(|(parent, _)| parent.parent_id()).collect();
    let one_trace = sent.iter().all(|(parent, _)| parent.trace_id() == sent[0].0.trace_id());
    let goes_on = if same(sent[0].0.trace_id()) { GoesOn } else { StartsAnew };
    let new_parents = parents.iter().all(|parent| format!("{parent:016x}") != PARENT);
    let right = sent.len() == 3
        && parents.len() == 3
        && one_trace
        && goes_on == trace
        && new_parents
        && sent.iter().all(|(_, sent)| sent == state);
    (!right).then(|| format!("{headers:?}: expected {trace:?} and {state:?}, sent {sent:?}"))
}

#[track_caller]
fn check(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} of the cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn traceparent() {
    let long = "what-the-future-will-be-like";
    let cases: &[(&str, Trace, Headers<'_>)] = &[
        ("both missing", StartsAnew, &[]),
        ("tracestate missing", GoesOn, &[("traceparent", format!("00-{TRACE}-{PARENT}-01"))]),
        (
            "duplicated",
            StartsAnew,
            &[("traceparent", format!("00-{TRACE}-{PARENT}-01")), ("traceparent", format!("00-{TRACE}-{PARENT}-01"))],
        ),
        ("another name", StartsAnew, &[("trace-parent", format!("00-{TRACE}-{PARENT}-01"))]),
        ("another name", StartsAnew, &[("trace.parent", format!("00-{TRACE}-{PARENT}-01"))]),
        ("casing", GoesOn, &[("TraceParent", format!("00-{TRACE}-{PARENT}-01"))]),
        ("casing", GoesOn, &[("TrAcEpArEnT", format!("00-{TRACE}-{PARENT}-01"))]),
        ("casing", GoesOn, &[("TRACEPARENT", format!("00-{TRACE}-{PARENT}-01"))]),
        ("version 00, more behind it", StartsAnew, &[("traceparent", format!("00-{TRACE}-{PARENT}-01."))]),
        ("version 00, more behind it", StartsAnew, &[("traceparent", format!("00-{TRACE}-{PARENT}-01-{long}"))]),
        ("version cc", GoesOn, &[("traceparent", format!("cc-{TRACE}-{PARENT}-01"))]),
        ("version cc, more behind it", GoesOn, &[("traceparent", format!("cc-{TRACE}-{PARENT}-01-{long}"))]),
        ("version cc, no dash behind it", StartsAnew, &[("traceparent", format!("cc-{TRACE}-{PARENT}-01.{long}"))]),
        ("version ff", StartsAnew, &[("traceparent", format!("ff-{TRACE}-{PARENT}-01"))]),
        ("version, characters", StartsAnew, &[("traceparent", format!(".0-{TRACE}-{PARENT}-01"))]),
        ("version, characters", StartsAnew, &[("traceparent", format!("0.-{TRACE}-{PARENT}-01"))]),
        ("version too long", StartsAnew, &[("traceparent", format!("000-{TRACE}-{PARENT}-01"))]),
        ("version too long", StartsAnew, &[("traceparent", format!("0000-{TRACE}-{PARENT}-01"))]),
        ("version too short", StartsAnew, &[("traceparent", format!("0-{TRACE}-{PARENT}-01"))]),
        ("trace id zero", StartsAnew, &[("traceparent", format!("00-{}-{PARENT}-01", "0".repeat(32)))]),
        ("trace id, characters", StartsAnew, &[("traceparent", format!("00-.{}-{PARENT}-01", &TRACE[1..]))]),
        ("trace id, characters", StartsAnew, &[("traceparent", format!("00-{}.-{PARENT}-01", &TRACE[..31]))]),
        ("trace id too long", StartsAnew, &[("traceparent", format!("00-{TRACE}3-{PARENT}-01"))]),
        ("trace id too short", StartsAnew, &[("traceparent", format!("00-{}-{PARENT}-01", &TRACE[..31]))]),
        ("parent id zero", StartsAnew, &[("traceparent", format!("00-{TRACE}-0000000000000000-01"))]),
        ("parent id, characters", StartsAnew, &[("traceparent", format!("00-{TRACE}-.234567890123456-01"))]),
        ("parent id, characters", StartsAnew, &[("traceparent", format!("00-{TRACE}-123456789012345.-01"))]),
        ("parent id too long", StartsAnew, &[("traceparent", format!("00-{TRACE}-{PARENT}7-01"))]),
        ("parent id too short", StartsAnew, &[("traceparent", format!("00-{TRACE}-123456789012345-01"))]),
        ("flags, characters", StartsAnew, &[("traceparent", format!("00-{TRACE}-{PARENT}-.0"))]),
        ("flags, characters", StartsAnew, &[("traceparent", format!("00-{TRACE}-{PARENT}-0."))]),
        ("flags too long", StartsAnew, &[("traceparent", format!("00-{TRACE}-{PARENT}-001"))]),
        ("flags too short", StartsAnew, &[("traceparent", format!("00-{TRACE}-{PARENT}-1"))]),
        ("blanks", GoesOn, &[("traceparent", format!(" 00-{TRACE}-{PARENT}-01"))]),
        ("blanks", GoesOn, &[("traceparent", format!("\t00-{TRACE}-{PARENT}-01"))]),
        ("blanks", GoesOn, &[("traceparent", format!("00-{TRACE}-{PARENT}-01 "))]),
        ("blanks", GoesOn, &[("traceparent", format!("00-{TRACE}-{PARENT}-01\t"))]),
        ("blanks", GoesOn, &[("traceparent", format!("\t 00-{TRACE}-{PARENT}-01 \t"))]),
        // The suite has none of these; the specification says them.
        ("capital letters", StartsAnew, &[("traceparent", format!("00-{TRACE}-{}-01", "ABCDEF0123456789"))]),
        ("a sign", StartsAnew, &[("traceparent", format!("00-{TRACE}-+{}-01", &PARENT[1..]))]),
        ("other than ASCII", StartsAnew, &[("traceparent", format!("00-{TRACE}-{PARENT}-0é"))]),
        ("empty", StartsAnew, &[("traceparent", String::new())]),
        ("version cc, too short", StartsAnew, &[("traceparent", format!("cc-{TRACE}-{PARENT}-0"))]),
    ];
    let wrong = |(name, trace, headers): &(&str, Trace, Headers<'_>)| {
        wrong(headers, *trace, "").map(|wrong| format!("{name}: {wrong}"))
    };
    check(&cases.iter().filter_map(wrong).collect::<Vec<_>>());
}

#[test]
fn flags() {
    let written = |version: &str, flags: &str| {
        let text = sent(&[("traceparent", format!("{version}-{TRACE}-{PARENT}-{flags}"))])[0].0.to_string();
        text.rsplit_once('-').unwrap().1.to_owned()
    };
    let cases = [("00", "00", "00"), ("00", "01", "01"), ("00", "02", "02"), ("00", "ff", "03"), ("cc", "ff", "01")];
    for (version, flags, expected) in cases {
        assert_eq!(written(version, flags), expected, "{version} {flags}");
    }
    assert!(sent(&[])[0].0.to_string().ends_with("-02"), "a trace of one's own is random, and not sampled");
}

/// What of these `tracestate` headers is sent on.
#[test]
fn tracestate() {
    let key: String = ('a'..='z').chain('0'..='9').chain("_-*/".chars()).collect();
    let value: String = (' '..='~').filter(|character| !",=".contains(*character)).collect();
    let every = format!("{key}={value}");
    let with_vendor = format!("{key}@a-z0-9_-*/={value}");
    let key_of = |length: usize| format!("{}=1", "z".repeat(length));
    let tenant = |tenant: usize, system: usize| format!("{}@{}=1", "t".repeat(tenant), "v".repeat(system));
    let bars = |count: usize| (1..=count).map(|n| format!("bar{n:02}={n:02}")).collect::<Vec<_>>();
    let (bars_32, bars_33) = (bars(32), bars(33));
    let split = |bars: &[String]| bars.chunks(10).map(|bars| bars.join(",")).collect::<Vec<_>>();
    let own = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let foo_and = |more: &str| own(&["foo=1", more]);
    let cases: Vec<(&str, Vec<String>, String)> = vec![
        ("both included", own(&["foo=1,bar=2"]), "foo=1,bar=2".into()),
        ("empty", own(&[""]), String::new()),
        ("empty", own(&["foo=1", ""]), "foo=1".into()),
        ("empty", own(&["", "foo=1"]), "foo=1".into()),
        (
            "several headers",
            own(&["foo=1,bar=2", "rojo=1,congo=2", "baz=3"]),
            "foo=1,bar=2,rojo=1,congo=2,baz=3".into(),
        ),
        ("a key twice", own(&["foo=1,foo=1"]), "foo=1".into()),
        ("a key twice", own(&["foo=1,foo=2"]), "foo=1".into()),
        ("a key twice", own(&["foo=1", "foo=1"]), "foo=1".into()),
        ("a key twice", own(&["foo=1", "foo=2"]), "foo=1".into()),
        ("all characters", vec![every.clone()], every),
        ("all characters", vec![with_vendor.clone()], with_vendor),
        ("blanks", own(&["foo=1 \t , \t bar=2, \t baz=3"]), "foo=1,bar=2,baz=3".into()),
        ("blanks", own(&["foo=1\t \t,\t \tbar=2,\t \tbaz=3"]), "foo=1,bar=2,baz=3".into()),
        ("blanks", own(&[" foo=1"]), "foo=1".into()),
        ("blanks", own(&["\tfoo=1"]), "foo=1".into()),
        ("blanks", own(&["foo=1 "]), "foo=1".into()),
        ("blanks", own(&["foo=1\t"]), "foo=1".into()),
        ("blanks", own(&["\t foo=1 \t"]), "foo=1".into()),
        ("key, characters", own(&["foo =1"]), String::new()),
        ("key, characters", own(&["FOO=1"]), String::new()),
        ("key, characters", own(&["foo.bar=1"]), String::new()),
        ("key, at signs", own(&["foo@=1,bar=2"]), "foo@=1,bar=2".into()),
        ("key, at signs", own(&["@foo=1,bar=2"]), String::new()),
        ("key, at signs", own(&["foo@@bar=1,bar=2"]), "foo@@bar=1,bar=2".into()),
        ("key, at signs", own(&["foo@bar@baz=1,bar=2"]), "foo@bar@baz=1,bar=2".into()),
        ("32 entries", split(&bars_32), bars_32.join(",")),
        ("33 entries", split(&bars_33), String::new()),
        ("key of 256", foo_and(&key_of(256)), format!("foo=1,{}", key_of(256))),
        ("key of 257", foo_and(&key_of(257)), String::new()),
        ("key of 256 with a tenant", foo_and(&tenant(241, 14)), format!("foo=1,{}", tenant(241, 14))),
        ("key with a long tenant", foo_and(&tenant(242, 1)), format!("foo=1,{}", tenant(242, 1))),
        ("key with a long system", foo_and(&tenant(1, 15)), format!("foo=1,{}", tenant(1, 15))),
        ("value, characters", own(&["foo=bar=baz"]), String::new()),
        ("value, characters", own(&["foo=,bar=3"]), String::new()),
        // The suite has none of these; the specification says them.
        ("value starts with a blank", own(&["foo= 1"]), "foo= 1".into()),
        ("key starts with a digit", own(&["1foo=1"]), "1foo=1".into()),
        ("value of 256", vec![format!("foo={}", "v".repeat(256))], format!("foo={}", "v".repeat(256))),
        ("value of 257", vec![format!("foo={}", "v".repeat(257))], String::new()),
        ("no value", own(&["foo"]), String::new()),
        ("other than ASCII", own(&["foo=é"]), String::new()),
    ];
    let mut wrongs = Vec::new();
    for (name, states, expected) in cases {
        let parent = ("traceparent", format!("00-{TRACE}-{PARENT}-00"));
        let states = states.into_iter().map(|state| ("tracestate", state));
        let headers: Vec<_> = [parent].into_iter().chain(states).collect();
        wrongs.extend(wrong(&headers, GoesOn, &expected).map(|wrong| format!("{name}: {wrong}")));
    }
    check(&wrongs);
}

#[test]
fn tracestate_and_other_headers() {
    let parent = || ("traceparent", format!("00-{TRACE}-{PARENT}-00"));
    let cases = [
        (vec![("tracestate", "foo=1".to_owned())], StartsAnew, ""),
        (vec![("tracestate", "foo=1,bar=2".to_owned())], StartsAnew, ""),
        (vec![("traceparent", "00-1-2-3".to_owned()), ("tracestate", "foo=1".to_owned())], StartsAnew, ""),
        (vec![parent(), ("trace-state", "foo=1".to_owned())], GoesOn, ""),
        (vec![parent(), ("trace.state", "foo=1".to_owned())], GoesOn, ""),
        (vec![parent(), ("TraceState", "foo=1".to_owned())], GoesOn, "foo=1"),
        (vec![parent(), ("TrAcEsTaTe", "foo=1".to_owned())], GoesOn, "foo=1"),
        (vec![parent(), ("TRACESTATE", "foo=1".to_owned())], GoesOn, "foo=1"),
    ];
    check(&cases.iter().filter_map(|(headers, trace, state)| wrong(headers, *trace, state)).collect::<Vec<_>>());
}
