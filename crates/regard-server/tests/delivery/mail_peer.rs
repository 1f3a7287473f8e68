//! A mail server that takes mail, and misbehaves at whatever step it is told to: by the name before
//! the @ of the address written to. `roger@…` is an ordinary mailbox.

use std::sync::{Arc, Mutex};

use regard_server::delivery::config::{Secret, SmtpConfig, SmtpTls};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[derive(Clone)]
pub struct MailPeer {
    taken: Arc<Mutex<Vec<String>>>,
    /// Closes or hangs before any word: a server that is down.
    silent: Arc<Mutex<bool>>,
    pub port: u16,
}

/// How the rest of a conversation goes.
enum Next {
    Say(&'static str),
    Close,
    Hang,
}

impl MailPeer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let peer = Self {
            taken: Arc::default(),
            silent: Arc::default(),
            port: listener.local_addr().unwrap().port(),
        };
        let serving = peer.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let peer = serving.clone();
                // A client that goes away in the middle is no fault of this peer.
                tokio::spawn(async move { peer.converse(stream).await.ok() });
            }
        });
        peer
    }

    pub fn config(&self) -> SmtpConfig {
        SmtpConfig {
            host: "127.0.0.1".into(),
            port: self.port,
            tls: SmtpTls::None,
            ca_file: None,
            user: None,
            password: Secret::default(),
            from: "Harbor Jewelers <service@harbor.example>".into(),
            reply_to: Some("hello@harbor.example".into()),
            step_seconds: 1,
        }
    }

    /// The e-mails it took responsibility for.
    pub fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }

    pub fn is_down(&self, down: bool) {
        *self.silent.lock().unwrap() = down;
    }

    async fn converse(&self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        if *self.silent.lock().unwrap() {
            return Ok(());
        }
        write.write_all(b"220 peer ESMTP\r\n").await?;
        let mut to = String::new();
        while let Some(line) = lines.next_line().await? {
            let verb = line
                .split([' ', ':'])
                .next()
                .unwrap_or_default()
                .to_uppercase();
            let next = match verb.as_str() {
                "EHLO" => Next::Say("250-peer\r\n250 8BITMIME"),
                "RCPT" => {
                    to = line;
                    at_rcpt(&to)
                }
                "DATA" if to.contains("refuse-data@") => Next::Say("554 no thanks"),
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await?;
                    let mut email = String::new();
                    while let Some(line) = lines.next_line().await? {
                        if line == "." {
                            break;
                        }
                        email.push_str(&line);
                        email.push('\n');
                    }
                    self.at_dot(&to, email)
                }
                "QUIT" if to.contains("rude@") => Next::Close,
                "QUIT" => Next::Say("221 bye"),
                _ => Next::Say("250 ok"),
            };
            match next {
                Next::Say(words) => write.write_all(format!("{words}\r\n").as_bytes()).await?,
                Next::Close => return Ok(()),
                Next::Hang => std::future::pending().await,
            }
        }
        Ok(())
    }

    fn at_dot(&self, to: &str, email: String) -> Next {
        if to.contains("later-dot@") {
            return Next::Say("451 try later");
        }
        if to.contains("refuse-dot@") {
            return Next::Say("554 spam");
        }
        self.taken.lock().unwrap().push(email);
        if to.contains("close-dot@") {
            Next::Close
        } else if to.contains("hang-dot@") {
            Next::Hang
        } else {
            Next::Say("250 queued as 1")
        }
    }
}

fn at_rcpt(to: &str) -> Next {
    if to.contains("refuse-rcpt@") {
        Next::Say("550 no such user")
    } else if to.contains("later-rcpt@") {
        Next::Say("450 greylisted")
    } else if to.contains("close-rcpt@") {
        Next::Close
    } else if to.contains("hang-rcpt@") {
        Next::Hang
    } else {
        Next::Say("250 ok")
    }
}
