//! The program's own output, as talkative as it gets, tells nothing about who sent what.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

const SENDER: &str = "127.0.0.77";
/// Each header, with a value that nothing else in the world holds.
const HEADERS: [(&str, &str); 8] = [
    ("user-agent", "kanarie-agent-5731"),
    ("x-forwarded-for", "198.51.100.77"),
    ("forwarded", "for=198.51.100.78"),
    ("x-real-ip", "198.51.100.79"),
    ("cookie", "tillbud_session=kanarie-kaka-5732"),
    ("referer", "http://kanarie-intranat-5733/"),
    ("x-remote-user", "kanarie.person-5734"),
    ("idempotency-key", "kanarie-nyckel-5735"),
];

/// Sends one request from [`SENDER`]; says from which port, and what the status was.
async fn send(to: SocketAddr, head: &str, body: &str) -> (u16, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("{SENDER}:0").parse().unwrap()).unwrap();
    let mut stream = socket.connect(to).await.unwrap();
    let port = stream.local_addr().unwrap().port();
    let headers: String =
        HEADERS.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    let request = format!(
        "{head}\r\nhost: {to}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    (port, answer.lines().next().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_most_talkative_level_no_address_port_header_or_single_report_is_logged() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    for format in ["", "true"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tillbud"));
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("data"));
        command.env_remove("TILLBUD_MASTER_KEY").env("TILLBUD_LOG", "trace");
        if !format.is_empty() {
            command.env("TILLBUD_LOG_JSON", format);
        }
        let error = File::options().create(true).append(true).open(&log).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(error).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        output.read_line(&mut first).unwrap();
        let address: SocketAddr = first.rsplit("http://").next().unwrap().trim().parse().unwrap();

        let json = "POST /api/v1/reports HTTP/1.1\r\ncontent-type: application/json";
        let form = "POST / HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded";
        let receipt = "GET /api/v1/receipt?kanarie=5736 HTTP/1.1\r\n\
            authorization: Receipt 000000-000000-000000";
        let mut ports = Vec::new();
        for (head, body, status) in [
            (json, "{\"narrative\":\"kanarie-ord-5737\"}", "201"),
            (json, "{\"kanarie-5738", "400"),
            (form, "narrative=kanarie-ord-5739", "200"),
            (receipt, "", "401"),
            ("GET /kanarie-stig-5740 HTTP/1.1", "", "404"),
            ("KANARIE /5741 HTTP/9.9", "", "400"),
        ] {
            let (port, answered) = send(address, head, body).await;
            ports.push(port);
            assert!(answered.contains(status), "{head}: {answered}");
        }
        let stopped = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
        assert!(stopped.unwrap().success() && child.wait().unwrap().success());

        let mut said = String::new();
        output.read_to_string(&mut said).unwrap();
        said += &std::fs::read_to_string(&log).unwrap();
        assert!(said.contains("stopping"), "the log is read: {said}");
        for needle in ["kanarie", "KANARIE", "198.51.100", SENDER, "tillbud.report."] {
            assert!(!said.contains(needle), "{needle} is in the output:\n{said}");
        }
        for port in ports {
            assert!(!said.contains(&format!(":{port}")), "port {port} is in the output:\n{said}");
        }
    }
}
