use chronostack_dashboard::router;

use crate::served::{Answer, Served, sample, served};

#[test]
fn only_requests_for_this_machine_are_answered() {
    let served = served();
    for host in ["evil.example", "localhost.evil.example:4780", "10.0.0.1", "127.0.0.1.nip.io", "user@localhost"] {
        for path in ["", "api/log", "api/nothing", "api/live"] {
            let error = served.get_with(path, &[("host", host)]).refused(403);
            assert!(error.contains("not answered here"), "{host}: {error}");
        }
    }
    for host in ["localhost", "127.0.0.1:99", "[::1]:4780", "LOCALHOST:1"] {
        served.get_with("api/log", &[("host", host)]).ok();
    }
}

#[test]
fn a_host_that_is_allowed_is_answered() {
    let served = Served::new(router(&sample()).allow_host("ops.example.com"));
    served.get_with("api/log", &[("host", "ops.example.com:8443")]).ok();
    served.get_with("api/log", &[("host", "other.example.com")]).refused(403);
}

#[test]
fn no_page_of_another_site_is_answered() {
    let served = served();
    let others: [&[(&str, &str)]; 7] = [
        &[("origin", "http://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://localhost:1")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")],
        &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")],
    ];
    for headers in others {
        let error = served.get_with("api/log", headers).refused(403);
        assert!(error.contains("another site"), "{headers:?}: {error}");
    }
    let own = served.url.trim_end_matches('/').to_owned();
    let host = own.trim_start_matches("http://").to_owned();
    served.get_with("api/log", &[("origin", &own), ("host", &host), ("sec-fetch-site", "same-origin")]).ok();
    served.get_with("api/log", &[("sec-fetch-site", "none")]).ok();
}

#[test]
fn a_link_to_the_page_that_stands_elsewhere_may_be_followed() {
    let served = served();
    let followed = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
    assert_eq!(served.get_with("", &followed).status, 200);
    assert_eq!(served.get_with("", &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")]).status, 403);
}

fn secret() -> Served {
    Served::new(router(&sample()).token("s3cret & more"))
}

#[test]
fn without_the_token_nothing_of_the_log_is_told() {
    let served = secret();
    for path in ["api/log", "api/events", "api/live", "api/nothing", "api"] {
        let answer = served.get(path);
        assert_eq!((answer.status, answer.header("www-authenticate")), (401, "Bearer"), "{path}: {}", answer.text);
    }
    for authorization in ["Bearer", "Bearer ", "Bearer s3cret", "Bearer s3cret & more!", "Basic s3cret & more"] {
        assert_eq!(served.get_with("api/log", &[("authorization", authorization)]).status, 401, "{authorization}");
    }
    served.get_with("api/log", &[("authorization", "Bearer s3cret & more")]).ok();
}

#[test]
fn the_address_with_the_token_sets_a_cookie_and_leads_on() {
    let served = secret();
    let query = served.url.split_once('?').unwrap().1.to_owned();
    let first: Answer = served.get(&format!("?{query}&stream=order%2F1"));
    assert_eq!((first.status, first.header("location")), (303, "?stream=order%2F1"));
    let cookie = first.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let kept = cookie.split(';').next().unwrap();
    served.get_with("api/log", &[("cookie", &format!("theme=dark; {kept}"))]).ok();
    assert_eq!(served.get_with("api/log", &[("cookie", "chronostack-token=guess")]).status, 401);
    let wrong = served.get("?token=guess");
    assert_eq!((wrong.status, wrong.header("set-cookie")), (403, ""));
}

#[test]
fn bound_to_all_addresses_a_token_is_made() {
    let served = Served::at(router(&sample()), "0.0.0.0:0");
    let token = served.url.split_once("?token=").unwrap().1.to_owned();
    assert_eq!(token.len(), 32);
    assert_eq!(served.api("log").status, 401);
    served.get_with("api/log", &[("authorization", &format!("Bearer {token}")), ("host", "192.168.1.7:4780")]).ok();
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let served = served();
    for path in ["", "api/log", "api/nothing", "api/events?limit=x", "api/export"] {
        let answer = served.get(path);
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "connect-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(answer.header("access-control-allow-origin"), "");
        let of_api = path.starts_with("api");
        assert!(!of_api || answer.header("cache-control") == "no-store", "{path}");
        assert!(!of_api || !answer.header("content-type").contains("html"), "{path}");
    }
}

#[test]
fn only_json_is_taken_and_so_much_of_it() {
    let served = served();
    let question = r#"{"stream":"order/1","edits":[]}"#;
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let error = served.post("api/whatif", content_type, question).refused(400);
        assert!(error.contains("application/json"), "{error}");
    }
    served.post("api/whatif", "application/json; charset=utf-8", question).ok();
    served.post("api/whatif", "application/json", &" ".repeat(9 << 20)).refused(413);
    served.post("api/whatif", "application/json", "{").refused(400);
    served.post("api/whatif", "application/json", &"[".repeat(100_000)).refused(400);
    served.post("api/log", "application/json", "{}").refused(405);
    served.post("", "application/json", "{}").refused(405);
}
