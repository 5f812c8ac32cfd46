//! `gwc doctor`: the causes of a text, their order, the lines of the spec, and what must never be printed.

use std::fmt::Write as _;

use gwc::doctor::{Diagnosis, PAGES, Style};
use proptest::prelude::{Strategy, any, prop, proptest};

use crate::symptoms::diagnose;
use crate::tools::stride;

const SHOP: &str = include_str!("../../specs/examples/shop.gw");

/// Renders `SLUG CONFIDENCE [LINES] SPEC-LINE` for each cause.
fn summary(diagnosis: &Diagnosis) -> Vec<String> {
    let findings = diagnosis.findings.iter();
    findings
        .map(|finding| {
            let (slug, confidence) = (finding.page.slug, finding.confidence.word());
            let place = finding.places.first().map(|place| place.line);
            let place = place.map_or("-".to_owned(), |line| line.to_string());
            format!("{slug} {confidence} {:?} {place}", finding.evidence)
        })
        .collect()
}

#[track_caller]
fn assert_found(text: &str, spec: Option<&str>, expected: &[&str]) {
    assert_eq!(summary(&diagnose(text, spec)), expected, "{text}");
}

fn line(time: &str, route: &str, status: u16, latency: u32) -> String {
    format!(
        r#"{{"requestId":"x","time":"27/Nov/2026:{time} +0000","method":"GET","routeKey":"{route}","status":"{status}","errorType":"-","integrationError":"-","integrationStatus":"-","responseLatency":"{latency}"}}"#
    )
}

#[test]
fn lines_of_a_log_are_grouped_by_cause() {
    let log = [
        line("10:00:00", "POST /hooks/stripe", 503, 10_003),
        line("10:00:01", "-", 404, 2),
        line("10:05:00", "POST /hooks/stripe", 503, 10_004),
        line("10:05:01", "POST /hooks/stripe", 200, 12),
    ];
    let diagnosis = diagnose(&log.join("\n"), Some(SHOP));
    assert_eq!(
        summary(&diagnosis),
        [
            "integration-timeout certain [1, 3] 43",
            "no-matching-route certain [2] -"
        ]
    );
    let timeouts = &diagnosis.findings[0];
    assert_eq!(timeouts.count, 2);
    let (first, last) = timeouts.times.clone().expect("times");
    assert_eq!(
        (&*first, &*last),
        ("2026-11-27 10:00:00", "2026-11-27 10:05:00")
    );
}

const STACK: &str = r#"{
  "StackEvents": [
    { "LogicalResourceId": "shop", "Timestamp": "2026-11-27T10:03:00Z", "ResourceStatus": "ROLLBACK_IN_PROGRESS",
      "ResourceStatusReason": "The following resource(s) failed to create: [Stage, RouteAnyApi]. Rollback requested by user." },
    { "LogicalResourceId": "RouteAnyApi", "Timestamp": "2026-11-27T10:02:59Z", "ResourceStatus": "CREATE_FAILED",
      "ResourceStatusReason": "Resource creation cancelled" },
    { "LogicalResourceId": "DomainApiShopExample", "Timestamp": "2026-11-27T10:02:58Z", "ResourceStatus": "CREATE_FAILED",
      "ResourceStatusReason": "The certificate provided must be owned by the account creating the domain." },
    { "LogicalResourceId": "Stage", "Timestamp": "2026-11-27T10:02:50Z", "ResourceStatus": "CREATE_FAILED",
      "ResourceStatusReason": "Insufficient permissions to enable logging" }
  ]
}"#;

#[test]
fn the_first_failure_of_a_stack_comes_first() {
    // Without an environment in the spec, the ids are independent of it.
    let spec = SHOP
        .replace("${image-tag}", "1")
        .replace("param image-tag : string", "");
    let spec = spec.replace("env dev  { image-tag latest }", "");
    let spec = spec.replace("env prod { image-tag 2026.11.1 }", "");
    assert_found(
        STACK,
        Some(&spec),
        &[
            "logging-permission-missing certain [10] 10",
            "certificate-in-other-region likely [8] 6",
        ],
    );
}

#[test]
fn a_consequence_of_another_failure_is_not_a_cause() {
    let text =
        "2026-11-27 10:02:59 UTC+0100\tRouteAnyApi\tCREATE_FAILED\tResource creation cancelled";
    let diagnosis = diagnose(text, None);
    assert!(diagnosis.findings.is_empty(), "{:?}", summary(&diagnosis));
    assert!(diagnosis.cascade);
}

#[test]
fn a_failed_deploy_command_refers_to_the_events() {
    let text = "Waiting for changeset to be created..\nWaiting for stack create/update to complete\n\nFailed to create/update the stack. Run the following command\nto fetch the list of events leading up to the failure\naws cloudformation describe-stack-events --stack-name shop\n";
    let diagnosis = diagnose(text, None);
    assert!(diagnosis.findings.is_empty(), "{:?}", summary(&diagnosis));
    assert!(diagnosis.cascade);
}

#[test]
fn console_cells_may_be_on_separate_lines() {
    let text = "2026-11-27 10:02:58 UTC+0100\nLinkMain\nCREATE_FAILED\nResource handler returned message: \"For a shared subnet, at least one\nsecurity-group-id should be provided. (Service: AmazonApiGatewayV2; Status Code: 400)\"";
    assert_found(
        text,
        None,
        &["shared-subnet-needs-security-group certain [4, 5] -"],
    );
}

#[test]
fn errors_of_terraform_lead_to_the_spec() {
    let text = "aws_lambda_permission.stripe: Creating...\n╷\n│ Error: creating Lambda Permission (stripe): operation error Lambda: AddPermission,\n│ ResourceNotFoundException: Functions from 'us-east-1' are not reachable in this\n│ region ('eu-west-1')\n│\n│   with module.api.aws_lambda_permission.stripe,\n│   on main.tf line 3, in resource \"aws_lambda_permission\" \"stripe\":\n╵\n";
    let spec = "lambda stripe { arn arn:aws:lambda:eu-west-1:111122223333:function:hook }\nPOST /hooks -> stripe\n";
    assert_found(
        text,
        Some(spec),
        &["lambda-in-other-region certain [4, 5] 1"],
    );
    let colored = text.replace("Error:", "\u{1b}[31mError:\u{1b}[0m");
    assert_found(
        &colored,
        Some(spec),
        &["lambda-in-other-region certain [4, 5] 1"],
    );
}

#[test]
fn a_format_of_the_spec_is_read() {
    let spec = "gateway shop { log \"$context.requestId|$context.status|$context.routeKey|$context.integration.error\" }\nGET /orders -> lambda orders\n";
    assert_found(
        "JKLmno=|503|GET /orders|INTEGRATION_NETWORK_FAILURE",
        Some(spec),
        &["integration-network-failure certain [1] 2"],
    );
    let spec = "gateway shop { log \"{\\\"id\\\":\\\"$context.requestId\\\",\\\"s\\\":\\\"$context.status\\\",\\\"r\\\":\\\"$context.routeKey\\\"}\" }\nGET /orders -> lambda orders\n";
    assert_found(
        r#"{"id":"JKLmno=","s":"404","r":"-"}"#,
        Some(spec),
        &["no-matching-route certain [1] -"],
    );
}

/// The console offers these formats. A log may hold lines from before the spec set its own.
#[test]
fn formats_of_the_console_are_read_beside_that_of_the_spec() {
    const DENIED: &str = "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. Check the permissions and try again.";
    let clf =
        r#"203.0.113.9 - - [27/Nov/2026:10:00:00 +0000] "GET GET /orders HTTP/1.1" 500 35 JKLmno="#;
    let csv = "203.0.113.9,27/Nov/2026:10:00:00 +0000,GET,GET /orders,HTTP/1.1,500,35,JKLmno=";
    let json = r#"{ "requestId":"JKLmno=", "ip": "203.0.113.9", "requestTime":"27/Nov/2026:10:00:00 +0000", "httpMethod":"GET","routeKey":"GET /orders", "status":"500","protocol":"HTTP/1.1", "responseLength":"35", "integrationErrorMessage":"ERROR" }"#;
    let xml = r#"<request id="JKLmno="> <ip>203.0.113.9</ip> <requestTime>27/Nov/2026:10:00:00 +0000</requestTime> <httpMethod>GET</httpMethod> <routeKey>GET /orders</routeKey> <status>500</status> <protocol>HTTP/1.1</protocol> <responseLength>35</responseLength> <integrationErrorMessage>ERROR</integrationErrorMessage> </request>"#;
    let spec = "gateway shop { log \"$context.requestId|$context.status\" }\nGET /orders -> lambda orders\n";
    for log in [
        format!("{clf} {DENIED}"),
        format!("{clf} \"{DENIED}\""),
        format!("2026-11-27T10:00:00.123000+00:00 a1b2c3-2026-11-27-10-00 {clf} {DENIED}"),
        format!("{csv},{DENIED}"),
        json.replace("ERROR", DENIED),
        xml.replace("ERROR", DENIED),
    ] {
        for spec in [None, Some(spec)] {
            let place = spec.map_or("-", |_| "2");
            let expected = format!("lambda-permission-missing certain [1] {place}");
            let found = diagnose(&log, spec);
            assert_eq!(summary(&found), [expected], "{log}");
            let time = found.findings[0].times.clone().expect("a time");
            assert_eq!(time.0, "2026-11-27 10:00:00", "{log}");
        }
    }
    for missing in [
        csv.replace("GET /orders", "-").replace(",500,", ",404,"),
        xml.replace("GET /orders", "-").replace(">500<", ">404<"),
    ] {
        assert_eq!(
            summary(&diagnose(&missing, None)),
            ["no-matching-route certain [1] -"],
            "{missing}"
        );
    }
}

/// Access logs that somebody published, with other ids. None of them is in a format of `gwc`.
#[test]
fn recorded_access_logs_are_read() {
    // https://github.com/SumoLogic/sumologic-documentation/blob/main/docs/integrations/amazon-aws/api-gateway.md
    assert_found(
        r#"{
  "requestId": "8f7a0a10-0000-4000-8000-000000000001",
  "extendedRequestId": "JKLmnoPQRstuVWx=",
  "identitySourceIp": "203.0.113.9",
  "requestTime": "01/Feb/2024:06:47:49 +0000",
  "status": "500",
  "routeKey": "-",
  "apiId": "a1b2c3d4e5",
  "authorizeError": "-",
  "authorizerError": "-",
  "authenticateError": "-",
  "domainName": "a1b2c3d4e5.execute-api.eu-north-1.amazonaws.com",
  "errorMessage": "Internal server error",
  "errorResponseType": "DEFAULT_5XX",
  "identityUserAgent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)",
  "integrationError": "Execution failed due to configuration error: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target",
  "integrationIntegrationStatus": "-",
  "integrationLatency": "258",
  "integrationRequestId": "-",
  "integrationStatus": "-",
  "requestTimeEpoch": "1706770069673",
  "stage": "test",
  "wafStatus": "200"
}"#,
        None,
        &["tls-name-mismatch certain [16] -"],
    );
    // https://github.com/elastic/integrations/blob/main/packages/aws/data_stream/apigateway_logs/_dev/deploy/tf/files/test-apigateway-http.log
    assert_found(
        r#"{"requestId":"JKLmnoPQRstuVWx=","ip":"203.0.113.9","requestTime":"09/Jun/2023:12:54:08 +0000","httpMethod":"GET","routeKey":"GET /","status":"200","protocol":"HTTP/1.1","responseLength":"47140"}
{"requestId": "KLmnoPQRstuVWxy=","ip": "203.0.113.9","requestTime": "20/Jul/2023:07:09:32 +0000","httpMethod": "GET","routeKey": "GET /","status": "200","protocol": "HTTP/1.1","responseLength": "51880"}
{"requestId":"LmnoPQRstuVWxyz=","ip":"203.0.113.9","requestTime":"26/Jul/2023:12:13:33 +0000","httpMethod":"GET","routeKey":"GET /","status":"200","protocol":"HTTP/1.1","responseLength":"51243","stage":"$default","apiId":"a1b2c3d4e5","domainName":"a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"}"#,
        None,
        &[],
    );
}

/// What the commands and the console of CloudWatch Logs print.
#[test]
fn log_lines_are_read_where_cloudwatch_prints_them() {
    let spec = "GET /orders -> lambda orders timeout 5s\n";
    for text in [
        r#"{"events":[{"logStreamName":"a1b2","timestamp":1795780800123,"message":"203.0.113.9 - - [27/Nov/2026:10:00:00 +0000] \"GET - HTTP/1.1\" 404 23 JKLmno=","ingestionTime":1,"eventId":"1"}]}"#,
        r#"{"events":[{"timestamp":1795780800123,"message":"{\"requestId\":\"x\",\"routeKey\":\"-\",\"status\":\"404\"}","ingestionTime":1}]}"#,
        r#"{"results":[[{"field":"@timestamp","value":"2026-11-27 10:00:00.000"},{"field":"status","value":"404"},{"field":"routeKey","value":"-"}]],"status":"Complete"}"#,
        r#"| 2026-11-27 10:00:00.123     | {"requestId":"x","routeKey":"-","status":"404"} |"#,
        r#"2026-11-27T10:00:00.123000+00:00 a1b2c3 {"requestId":"x","routeKey":"-","status":"404"}"#,
    ] {
        assert_found(text, Some(spec), &["no-matching-route certain [1] -"]);
    }
}

/// What the network panel of a browser copies.
#[test]
fn requests_of_a_browser_are_read() {
    let text = "Request URL: https://api.shop.example/v1/orders\nRequest Method: GET\nStatus Code: 404 Not Found\nRemote Address: 203.0.113.9:443\nReferrer Policy: strict-origin-when-cross-origin\napigw-requestid: x=\ncontent-length: 23\ncontent-type: application/json\n";
    let spec = "gateway shop { domain api.shop.example { certificate auto; zone Z0123456789ABCDEFGHIJ; path v1 } }\nGET /order -> lambda orders\n";
    assert_found(text, Some(spec), &["no-matching-route certain [3, 6] -"]);
}

/// Consoles and libraries report a status with a URL at best. The spec tells what it can mean.
#[test]
fn reports_of_clients_are_read() {
    let spec = "gateway shop { region eu-west-1; domain api.shop.example { certificate auto; zone Z0123456789ABCDEFGHIJ; path v1 } }\nauth users jwt { issuer https://id.shop.example; audience shop }\nGET /orders -> lambda orders auth users [orders/read]\nPOST /hooks -> lambda hooks open timeout 5s\nGET /stock -> lambda stock auth users\n";
    for (text, expected) in [
        (
            "app.js:12  GET https://api.shop.example/v1/order 404 (Not Found)",
            vec!["no-matching-route likely [1] -"],
        ),
        (
            "app.js:12  GET https://api.shop.example/v1/orders net::ERR_FAILED 401",
            vec![
                "invalid-token possible [1] 2",
                "missing-token possible [1] 3",
            ],
        ),
        (
            "Failed to load resource: the server responded with a status of 429 ()",
            vec!["throttled possible [1] 1"],
        ),
        (
            "https://api.shop.example/v1/hooks:1   Failed to load resource: the server responded with a status of 413 ()",
            vec!["payload-too-large likely [1] 4"],
        ),
        (
            "XHRPOSThttps://api.shop.example/v1/hooks[HTTP/2 503  5031ms]",
            vec!["integration-timeout likely [1] 4"],
        ),
        (
            "XHR POST https://api.shop.example/v1/hooks\n[HTTP/2 503  5031ms]\nUncaught AxiosError: Request failed with status code 503",
            vec!["integration-timeout likely [1] 4"],
        ),
        (
            "AxiosError: Request failed with status code 403\n  config: {\n    baseURL: 'https://api.shop.example/v1/',\n    url: '/orders',\n    method: 'get',\n",
            vec!["insufficient-scope possible [1] 3"],
        ),
        (
            "requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://u:p@api.shop.example/v1/orders?x=/v1/hooks",
            vec!["insufficient-scope possible [1] 3"],
        ),
        (
            "httpx.HTTPStatusError: Client error '403 Forbidden' for url 'https://api.shop.example/v1/orders'",
            vec!["insufficient-scope possible [1] 3"],
        ),
        (
            "Http failure response for https://api.shop.example/v1/orders: 403 Forbidden",
            vec!["insufficient-scope possible [1] 3"],
        ),
        // No scope can be missing on this route.
        (
            "Http failure response for https://api.shop.example/v1/stock: 403 Forbidden",
            vec![],
        ),
        (
            "HTTPError: Response code 431 (Request Header Fields Too Large)",
            vec!["headers-too-large possible [1] -"],
        ),
        (
            "urllib.error.HTTPError: HTTP Error 414: Request-URI Too Long",
            vec!["headers-too-large possible [1] -"],
        ),
        (
            "$ curl -f https://api.shop.example/v1/order\ncurl: (22) The requested URL returned error: 404",
            vec!["no-matching-route likely [2] -"],
        ),
        (
            "curl: (6) Could not resolve host: api.shop.example",
            vec!["host-not-resolved certain [1] 1"],
        ),
        (
            "TypeError: fetch failed\n  [cause]: Error: getaddrinfo ENOTFOUND api.shop.example",
            vec!["host-not-resolved certain [2] 1"],
        ),
        (
            "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.shop.example', port=443): Max retries exceeded with url: /v1/orders (Caused by NameResolutionError(\"[Errno -2] Name or service not known\"))",
            vec!["host-not-resolved certain [1] 1"],
        ),
    ] {
        assert_found(text, Some(spec), &expected);
    }
}

/// A status of another host, a status that several services could have sent, and a bare failure have no known cause.
#[test]
fn reports_of_clients_without_a_known_cause_have_none() {
    let spec = "gateway shop { region eu-west-1; domain api.shop.example { certificate auto; zone Z0123456789ABCDEFGHIJ } }\n/<rest+> -> lambda orders open\n";
    for text in [
        "GET https://stats.other.example/collect 503 (Service Unavailable)",
        "GET http://localhost:3000/favicon.ico 404 (Not Found)",
        "GET https://api.shop.example/orders 2003",
        "GET https://api.shop.example/orders 503 times",
        "GET https://api.shop.example/orders 403 (Forbidden)",
        "GET https://api.shop.example/orders net::ERR_FAILED",
        "Failed to load resource: net::ERR_CONNECTION_REFUSED",
        "TypeError: fetch failed",
        "AxiosError: Request failed with status code 4031",
        "503 Server Error: Service Unavailable for url: docker+unix://var/run",
        "curl: (7) Failed to connect to api.shop.example port 443 after 3 ms: Couldn't connect to server",
        "curl: (35) Recv failure: Connection reset by peer",
    ] {
        assert_found(text, Some(spec), &[]);
    }
}

/// Requests that do not get past the gateway, or whose client gives up, are distinguished from slow backends.
#[test]
fn requests_that_reach_no_backend_are_read() {
    let spec = "gateway shop { region eu-west-1; domain api.shop.example { certificate auto; zone Z0123456789ABCDEFGHIJ } }\n/<rest+> -> lambda orders open\n";
    for (text, expected) in [
        (
            "GET https://api.shop.example/orders 400 (Bad Request)",
            "malformed-request possible [1] 2",
        ),
        (
            "curl: (22) The requested URL returned error: 400",
            "malformed-request possible [1] -",
        ),
        (
            "HTTP/2 400\ncontent-type: application/json\n\n{\"message\":\"Bad Request\"}",
            "malformed-request possible [1, 4] -",
        ),
        ("HTTP/2 408\n", "idle-client possible [1] -"),
        (
            "Failed to load resource: the server responded with a status of 408 ()",
            "idle-client possible [1] -",
        ),
        (
            "curl: (28) Operation timed out after 5001 milliseconds with 0 bytes received",
            "client-timeout likely [1] -",
        ),
        (
            "curl: (28) Connection timed out after 5001 milliseconds",
            "connection-timed-out likely [1] 1",
        ),
        (
            "curl: (28) Resolving timed out after 5001 milliseconds",
            "host-not-resolved likely [1] 1",
        ),
        (
            "$ curl -m 5 https://api.shop.example/orders\ncurl: (28) Operation timed out after 5001 milliseconds with 0 bytes received",
            "client-timeout likely [2] 2",
        ),
    ] {
        assert_found(text, Some(spec), &[expected]);
    }
}

/// The lock of a Terraform state belongs to no line of a spec, and is distinguished from a table that cannot hold it.
#[test]
fn locks_of_terraform_states_are_read() {
    let error = |message: &str| {
        format!(
            "\u{1b}[31m╷\u{1b}[0m\n│ Error: Error acquiring the state lock\n│\n│ Error message: {message}\n│ Lock Info:\n│   ID:        8f7a0a10-0000-4000-8000-000000000001\n╵\n"
        )
    };
    for (message, expected) in [
        (
            "operation error S3: PutObject, https response error StatusCode: 412, api error PreconditionFailed: x",
            "state-locked certain [2, 4] -",
        ),
        (
            "operation error DynamoDB: PutItem, https response error StatusCode: 400, ResourceNotFoundException: Requested resource not found",
            "lock-table-unusable certain [2, 4] -",
        ),
    ] {
        assert_found(&error(message), None, &[expected]);
    }
}

/// A shell's `time` tells how long the request took, which tells a slow backend from one that refuses requests.
#[test]
fn the_time_of_a_command_is_read() {
    let response = |time: &str| {
        format!(
            "~ $ time curl -i https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/orders\nHTTP/2 503\ncontent-type: application/json\napigw-requestid: x=\n\n{{\"message\":\"Service Unavailable\"}}\n{time}\n"
        )
    };
    let spec = "GET /orders -> lambda orders timeout 5s\n";
    for (time, expected) in [
        (
            "real    0m5.063s\nuser    0m0.016s\nsys     0m0.010s",
            "integration-timeout certain [2] 1",
        ),
        (
            "\nreal\t0m5,063s\nuser\t0m0,016s\nsys\t0m0,010s",
            "integration-timeout certain [2] 1",
        ),
        (
            "curl -i   0.02s user 0.01s system 0% cpu 5.063 total",
            "integration-timeout certain [2] 1",
        ),
        (
            "real    0m0.173s\nuser    0m0.021s\nsys     0m0.017s",
            "backend-throttled likely [2, 6] 1",
        ),
    ] {
        let found = summary(&diagnose(&response(time), Some(spec)));
        assert_eq!(
            found.first().map(String::as_str),
            Some(expected),
            "{time}: {found:?}"
        );
    }
}

#[test]
fn a_body_after_the_last_remark_of_curl_belongs_to_its_response() {
    let text = "< HTTP/1.1 401 Unauthorized\n< www-authenticate: Bearer error=\"invalid_token\" error_description=\"the token does not have a valid audience\"\n< apigw-requestid: x=\n<\n* Connection #0 to host api.shop.example left intact\n{\"message\":\"Unauthorized\"}\n";
    assert_found(text, None, &["token-audience-mismatch certain [2] -"]);
}

#[test]
fn an_unknown_failure_beside_its_consequences_is_not_asked_for() {
    let text = "Stage | CREATE_FAILED | Resource handler returned message: \"No such thing (Service: ApiGateway, Status Code: 400)\"\n\nshop | CREATE_FAILED | The following resource(s) failed to create: [Stage].\n";
    let diagnosis = diagnose(text, None);
    assert!(diagnosis.findings.is_empty(), "{:?}", summary(&diagnosis));
    assert!(!diagnosis.cascade);
}

#[test]
fn the_spec_decides_between_causes() {
    let slow = line("10:00:00", "GET /orders", 503, 5_006);
    let spec = |clause: &str| format!("GET /orders -> lambda orders {clause}\n");
    assert_found(
        &slow,
        Some(&spec("timeout 5s")),
        &["integration-timeout certain [1] 1"],
    );
    let quick = summary(&diagnose(&slow, Some(&spec("timeout 20s"))));
    assert!(
        !quick.iter().any(|it| it.starts_with("integration-timeout")),
        "{quick:?}"
    );

    let preflight = "$ curl -i -X OPTIONS https://api.shop.example/orders -H 'Origin: https://shop.example'\nHTTP/2 404\ncontent-type: application/json\napigw-requestid: x=\n\n{\"message\":\"Not Found\"}";
    assert_found(
        preflight,
        Some(&spec("")),
        &["cors-not-configured certain [1, 2] 1"],
    );

    let slash = r#"{"requestId":"x","method":"GET","path":"/orders/","routeKey":"-","status":"404","integrationStatus":"-"}"#;
    assert_found(slash, Some(&spec("")), &["no-matching-route certain [1] 1"]);

    let mapped = "$ curl -i https://api.shop.example/v2/orders\nHTTP/2 404\ncontent-type: application/json\n\n{\"message\":\"Not Found\"}";
    let domain = "gateway shop { domain api.shop.example { certificate auto; zone Z0123456789ABCDEFGHIJ; path v1 } }\nGET /orders -> lambda orders\n";
    assert_eq!(
        summary(&diagnose(mapped, Some(domain)))[0],
        "unmapped-domain certain [2] 1"
    );
}

#[test]
fn the_backend_decides_what_a_503_means() {
    let spec = "network main { vpc vpc-0abc1234567890def; subnets subnet-0a11111111111111a subnet-0b22222222222222b }\nGET /orders -> apprunner orders private\nGET /hook -> lambda hook\nGET /out/<rest+> -> https://up.example/<rest>\n";
    for (route, expected) in [
        ("GET /orders", "integration-network-failure likely [1] 1"),
        ("GET /hook", "backend-throttled likely [1] 3"),
        (
            "GET /out/{rest+}",
            "integration-network-failure possible [1] 4",
        ),
    ] {
        let text = line("10:00:00", route, 503, 12);
        assert_found(&text, Some(spec), &[expected]);
    }
}

#[test]
fn an_open_route_that_asks_for_a_token_is_not_deployed() {
    let spec = "GET /orders -> lambda orders open\n";
    let text = line("10:00:00", "GET /orders", 401, 3);
    assert_found(&text, Some(spec), &["not-deployed likely [1] 1"]);
}

#[test]
fn names_in_a_text_lead_to_the_spec() {
    let spec = "lambda orders { arn arn:aws:lambda:eu-west-1:111122223333:function:orders:live }\nlambda stock { arn arn:aws:lambda:eu-west-1:111122223333:function:stock }\nauth users jwt { issuer https://id.shop.example; audience shop }\nGET /orders -> orders throttle 5/s\nGET /orders/<id> -> stock auth users\n";
    for (text, expected) in [
        (
            "Function not found: arn:aws:lambda:eu-west-1:111122223333:function:stock",
            "lambda-not-found certain [1] 2",
        ),
        (
            "An error occurred (ConflictException): Route with key GET /orders/{id} already exists for this API",
            "route-already-exists certain [1] 5",
        ),
        (
            "Unable to find Route by key GET /orders within the provided RouteSettings",
            "stale-route-settings certain [1] 4",
        ),
        (
            "HTTP/2 401\nwww-authenticate: Bearer error=\"invalid_token\" error_description=\"the token has expired\"",
            "token-expired certain [2] 3",
        ),
    ] {
        assert_found(text, Some(spec), &[expected]);
    }
}

#[test]
fn lines_with_times_are_separate_events() {
    let text = "2026-11-27T10:00:00Z Task timed out after 3.00 seconds\n2026-11-27T10:00:09Z Task timed out after 3.00 seconds\nstill\n";
    let diagnosis = diagnose(text, None);
    assert_eq!(
        summary(&diagnosis),
        ["lambda-function-error certain [1, 2] -"]
    );
    assert_eq!(diagnosis.findings[0].count, 2);
    let job = "2026-11-27T10:00:00.1234567Z ╷\n2026-11-27T10:00:00.1234567Z │ Error: deleting API Gateway v2 Route (x): Unable to complete operation\n2026-11-27T10:00:00.1234567Z │ due to concurrent modification.\n2026-11-27T10:00:00.1234567Z ╵";
    assert_found(job, None, &["concurrent-modification certain [3] -"]);
}

#[test]
fn an_answer_and_its_log_line_are_one_request() {
    let text = "HTTP/2 503\ncontent-type: application/json\napigw-requestid: JKLmno=\n\n{\"message\":\"Service Unavailable\"}\n\n{\"requestId\":\"JKLmno=\",\"routeKey\":\"GET /orders\",\"status\":\"503\",\"integrationError\":\"INTEGRATION_NETWORK_FAILURE\"}";
    assert_found(text, None, &["integration-network-failure certain [7] -"]);
}

#[test]
fn heads_alone_tell_as_much() {
    let head = "HTTP/1.1 404 Not Found\r\nDate: Fri, 27 Nov 2026 10:00:00 GMT\r\nContent-Type: application/json\r\nContent-Length: 23\r\nApigw-Requestid: x=\r\n\r\n";
    assert_eq!(
        summary(&diagnose(head, None))[0],
        "no-matching-route likely [1, 5] -"
    );
    let head = "HTTP/1.1 404 Not Found\r\nServer: envoy\r\nApigw-Requestid: x=\r\n\r\n";
    assert_found(head, None, &["missing-host-overwrite certain [1, 2] -"]);
}

#[test]
fn inactive_links_are_recognized_by_the_pause() {
    let log = [
        line("10:00:00", "GET /orders", 200, 12),
        line("10:00:00", "GET /orders", 503, 40).replace("/Nov/2026", "/Feb/2027"),
    ];
    let found = summary(&diagnose(&log.join("\n"), None));
    assert!(
        found.contains(&"vpc-link-inactive likely [2] -".to_owned()),
        "{found:?}"
    );
}

#[test]
fn a_stage_in_the_path_shows_in_several_ways() {
    let log = r#"{"requestId":"x","path":"/live/orders/7","routeKey":"GET /orders/{id}","status":"404","integrationStatus":"404"}"#;
    assert_eq!(
        summary(&diagnose(log, None))[0],
        "stage-in-path certain [1] -"
    );
    let body = "$ curl -i https://api.shop.example/orders\nHTTP/2 404\ncontent-type: application/json\napigw-requestid: x\n\n{\"status\":404,\"path\":\"/live/orders\"}";
    assert_eq!(
        summary(&diagnose(body, None))[0],
        "stage-in-path likely [2] -"
    );
}

#[test]
fn cascades_in_yaml_are_next_to_their_cause() {
    let text = "StackEvents:\n- LogicalResourceId: RouteAnyApi\n  ResourceStatus: CREATE_FAILED\n  ResourceStatusReason: Resource creation cancelled\n- LogicalResourceId: Stage\n  ResourceStatus: CREATE_FAILED\n  ResourceStatusReason: Insufficient permissions to enable logging\n";
    assert_found(text, None, &["logging-permission-missing certain [7] -"]);
}

#[test]
fn unknown_text_has_no_cause() {
    for text in [
        "",
        "hello\n",
        "HTTP/2 200\ncontent-type: application/json\n\n{\"ok\":true}",
        "{\"requestId\":\"x\",\"routeKey\":\"GET /orders\",\"status\":\"200\"}",
        "2026-11-27 10:00:00 UTC+0100\tshop\tCREATE_COMPLETE\t-",
        "Apply complete! Resources: 41 added, 0 changed, 0 destroyed.",
    ] {
        assert_found(text, None, &[]);
    }
}

/// Text from a client is not a message of AWS: a path may contain any words.
#[test]
fn text_from_a_client_is_not_evidence() {
    let text = r#"{"requestId":"x","routeKey":"GET /{any}","path":"/concurrent modification","userAgent":"INTEGRATION_NETWORK_FAILURE","status":"200","integrationStatus":"200"}"#;
    assert_found(text, None, &[]);
}

#[test]
fn no_secret_is_printed() {
    const SECRETS: [&str; 9] = [
        "eyJhbGciOiJIUzI1NiJ9",
        "hunter2",
        "AKIAIOSFODNN7EXAMPLE",
        "sess-8f7a0a10",
        "tok_live_123",
        "c2lnbmF0dXJl",
        "s3cr3t-time",
        "s3cr3t-route",
        "s3cr3t-host",
    ];
    let text = format!(
        "$ curl -v https://user:{p}@{h}.example/orders?token={t} -H 'Authorization: Bearer {j}' -H 'Cookie: id={c}'\n> GET /orders?sig={s} HTTP/2\n> Host: {h}.example\n> Authorization: Bearer {j}\n> Cookie: id={c}\n> X-Amz-Credential: {k}\n>\n< HTTP/2 401\n< set-cookie: id={c}\n< www-authenticate: Bearer error=\"invalid_token\" error_description=\"the token has expired {j}\"\n< apigw-requestid: {c}\n<\n{{\"message\":\"Unauthorized\",\"token\":\"{t}\"}}\n\n{{\"requestId\":\"{c}\",\"time\":\"{time}\",\"routeKey\":\"{r}\",\"path\":\"/a?token={t}\",\"status\":\"503\",\"integrationError\":\"INTEGRATION_NETWORK_FAILURE {k}\"}}\nError: creating Lambda Permission: PolicyLengthExceededException {k}\n  with aws_lambda_permission.{p},\n\nGET https://user:{p}@api.shop.example/{t}?sig={s} 429 (Too Many Requests)\nAxiosError: Request failed with status code 431\n  url: 'https://{p}:{j}@api.shop.example/{t}?sig={s}',\nHTTPError: 413 Client Error: {k} for url: https://{h}.example/{t}?{j}\ncurl: (6) Could not resolve host: {h}.example\n",
        p = SECRETS[1],
        h = SECRETS[8],
        t = SECRETS[4],
        j = SECRETS[0],
        c = SECRETS[3],
        s = SECRETS[5],
        k = SECRETS[2],
        time = SECRETS[6],
        r = SECRETS[7],
    );
    for spec in [None, Some(SHOP)] {
        let diagnosis = diagnose(&text, spec);
        assert!(diagnosis.findings.len() >= 3, "{:?}", summary(&diagnosis));
        let style = Style {
            color: false,
            width: 100,
        };
        let shown = format!("{}{}", diagnosis.to_text(style), diagnosis.to_json());
        for secret in SECRETS {
            assert!(!shown.contains(secret), "{secret} in\n{shown}");
        }
    }
}

/// Nothing that a diagnosis prints comes from the text, except numbers: not even next to what a rule recognizes.
#[test]
fn no_word_beside_a_message_is_printed() {
    const SECRET: &str = "AKIAIOSFODNN7EXAMPLE";
    let style = Style {
        color: true,
        width: 200,
    };
    let mut read = 0;
    for page in PAGES {
        let fences: Vec<&str> = page.section("Examples").split("```").collect();
        let examples = fences
            .iter()
            .filter_map(|fence| fence.strip_prefix("text "));
        for example in examples.filter_map(|example| Some(example.split_once('\n')?.1)) {
            read += 1;
            if read % stride() != 0 {
                continue;
            }
            for text in [
                example.replace('\n', &format!(" {SECRET}\n")),
                example.replace('"', &format!("{SECRET}\"")),
                example.replace("\":\"", &format!("\":\"{SECRET}")),
                example.replace(": ", &format!(": {SECRET} ")),
                example.replace('/', &format!("/{SECRET}/")),
            ] {
                let diagnosis = diagnose(&text, Some(SHOP));
                let shown = format!("{}{}", diagnosis.to_text(style), diagnosis.to_json());
                assert!(!shown.contains(SECRET), "{}: {shown}", page.slug);
            }
        }
    }
}

#[test]
fn json_has_its_keys_and_no_others() {
    let value = diagnose(&line("10:00:00", "-", 404, 2), Some(SHOP)).to_json();
    let first = value[0].as_object().expect("an object");
    let keys: Vec<&str> = first.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["cause", "confidence", "evidence", "where", "fix", "source"]
    );
    assert_eq!(diagnose("hello", None).to_json(), serde_json::json!([]));
}

/// Ten times the text must not take a hundred times as long. Counted in observations, not in seconds; the benchmark
/// measures time.
#[test]
fn hostile_repetition_ends() {
    for pattern in [
        "{\n",
        "[\n",
        "[[],\n",
        "{\"a\":[\n",
        "HTTP/2 404\n",
        "curl \\\n",
        "Error: x\n",
        "2026-11-27 10:00:00 UTC\tA\tCREATE_FAILED\tcannot delete\n",
        "* Trying\n",
        "{\"status\":\"404\",\n",
        "cannot delete cannot delete ",
    ] {
        let _ = diagnose(&pattern.repeat(100_000 / stride() / pattern.len()), None);
    }
}

/// Generates fragments of texts for which there are readers, in any order and broken anywhere.
fn fragments() -> impl Strategy<Value = String> {
    const PARTS: [&str; 33] = [
        "HTTP/2 404\n",
        "HTTP/1.1 ",
        "server: envoy\r\n",
        "apigw-requestid: x\n",
        "\n",
        "\n\n",
        "{\"message\":\"Not Found\"}",
        "{\"status\":\"503\",\"routeKey\":\"-\"}",
        "{\"a\":[",
        "]}",
        "\"",
        "\\",
        "│ Error: ",
        "╵\n",
        "  with aws_lb.x,\n",
        "CREATE_FAILED",
        "\tAWS::EC2::Subnet ",
        "2026-11-27T10:00:00Z ",
        "[27/Nov/2026:10:00:00 +0000] \"GET - HTTP/1.1\" 404",
        "> GET /é HTTP/2\n",
        "< ",
        "* SSL ",
        "$ curl -X ",
        "'https://h",
        "\u{1b}[",
        "\u{0}",
        "💥",
        "Resource creation cancelled",
        "XHR GET https://h/p",
        " [HTTP/2 503 9ms]",
        "Failed to load resource: net::ERR_",
        "Request failed with status code 503",
        " Client Error: for url: http",
    ];
    let part = prop::sample::select(PARTS.to_vec()).prop_map(str::to_owned);
    let noise = any::<Vec<u8>>().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let piece = prop::strategy::Union::new_weighted(vec![(6, part.boxed()), (1, noise.boxed())]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 96, ..Default::default() })]

    #[test]
    fn any_text_is_read_and_evidence_lies_in_it(text in fragments()) {
        let diagnosis = diagnose(&text, None);
        let lines = text.split('\n').count();
        for finding in &diagnosis.findings {
            assert!(!finding.evidence.is_empty());
            assert!(finding.evidence.iter().all(|line| (1..=lines).contains(line)), "{:?}", finding.evidence);
        }
        let mut shown = String::new();
        let _ = write!(shown, "{}", diagnosis.to_json());
        let text = diagnosis.to_text(Style { color: false, width: 80 });
        assert!(!text.chars().any(|letter| letter.is_control() && letter != '\n'));
    }
}
