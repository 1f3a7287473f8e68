//! `regard-server`: serves a company's devices, and what a manager does at the server itself.

use std::io::{IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use chrono::Utc;
use clap::{Parser, Subcommand};
use regard_domain::ids::{DeviceId, MessageId};
use regard_domain::words::{Channel, Role};
use regard_server::admin::{self, NewAssociate};
use regard_server::clock::SystemClock;
use regard_server::config::FirstStore;
use regard_server::database::{self, Book, Database, PostgresUrl};
use regard_server::delivery::proof::{self, ProofFormat};
use regard_server::delivery::send_test::send_test;
use regard_server::delivery::{self, bounce, sending};
use regard_server::demo::{self, DemoSize};
use regard_server::export;
use regard_server::import::{self, Import};
use regard_server::{Config, Server, ServerOptions, enrol, random, server, verify};
use tracing_subscriber::EnvFilter;
use uuid::Uuid;

/// Regard's server.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The configuration; a missing file is an empty one. The book lies beside it.
    #[arg(
        long,
        env = "REGARD_CONFIG",
        default_value = "regard-server.toml",
        global = true
    )]
    config: PathBuf,
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Serves devices until it is told to stop.
    Serve,
    /// Brings the book's tables up to date and ends.
    Migrate {
        /// The book came back from a backup: every device starts afresh and says again what the
        /// backup has not heard.
        #[arg(long)]
        after_restore: bool,
    },
    /// Adds up what is kept while writing, feed by feed, and says where it differs.
    Verify {
        /// Puts what the rows add up to in the place of what was kept.
        #[arg(long)]
        mend: bool,
    },
    /// Moves the book from its file into a PostgreSQL database, and everything in it. Stop the server
    /// first; devices notice nothing.
    MoveToPostgres {
        /// Where the database is, as the configuration will name it.
        #[arg(long, env = "REGARD_MOVE_TO", hide_env_values = true)]
        to: String,
    },
    /// Says everything that is wrong with the configuration and what to do about it, or what it sets up.
    CheckConfig,
    /// Sends one marked test message by the real way, and says what came back.
    #[command(group(clap::ArgGroup::new("to").required(true)))]
    SendTest {
        /// A number, E.164: +12125550100.
        #[arg(long, group = "to")]
        sms: Option<String>,
        /// An e-mail address.
        #[arg(long, group = "to")]
        email: Option<String>,
        /// A number at WhatsApp, E.164.
        #[arg(long, group = "to")]
        whatsapp: Option<String>,
    },
    /// Sends again, after sending went off because the book came back from a backup. What was asked for
    /// before is looked up at its provider before it is sent.
    ArmSending,
    /// Prints all that was ever said about writing to an address, with the words that were agreed to.
    ConsentProof {
        /// A phone number with its country code, or an e-mail address.
        address: String,
        /// csv or json.
        #[arg(long, default_value = "csv")]
        format: ProofFormat,
    },
    /// Writes everything the store has into a zip of CSV and JSON files, while the server runs. The file
    /// is not encrypted.
    Export {
        /// The file; it must not be there yet.
        #[arg(long)]
        to: PathBuf,
    },
    /// Reads a returned e-mail from standard input and notes that its message was not delivered. For
    /// the mail server: an alias of the sender's address, `"|regard-server take-bounce"`.
    TakeBounce,
    /// Makes a one-time code for one more device of someone.
    Enrol {
        /// Given name, full name or id.
        #[arg(long)]
        associate: String,
    },
    /// Puts a device out.
    Revoke {
        /// The device's id.
        #[arg(long)]
        device: Uuid,
    },
    /// Someone leaves: their devices are put out. A manager hands their customers over in the app.
    Leave {
        /// Given name, full name or id.
        #[arg(long)]
        associate: String,
        /// Their last day; today without it.
        #[arg(long)]
        on: Option<chrono::NaiveDate>,
    },
    /// Adds a store.
    AddStore {
        /// What it is called.
        #[arg(long)]
        name: String,
        /// IANA name, `America/New_York`.
        #[arg(long)]
        time_zone: chrono_tz::Tz,
        /// ISO 4217.
        #[arg(long, default_value = "USD")]
        currency: String,
        /// ISO 3166 alpha-2.
        #[arg(long, default_value = "US")]
        country: String,
    },
    /// Adds a person who uses Regard.
    AddAssociate {
        /// Given name.
        #[arg(long)]
        given_name: String,
        /// Family name.
        #[arg(long)]
        family_name: Option<String>,
        /// associate, bench, manager or owner.
        #[arg(long)]
        role: Role,
        /// Name or id of the store; may be left out when there is only one.
        #[arg(long)]
        store: Option<String>,
    },
    /// Fills the book with a made-up store, with the scene of Roger's watch in it.
    Demo {
        /// The same seed makes the same store.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many customers.
        #[arg(long)]
        customers: Option<u32>,
    },
    /// Reads customers, purchases or repairs from a file.
    Import {
        /// The files, in their order: customers before what they bought and brought.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// What the system it comes from is called; files of one system name the same.
        #[arg(long)]
        source: String,
        /// Name or id of the store; may be left out when there is only one.
        #[arg(long)]
        store: Option<String>,
        /// Writes; without it the file is only counted.
        #[arg(long)]
        write: bool,
    },
}

/// What became of one imported file.
#[derive(serde::Serialize)]
struct OfFile<'r> {
    file: &'r str,
    #[serde(flatten)]
    report: &'r import::Report,
}

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut to = std::io::stderr().lock();
            // Nowhere is left to complain when this fails.
            let _ = writeln!(to, "regard-server: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let config = Config::read(&arguments.config, |name| std::env::var(name).ok())?;
    if matches!(arguments.act, Act::CheckConfig) {
        return config.summary().iter().try_for_each(|line| say(line));
    }
    speak(config.log.json);
    let book = || -> Result<Arc<Database>, Failure> {
        let database = server::open(&config, Arc::new(SystemClock))?;
        admin::furnish(&database, &config)?;
        Ok(database)
    };
    match arguments.act {
        Act::Serve => {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()?;
            runtime.block_on(serve(config))
        }
        Act::Migrate { after_restore } => {
            let database = book()?;
            if after_restore {
                admin::after_restore(&database)?;
                return say("Every device starts afresh at its next visit.");
            }
            say("The book has its newest tables.")
        }
        Act::MoveToPostgres { to } => move_to_postgres(&config, &to),
        Act::Verify { mend } => {
            let database = book()?;
            let verified = verify::verify(&database)?;
            let wrong = verified.iter().filter(|feed| !feed.holds()).count();
            for feed in &verified {
                let rows = feed.found.all.rows;
                let word = if feed.holds() { "holds" } else { "DIFFERS" };
                say(&format!("{word}  {rows:>9} rows  {}", feed.feed))?;
            }
            if wrong == 0 {
                return say("The book adds up.");
            }
            if !mend {
                say("Look at the log for the reason; `verify --mend` puts the sums right.")?;
                return Err(format!("{wrong} feeds do not add up").into());
            }
            verify::mend(&database, &verified)?;
            say(&format!("The sums of {wrong} feeds were put right."))
        }
        // Answered above, before the log speaks.
        Act::CheckConfig => Ok(()),
        Act::SendTest {
            sms,
            email,
            whatsapp,
        } => {
            let to = [
                (Channel::Sms, sms),
                (Channel::Email, email),
                (Channel::Whatsapp, whatsapp),
            ]
            .into_iter()
            .find_map(|(kind, to)| to.map(|to| (kind, to)));
            let (kind, to) =
                to.ok_or("say where to: --sms NUMBER, --email ADDRESS or --whatsapp NUMBER")?;
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            let tested = runtime.block_on(send_test(
                &config.delivery,
                &config.company,
                kind,
                &to,
                MessageId(random::new_id(Utc::now())?),
                Utc::now(),
            ))?;
            if tested.is_good() {
                say(&tested.words())
            } else {
                Err(tested.words().into())
            }
        }
        Act::ArmSending => {
            let database = book()?;
            let sending = sending::arm(&database, Some(&config.sent_so_far()))?;
            say(&format!(
                "Sending is on. {} messages wait; what may have been sent before is looked up first.",
                sending.waiting
            ))
        }
        Act::ConsentProof { address, format } => {
            let proof = proof::of(&*book()?, &address)?;
            say(proof.print(format)?.trim_end())
        }
        Act::Export { to } => {
            let file = new_file(&to).map_err(|error| format!("{}: {error}", to.display()))?;
            let written = export::write(&*book()?, std::io::BufWriter::new(file), |one| {
                eprintln!("{}: {}", one.file, one.rows);
            });
            if let Err(error) = written {
                // Half an export must not be taken for a whole one.
                std::fs::remove_file(&to).ok();
                return Err(error.into());
            }
            say(&format!(
                "Everything is in {}. It is not encrypted: whoever has the file reads it. Delete it when \
                 it is no longer needed.",
                to.display()
            ))
        }
        Act::TakeBounce => {
            let mut email = Vec::new();
            std::io::stdin()
                .take(bounce::LONGEST)
                .read_to_end(&mut email)?;
            let Some(receipt) = bounce::read(&String::from_utf8_lossy(&email)) else {
                // Holiday notes and delays come here too: they are nobody's fault.
                return say("This is no report of a failure of one of our messages.");
            };
            let database = book()?;
            database.write(|edit| delivery::take_receipt(edit, &receipt))?;
            say(&format!("Noted for message {}.", receipt.message))
        }
        Act::Enrol { associate } => {
            let database = book()?;
            let who = admin::find_associate(&database, &associate)?;
            let code = enrol::make_code(&database, who)?;
            say(&code.code)
        }
        Act::Revoke { device } => {
            admin::revoke_device(&*book()?, DeviceId(device))?;
            say("The device is out.")
        }
        Act::Leave { associate, on } => {
            let book = book()?;
            let who = admin::find_associate(&book, &associate)?;
            let devices = admin::leave(&book, who, on)?;
            say(&format!("Noted. Devices put out: {devices}."))
        }
        Act::AddStore {
            name,
            time_zone,
            currency,
            country,
        } => {
            let store = FirstStore {
                name,
                time_zone: time_zone.name().to_owned(),
                currency,
                country,
                street: None,
                city: None,
                phone: None,
                opening_hours: None,
            };
            say(&admin::add_store(&*book()?, &store)?.to_string())
        }
        Act::AddAssociate {
            given_name,
            family_name,
            role,
            store,
        } => {
            let database = book()?;
            let store = admin::find_store(&database, store.as_deref())?;
            let new = NewAssociate {
                given_name,
                family_name,
                role,
                store,
            };
            say(&admin::add_associate(&database, &new)?.to_string())
        }
        Act::Demo { seed, customers } => {
            let database = book()?;
            let mut size = DemoSize::default();
            size.customers = customers.unwrap_or(size.customers);
            let mut rows = demo::rows(seed, size, database.now());
            rows.extend(demo::everyday::rows(&demo::Times::new(database.now())));
            demo::write(&database, &rows)?;
            say(&format!(
                "{} rows of a made-up store are in the book.",
                rows.len()
            ))
        }
        Act::Import {
            files,
            source,
            store,
            write,
        } => {
            let database = book()?;
            let store = match store {
                Some(wanted) => Some(admin::find_store(&database, Some(&wanted))?.0),
                None => None,
            };
            let names: Vec<String> = files
                .iter()
                .map(|file| file.display().to_string())
                .collect();
            let mut contents = Vec::with_capacity(files.len());
            for (file, name) in files.iter().zip(&names) {
                let bytes = std::fs::read(file).map_err(|error| format!("{name}: {error}"))?;
                contents.push(bytes);
            }
            let imports: Vec<Import<'_>> = contents
                .iter()
                .map(|bytes| Import {
                    bytes,
                    store,
                    source: &source,
                    write,
                })
                .collect();
            let reports = import::run_in_order(&database, &imports).map_err(|failed| {
                let name = names.get(failed.file).map_or("", String::as_str);
                format!("{name}: {failed}")
            })?;
            // One JSON text, however many files there are.
            let said: Vec<OfFile<'_>> = names
                .iter()
                .zip(&reports)
                .map(|(file, report)| OfFile { file, report })
                .collect();
            say(&serde_json::to_string_pretty(&said)?)?;
            Ok(())
        }
    }
}

fn move_to_postgres(config: &Config, to: &str) -> Result<(), Failure> {
    let Book::File { path, .. } = config.book() else {
        return Err(
            "the configuration names PostgreSQL already: name the file that is to be moved".into(),
        );
    };
    let url = PostgresUrl::in_text(to).ok_or("that is no address of a PostgreSQL database")?;
    let mut shown = 0;
    let moved = database::move_to_postgres(&path, &url, Utc::now(), &mut |table, rows| {
        if rows == 0 || rows / 20_000 != shown {
            shown = rows / 20_000;
            tracing::info!(table, rows, "on the way");
        }
    })?;
    if moved.already {
        say("It was there already; the file is marked now, and no server opens it any more.")?;
    }
    for (table, rows) in &moved.rows {
        say(&format!("{rows:>9} rows  {table}"))?;
    }
    say(&format!(
        "The book of company {} is in PostgreSQL, up to change {}. The file stays as it is and is not opened any more.",
        moved.company.0, moved.head
    ))?;
    say(
        "Next: name the database and company_id in the configuration, `regard-server verify`, and start the server.",
    )
}

async fn serve(config: Config) -> Result<(), Failure> {
    let server = Server::start(ServerOptions {
        config,
        clock: Arc::new(SystemClock),
    })
    .await?;
    say(&format!("Regard's server listens at {}", server.url()))?;
    told_to_stop().await?;
    server.stop().await;
    Ok(())
}

/// Waits for Ctrl-C or the signal that service managers send.
async fn told_to_stop() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            asked = tokio::signal::ctrl_c() => asked,
            _ = term.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// The log goes to standard error, what was asked for to standard output.
fn speak(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    if json {
        log.json().init();
    } else {
        log.init();
    }
}

/// A file that was not there, for nobody but who runs this.
fn new_file(path: &std::path::Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn say(line: &str) -> Result<(), Failure> {
    let mut to = std::io::stdout().lock();
    writeln!(to, "{line}")?;
    Ok(to.flush()?)
}
