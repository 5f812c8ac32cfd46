//! `gwc serve SPEC`: runs the gateway on this machine.

use crate::cli::args::Serve;
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal::Console;

/// Reports that this build has no such command.
///
/// # Errors
/// Always: this build has no networking code.
#[cfg(not(feature = "live"))]
pub(super) fn run(_options: &Serve, _console: Console) -> Result<Exit, Failure> {
    let why =
        "this gwc was built without `serve`; reinstall it with `cargo install gwc --features live`";
    Err(Failure::Usage(why.to_owned()))
}

/// Runs the command until it is interrupted.
///
/// # Errors
/// When the spec cannot be read, an option is wrong, or the address cannot be used.
#[cfg(feature = "live")]
pub(super) fn run(options: &Serve, console: Console) -> Result<Exit, Failure> {
    live::run(options, console)
}

#[cfg(feature = "live")]
mod live {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use crate::cli::args::{Serve, Spec as SpecOptions};
    use crate::cli::disk::{self, Disk};
    use crate::cli::environment;
    use crate::cli::exit::{Exit, Failure};
    use crate::cli::findings::Findings;
    use crate::cli::terminal::{self, Console, Stream};
    use crate::cli::trace;
    use crate::diag::near::{Budget, nearest};
    use crate::driver::Analysis;
    use crate::facts::Facts;
    use crate::model::{Auth, AuthBody, Bindings};
    use crate::route::trace::Trace;
    use crate::serve::{self, Fault, Options, Spec, SpecReader};

    /// Reads the spec from the disk each time it changes.
    struct DiskReader {
        spec: PathBuf,
        stdin_name: Option<PathBuf>,
        bindings: Bindings,
        console: Console,
    }

    impl DiskReader {
        fn new(options: &SpecOptions, console: Console) -> Self {
            Self {
                spec: options.spec.clone(),
                stdin_name: options.stdin_filename.clone(),
                bindings: Bindings {
                    env: options.env.clone(),
                    set: options.set.clone(),
                },
                console,
            }
        }

        fn load(&self) -> Result<Option<Spec>, Failure> {
            let root = disk::read_spec(&self.spec, self.stdin_name.as_deref())?;
            let disk = Disk::for_root(&root);
            let analysis = environment::analyze(root, &disk, &Facts::load(), &self.bindings)?;
            let mut findings = Findings::default();
            let errors = analysis.diagnostics.iter().filter(|it| it.is_error());
            findings.add(&analysis.sources, errors);
            findings.print_human(self.console);
            if analysis.checked.is_none() {
                return Ok(None);
            }
            // Stdin cannot be read again.
            let files = if self.spec == Path::new("-") {
                Vec::new()
            } else {
                let names = analysis
                    .sources
                    .iter()
                    .map(|(_, file)| PathBuf::from(&file.name));
                names.collect()
            };
            Ok(Some(Spec { analysis, files }))
        }
    }

    impl SpecReader for DiskReader {
        fn read(&self) -> Option<Spec> {
            self.load().unwrap_or_else(|failure| {
                terminal::fail(&failure.to_string());
                None
            })
        }

        fn draw(&self, trace: &Trace, analysis: &Analysis) -> String {
            let capabilities = self.console.capabilities(Stream::Err);
            trace::draw(&trace.request, trace, analysis, capabilities)
        }
    }

    pub(super) fn run(options: &Serve, console: Console) -> Result<Exit, Failure> {
        let fault = options.fault.as_deref().map(fault).transpose();
        let serve_options = Options {
            listen: options.listen.clone(),
            addresses: options.to.clone(),
            key_sets: options.jwks.clone(),
            fault: fault.map_err(Failure::Usage)?,
            allow_iam: options.allow_iam,
            aws_endpoint: options.aws_endpoint.clone(),
            verbose: options.verbose,
            quiet: console.quiet,
        };
        let reader = DiskReader::new(&options.spec, console);
        let Some(spec) = reader.load()? else {
            return Ok(Exit::Findings);
        };
        check_names(options, &spec)?;
        let ended = serve::run(serve_options, Box::new(reader), spec);
        ended.map_err(|failure| Failure::Usage(failure.to_string()))?;
        Ok(Exit::Success)
    }

    /// Refuses names that the spec does not declare.
    fn check_names(options: &Serve, spec: &Spec) -> Result<(), Failure> {
        let program = &spec.analysis.program;
        let known = serve::names(program);
        for (name, _) in &options.to {
            if !known.contains(name) {
                return Err(unknown_name("--to", "backend or authorizer", name, &known));
            }
        }
        let is_jwt = |auth: &&Auth| matches!(auth.body, AuthBody::Jwt { .. });
        let auths = program.auths.iter().filter(is_jwt);
        let known: BTreeSet<String> = auths.map(|it| it.name.value.clone()).collect();
        for (name, _) in &options.jwks {
            if !known.contains(name) {
                return Err(unknown_name("--jwks", "JWT authorizer", name, &known));
            }
        }
        Ok(())
    }

    /// Parses the name of a fault.
    fn fault(name: &str) -> Result<Fault, String> {
        name.parse().map_err(|listed: String| {
            let slugs = Fault::ALL.iter().map(|it| it.slug);
            match nearest(&mut Budget::default(), name, slugs).first() {
                Some(near) => format!("unknown fault `{name}`: did you mean `{near}`?"),
                None => listed,
            }
        })
    }

    fn unknown_name(flag: &str, kind: &str, name: &str, known: &BTreeSet<String>) -> Failure {
        let names = known.iter().map(String::as_str);
        let near = nearest(&mut Budget::default(), name, names);
        let hint = match near.first() {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => "it declares none".to_owned(),
            None => {
                let names: Vec<String> = known.iter().map(|it| format!("`{it}`")).collect();
                format!("it declares {}", names.join(", "))
            }
        };
        Failure::Usage(format!("{flag} {name}: no such {kind} in the spec; {hint}"))
    }
}
