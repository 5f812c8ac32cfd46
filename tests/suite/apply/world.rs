//! A stand-in for AWS for the tests of `apply`, and the program that calls it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::tools::{Moto, Scratch, python, recipe};

pub(super) const GWC: &str = env!("CARGO_BIN_EXE_gwc");

/// A small spec with all relevant kinds of resource: tags, marks, locks, children, write-only properties.
pub(super) const SHOP: &str = "gw 1

gateway shop { region eu-west-1; log json retain 30d }

auth users jwt {
  issuer   https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123
  audience 3n4b5urk1ft4fl3mg5e62d9ado
}

lambda stripe { arn arn:aws:lambda:eu-west-1:111122223333:function:stripe-hook:live }

GET  /items  -> https://items.example/list  auth users
POST /stripe -> stripe                      open
";

/// The same with another target, another route key and one route less.
pub(super) const LATER: &str = "gw 1

gateway shop { region eu-west-1; log json retain 90d }

auth users jwt {
  issuer   https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123
  audience 3n4b5urk1ft4fl3mg5e62d9ado
}

GET  /items -> https://items.example/v2/list  auth users
PUT  /items -> https://items.example/v2/list  auth users
";

/// A stand-in for AWS with its own state.
pub(super) struct World {
    child: Child,
    pub(super) port: u16,
    pub(super) folder: Scratch,
}

impl World {
    pub(super) fn start(name: &str, spec: &str) -> Self {
        Self::serve(name, spec, "cloud_control.py", &[])
    }

    /// Starts a stand-in whose resources are those of a moto server.
    pub(super) fn over_moto(spec: &str, moto: &Moto) -> Self {
        Self::serve("moto", spec, "moto_adapter.py", &[moto.url()])
    }

    fn serve(name: &str, spec: &str, program: &str, arguments: &[String]) -> Self {
        let folder = Scratch::with_files(name, [("spec.gw", spec)]);
        let mut child = Command::new(python())
            .arg(recipe(program))
            .arg(folder.path().join("world.json"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the stand-in runs");
        let output = child.stdout.take().expect("its standard output");
        let mut line = String::new();
        BufReader::new(output)
            .read_line(&mut line)
            .expect("its first line");
        let port = line.trim().parse().expect("it prints its port");
        Self {
            child,
            port,
            folder,
        }
    }

    pub(super) fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        serde_json::from_str(body).expect("JSON")
    }

    pub(super) fn control(&self, told: &Value) {
        self.ask("POST", "/_control", told);
    }

    /// Returns all resources; panics if the client has done anything that is forbidden.
    #[track_caller]
    pub(super) fn look(&self) -> Value {
        let world = self.ask("GET", "/_world", &Value::Null);
        assert_eq!(world["violations"], json!([]), "{world:#}");
        json!({ "resources": world["resources"], "records": world["records"] })
    }

    /// Waits until the stand-in shows something; panics after a minute.
    #[track_caller]
    pub(super) fn await_that(&self, what: &str, is_so: impl Fn(&Value) -> bool) {
        for _ in 0..600 {
            if is_so(&self.ask("GET", "/_world", &Value::Null)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("waited in vain until {what}");
    }

    /// Creates an endpoint with two addresses, as another deployment would.
    pub(super) fn put_endpoint(&self) {
        let id = "vpce-0123456789abcdef0";
        let interface = |id: &str, address: &str| {
            let entry = json!({ "Id": id, "PrimaryPrivateIpAddress": address });
            json!(["AWS::EC2::NetworkInterface", id, entry])
        };
        let entry = json!({ "Id": id, "NetworkInterfaceIds": ["eni-1", "eni-2"] });
        self.control(&json!({ "put": [
            ["AWS::EC2::VPCEndpoint", id, entry],
            interface("eni-1", "10.0.0.7"),
            interface("eni-2", "10.0.1.7"),
        ] }));
    }

    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(GWC);
        command
            .args(arguments)
            .args(["--endpoint-url", &format!("http://127.0.0.1:{}", self.port)])
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "secret")
            .env_remove("AWS_SESSION_TOKEN")
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("gwc runs")
    }

    #[track_caller]
    pub(super) fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    pub(super) fn journal(&self) -> String {
        let path = self.folder.path().join(".gwc/shop.jsonl");
        std::fs::read_to_string(path).unwrap_or_default()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(super) const APPLY: [&str; 3] = ["apply", "spec.gw", "--yes"];
pub(super) const DESTROY: [&str; 3] = ["destroy", "spec.gw", "--yes"];

pub(super) fn count(world: &Value, of: &str) -> usize {
    world["resources"][of].as_object().map_or(0, |it| it.len())
}

pub(super) fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// Returns the identifiers of the resources of a type.
pub(super) fn identifiers(world: &Value, of: &str) -> Vec<String> {
    let found = world["resources"][of].as_object().into_iter();
    found.flat_map(|it| it.keys().cloned()).collect()
}
