//! Which hosts requests may be for.

use std::net::IpAddr;

/// Which hosts requests may be for: this machine, and those that are allowed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hosts {
    allowed: Vec<String>,
    addresses: bool,
}

impl Hosts {
    pub(super) fn allow(&mut self, host: &str) {
        self.allowed.push(host.trim_end_matches('.').to_ascii_lowercase());
    }

    /// Allows all hosts that are an address and no name.
    pub(super) fn allow_addresses(&mut self) {
        self.addresses = true;
    }

    /// Whether a request may be for `authority`, a host with or without its port.
    pub(super) fn admits(&self, authority: &str) -> bool {
        let Some(host) = host(authority) else { return false };
        let name = host.trim_end_matches('.').to_ascii_lowercase();
        if self.allowed.contains(&name) || name == "localhost" || name.ends_with(".localhost") {
            return true;
        }
        let address = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&name).parse::<IpAddr>();
        address.is_ok_and(|address| self.addresses || address.is_loopback())
    }
}

/// The host of an authority, without its port. `None` where it is none.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = match authority.rfind(']') {
        Some(end) if authority.starts_with('[') => authority.split_at(end + 1),
        Some(_) => return None,
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let port_is_one = port.is_empty() || port.strip_prefix(':')?.bytes().all(|byte| byte.is_ascii_digit());
    (port_is_one && !host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_admitted_by_each_of_its_own_names() {
        let hosts = Hosts::default();
        for own in [
            "localhost",
            "LOCALHOST:4780",
            "app.localhost:1",
            "127.0.0.1:4780",
            "127.8.9.1",
            "[::1]:4780",
            "[::1]",
            "localhost.",
        ] {
            assert!(hosts.admits(own), "{own}");
        }
    }

    #[test]
    fn other_names_and_what_looks_like_this_machine_are_not() {
        let hosts = Hosts::default();
        for other in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "evil.example:4780",
            "10.0.0.1",
            "0.0.0.0:4780",
            "[::2]",
            "",
            ":4780",
            "localhost:80@evil.example",
            "evil@localhost",
            "[::1]evil",
            "evil[::1]",
            "notlocalhost",
        ] {
            assert!(!hosts.admits(other), "{other}");
        }
    }

    #[test]
    fn hosts_that_are_allowed_are_admitted_and_their_subdomains_are_not() {
        let mut hosts = Hosts::default();
        hosts.allow("Ops.example.com");
        assert!(hosts.admits("ops.example.com:8080"));
        assert!(!hosts.admits("a.ops.example.com"));
        hosts.allow_addresses();
        assert!(hosts.admits("10.0.0.1:4780"));
        assert!(!hosts.admits("evil.example"));
    }
}
