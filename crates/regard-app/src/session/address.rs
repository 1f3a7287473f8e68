//! The server's address, as it was typed.

use std::net::IpAddr;

use reqwest::Url;

use crate::error::Refusal;

/// Why an address can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is no address of a server.
    #[error("not the address of a server")]
    NotAnAddress,
    /// Anyone on the way could read along.
    #[error("not encrypted")]
    NotEncrypted,
}

impl AddressError {
    /// The same for the screens.
    pub fn why(self) -> Refusal {
        match self {
            Self::NotAnAddress => Refusal::NotAServer,
            Self::NotEncrypted => Refusal::ServerNotEncrypted,
        }
    }
}

/// The address as it is used: scheme, host and port, without an ending slash. Without a scheme,
/// https is meant. Plain http only reaches this machine itself.
pub fn server_address(typed: &str) -> Result<String, AddressError> {
    let typed = typed.trim();
    let whole = if typed.contains("://") {
        typed.to_owned()
    } else {
        format!("https://{typed}")
    };
    let url = Url::parse(&whole).map_err(|_| AddressError::NotAnAddress)?;
    let host = url.host_str().ok_or(AddressError::NotAnAddress)?;
    let bare = matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if host.is_empty() || !bare {
        return Err(AddressError::NotAnAddress);
    }
    match url.scheme() {
        "https" => {}
        "http" if is_this_machine(host) => {}
        "http" => return Err(AddressError::NotEncrypted),
        _ => return Err(AddressError::NotAnAddress),
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_anywhere_and_http_only_to_this_machine() {
        let good = [
            ("regard.example.org", "https://regard.example.org"),
            (
                " https://regard.example.org/ ",
                "https://regard.example.org",
            ),
            (
                "https://regard.example.org:8443",
                "https://regard.example.org:8443",
            ),
            ("http://127.0.0.1:4510", "http://127.0.0.1:4510"),
            ("http://localhost:4510/", "http://localhost:4510"),
            ("http://[::1]:4510", "http://[::1]:4510"),
        ];
        for (typed, used) in good {
            assert_eq!(server_address(typed), Ok(used.to_owned()), "{typed}");
        }
        for typed in [
            "http://regard.example.org",
            "http://192.168.1.5:4510",
            "http://localhost.example.org",
            "http://127.0.0.1.example.org",
        ] {
            assert_eq!(
                server_address(typed),
                Err(AddressError::NotEncrypted),
                "{typed}"
            );
        }
        for typed in [
            "",
            "ftp://x.example",
            "https://x.example/path",
            "https://user:pw@x.example",
            "https://x.example?q",
        ] {
            assert_eq!(
                server_address(typed),
                Err(AddressError::NotAnAddress),
                "{typed}"
            );
        }
    }
}
