//! The registry of diagnostics: number, slug, severity and page of each, in one table.
//!
//! Everything that lists or names diagnostics uses it: rules, `gwc explain`, `allow`, SARIF, editors. The slug names
//! the fault; it is also the title of the page and, for a rule of `check`, the name of its file. A number is never
//! reused.

use std::fmt;

use super::Severity;
use super::near::{Budget, nearest};

/// The number of a diagnostic, shown as `GW0201`. The constants of this module are the only ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(u16);

/// One row of the registry.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The code.
    pub code: Code,
    /// The fault in a few words, e.g. `duplicate-route`.
    pub slug: &'static str,
    /// The highest severity that findings of this code have.
    pub severity: Severity,
    /// The page that `gwc explain` prints, in Markdown.
    pub page: &'static str,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GW{:04}", self.0)
    }
}

impl Code {
    /// Returns the number, e.g. 201.
    #[must_use]
    pub fn number(self) -> u16 {
        self.0
    }

    /// Returns its row.
    #[must_use]
    pub fn entry(self) -> Option<&'static Entry> {
        let index = REGISTRY.binary_search_by_key(&self, |entry| entry.code);
        REGISTRY.get(index.ok()?)
    }

    /// Returns the name of the fault, e.g. `duplicate-route`.
    #[must_use]
    pub fn slug(self) -> &'static str {
        self.entry().map_or("", |entry| entry.slug)
    }
}

/// Finds the row of a code in any spelling: `GW0201`, `gw201`, `201` or `duplicate-route`.
#[must_use]
pub fn find(text: &str) -> Option<&'static Entry> {
    let prefix = text
        .get(..2)
        .filter(|start| start.eq_ignore_ascii_case("gw"));
    let digits = prefix.map_or(text, |prefix| text.trim_start_matches(prefix));
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.parse().ok().filter(|_| is_number) {
        Some(number) => Code(number).entry(),
        None => REGISTRY.iter().find(|entry| entry.slug == text),
    }
}

/// Returns the slug nearest to a text that is neither slug nor code.
#[must_use]
pub fn suggest(text: &str) -> Option<&'static str> {
    let slugs = REGISTRY.iter().map(|entry| entry.slug);
    nearest(&mut Budget::default(), text, slugs)
        .first()
        .copied()
}

/// Parses the number in `GW0201`.
const fn parse(name: &str) -> u16 {
    let mut digits = name.as_bytes();
    let mut number = 0;
    while let [digit, rest @ ..] = digits {
        if digit.is_ascii_digit() {
            number = number * 10 + (*digit - b'0') as u16;
        }
        digits = rest;
    }
    number
}

macro_rules! registry {
    ($($number:ident $name:ident $severity:ident $slug:literal;)*) => {
        $(
            #[doc = concat!("`", $slug, "`")]
            pub const $name: Code = Code(parse(stringify!($number)));
        )*

        /// Every diagnostic, by number.
        pub const REGISTRY: &[Entry] = &[$(Entry {
            code: $name,
            slug: $slug,
            severity: Severity::$severity,
            page: include_str!(concat!("../../specs/diagnostics/", stringify!($number), ".md")),
        },)*];
    };
}

registry! {
    GW0001 UNEXPECTED_TOKEN Error "unexpected-token";
    GW0002 WRONG_ARROW Error "wrong-arrow";
    GW0003 FOREIGN_PATH_VARIABLE Error "foreign-path-variable";
    GW0004 UNCLOSED_BLOCK Error "unclosed-block";
    GW0005 STRAY_BRACE Error "stray-brace";
    GW0006 UNCLOSED_STRING Error "unclosed-string";
    GW0007 UNKNOWN_ESCAPE Error "unknown-escape";
    GW0008 LOWER_CASE_METHOD Error "lower-case-method";
    GW0009 UNKNOWN_METHOD Error "unknown-method";
    GW0010 UNKNOWN_ITEM Error "unknown-item";
    GW0011 NESTED_TOO_DEEP Error "nested-too-deep";
    GW0012 LINE_TOO_LONG Error "line-too-long";
    GW0013 INVALID_NAME Error "invalid-name";
    GW0014 UNKNOWN_EDITION Error "unknown-edition";
    GW0015 MISPLACED_EDITION Error "misplaced-edition";
    GW0016 UNPRINTABLE_CHARACTER Error "unprintable-character";
    GW0017 FOREIGN_COMMENT Error "foreign-comment";
    GW0018 BRACE_ON_ITS_OWN_LINE Error "brace-on-its-own-line";
    GW0019 UNCLOSED_LIST Error "unclosed-list";
    GW0020 COMMA_BETWEEN_VALUES Error "comma-between-values";
    GW0021 INVALID_REFERENCE Error "invalid-reference";
    GW0022 MALFORMED_PATH_VARIABLE Error "malformed-path-variable";
    GW0023 UNKNOWN_CLAUSE Error "unknown-clause";
    GW0024 UNKNOWN_BACKEND_KIND Error "unknown-backend-kind";
    GW0060 MISPLACED_ROUTE Error "misplaced-route";
    GW0061 ASSIGNED_SETTING Error "assigned-setting";
    GW0062 METHODS_WITHOUT_COMMA Error "methods-without-comma";
    GW0063 SPLIT_UNIT Error "split-unit";
    GW0064 SCOPES_WITHOUT_BRACKETS Error "scopes-without-brackets";
    GW0101 UNDECLARED_NAME Error "undeclared-name";
    GW0102 MISSPELLED_NAME Error "misspelled-name";
    GW0103 DUPLICATE_NAME Error "duplicate-name";
    GW0104 CONFLICTING_KIND Error "conflicting-kind";
    GW0105 CONFLICTING_ACCESS Error "conflicting-access";
    GW0106 UNKNOWN_KIND Error "unknown-kind";
    GW0107 UNKNOWN_SETTING Error "unknown-setting";
    GW0108 DUPLICATE_SETTING Error "duplicate-setting";
    GW0109 WRONG_VALUE_COUNT Error "wrong-value-count";
    GW0110 WRONG_VALUE Error "wrong-value";
    GW0111 MISSING_UNIT Error "missing-unit";
    GW0112 WRONG_UNIT Error "wrong-unit";
    GW0113 INVALID_NUMBER Error "invalid-number";
    GW0115 EXISTING_AND_CREATED Error "existing-and-created";
    GW0116 INAPPLICABLE_SETTING Error "inapplicable-setting";
    GW0117 MISSING_ACCESS Error "missing-access";
    GW0118 UNSUPPORTED_ACCESS Error "unsupported-access";
    GW0119 WRONG_PARAM_TYPE Error "wrong-param-type";
    GW0120 INVALID_PARAM_VALUE Error "invalid-param-value";
    GW0121 UNUSED_PARAM Warning "unused-param";
    GW0122 UNKNOWN_ENV Error "unknown-env";
    GW0123 UNKNOWN_SET_NAME Error "unknown-set-name";
    GW0124 MISPLACED_SECRET Error "misplaced-secret";
    GW0125 VALUE_NEEDED_AT_BUILD Error "value-needed-at-build";
    GW0126 UNKNOWN_VARIABLE Error "unknown-variable";
    GW0127 MISPLACED_VARIABLE Error "misplaced-variable";
    GW0128 CONFLICTING_CLAUSES Error "conflicting-clauses";
    GW0129 PATH_NOT_FORWARDED Error "path-not-forwarded";
    GW0130 MISSING_ACTION Error "missing-action";
    GW0131 MISPLACED_ACTION Error "misplaced-action";
    GW0132 INVALID_JSON Error "invalid-json";
    GW0133 INVALID_EXPECT Error "invalid-expect";
    GW0134 INVALID_MOVED Error "invalid-moved";
    GW0135 RESERVED_NAME Error "reserved-name";
    GW0136 DUPLICATE_GATEWAY Error "duplicate-gateway";
    GW0137 GREEDY_PREFIX Error "greedy-prefix";
    GW0138 DEFAULT_IN_GROUP Error "default-in-group";
    GW0139 UNUSED_BACKEND Warning "unused-backend";
    GW0140 SIMILAR_NAMES Note "similar-names";
    GW0170 SETTING_OF_EXISTING_API Error "setting-of-existing-api";
    GW0171 INCOMPLETE_ENV Warning "incomplete-env";
    GW0180 UNREADABLE_INCLUDE Error "unreadable-include";
    GW0181 INCLUDE_CYCLE Error "include-cycle";
    GW0182 TOO_MANY_INCLUDES Error "too-many-includes";
    GW0183 DUPLICATE_INCLUDE Warning "duplicate-include";
    GW0184 ABSOLUTE_INCLUDE Error "absolute-include";
    GW0190 UNAVAILABLE_ATTRIBUTE Error "unavailable-attribute";
    GW0201 DUPLICATE_ROUTE Error "duplicate-route";
    GW0202 GREEDY_NOT_LAST Error "greedy-not-last";
    GW0203 TRAILING_SLASH Error "trailing-slash";
    GW0204 EMPTY_SEGMENT Error "empty-segment";
    GW0205 INVALID_PATH_CHARACTER Warning "invalid-path-character";
    GW0206 INVALID_VARIABLE_NAME Warning "invalid-variable-name";
    GW0207 DUPLICATE_VARIABLE Error "duplicate-variable";
    GW0208 MISSING_VARIABLE Error "missing-variable";
    GW0209 UNMATCHED_PREFIX Note "unmatched-prefix";
    GW0210 UNREACHABLE_ROUTE Warning "unreachable-route";
    GW0211 WEAKER_AUTH Warning "weaker-auth";
    GW0212 CASE_ONLY_DIFFERENCE Note "case-only-difference";
    GW0213 DECODED_SLASH Note "decoded-slash";
    GW0214 UNUSED_GREEDY_VARIABLE Warning "unused-greedy-variable";
    GW0215 QUERY_IN_PATH Error "query-in-path";
    GW0216 ROUTE_KEY_TOO_LONG Warning "route-key-too-long";
    GW0217 UNKNOWN_ACTION Error "unknown-action";
    GW0218 UNKNOWN_PARAMETER Error "unknown-parameter";
    GW0219 MISSING_PARAMETER Error "missing-parameter";
    GW0220 INVALID_PARAMETER_VALUE Error "invalid-parameter-value";
    GW0221 MAPPING_ON_ACTION Error "mapping-on-action";
    GW0222 DUPLICATE_MAPPING Warning "duplicate-mapping";
    GW0223 UNKNOWN_CONTEXT_VARIABLE Error "unknown-context-variable";
    GW0224 UNAVAILABLE_VARIABLE Warning "unavailable-variable";
    GW0225 UNDEFINED_STAGE_VARIABLE Error "undefined-stage-variable";
    GW0226 METHOD_ON_DEFAULT Error "method-on-default";
    GW0250 UNEXPECTED_BACKEND Error "unexpected-backend";
    GW0251 UNEXPECTED_PATH Error "unexpected-path";
    GW0252 UNEXPECTED_AUTH Error "unexpected-auth";
    GW0253 UNCERTAIN_ANSWER Note "uncertain-answer";
    GW0254 PATTERN_IN_EXPECT Error "pattern-in-expect";
    GW0270 UNEXPECTED_LIMIT Error "unexpected-limit";
    GW0271 UNEXPECTED_HEADER Error "unexpected-header";
    GW0272 REFUSED_PREFLIGHT Error "refused-preflight";
    GW0280 FIFO_QUEUE_PARAMETER Error "fifo-queue-parameter";
    GW0281 UNEXPANDED_VARIABLE Warning "unexpanded-variable";
    GW0282 MIXED_FORWARDING Warning "mixed-forwarding";
    GW0301 AMBIGUOUS_NETWORK Error "ambiguous-network";
    GW0302 UNUSED_NETWORK Warning "unused-network";
    GW0303 REGION_WITHOUT_APP_RUNNER Error "region-without-app-runner";
    GW0304 UNKNOWN_REGION Error "unknown-region";
    GW0305 ENDPOINT_IP_COUNT Error "endpoint-ip-count";
    GW0306 INVALID_ENDPOINT_IP Error "invalid-endpoint-ip";
    GW0307 TOO_FEW_SUBNETS Error "too-few-subnets";
    GW0308 TOO_MANY_SUBNETS Warning "too-many-subnets";
    GW0309 DUPLICATE_SUBNET Error "duplicate-subnet";
    GW0310 URL_OF_PRIVATE_SERVICE Error "url-of-private-service";
    GW0311 UNKNOWN_ATTRIBUTE Error "unknown-attribute";
    GW0312 MALFORMED_ID Error "malformed-id";
    GW0313 WRONG_ARN Error "wrong-arn";
    GW0314 WRONG_REGION Error "wrong-region";
    GW0315 APP_RUNNER_ECS_DIFFERENCE Error "app-runner-ecs-difference";
    GW0317 INVALID_SERVICE_URL Error "invalid-service-url";
    GW0318 INVALID_HOST Error "invalid-host";
    GW0370 INCOMPLETE_EXISTING_NETWORK Error "incomplete-existing-network";
    GW0371 INGRESS_WITHOUT_ENDPOINT Error "ingress-without-endpoint";
    GW0380 PRIVATE_URL Warning "private-url";
    GW0381 APPCONFIG_WITHOUT_IDS Error "appconfig-without-ids";
    GW0382 TOO_MANY_SECURITY_GROUPS Warning "too-many-security-groups";
    GW0401 INVALID_ISSUER Error "invalid-issuer";
    GW0402 SCOPES_WITHOUT_JWT Error "scopes-without-jwt";
    GW0403 MISSING_AUDIENCE Error "missing-audience";
    GW0404 WILDCARD_WITH_CREDENTIALS Error "wildcard-with-credentials";
    GW0405 INVALID_ORIGIN Error "invalid-origin";
    GW0406 INVALID_CORS_METHOD Error "invalid-cors-method";
    GW0407 CORS_WITHOUT_ORIGINS Error "cors-without-origins";
    GW0408 INVALID_HEADER_NAME Error "invalid-header-name";
    GW0409 UNUSED_AUTH Warning "unused-auth";
    GW0410 INVALID_TOKEN_SOURCE Error "invalid-token-source";
    GW0411 UNPROTECTED_ROUTE Note "unprotected-route";
    GW0480 SHARED_AUTHORIZER_CACHE Warning "shared-authorizer-cache";
    GW0481 COOKIE_IDENTITY Warning "cookie-identity";
    GW0482 CLAIMS_WITHOUT_JWT Warning "claims-without-jwt";
    GW0483 OPTIONS_BESIDE_CORS Warning "options-beside-cors";
    GW0501 TIMEOUT_OUT_OF_RANGE Error "timeout-out-of-range";
    GW0503 SIZE_MISMATCH Error "size-mismatch";
    GW0504 SCALE_OUT_OF_RANGE Error "scale-out-of-range";
    GW0505 HEALTH_OUT_OF_RANGE Error "health-out-of-range";
    GW0506 INVALID_RETENTION Error "invalid-retention";
    GW0507 LOG_FORMAT_TOO_LONG Error "log-format-too-long";
    GW0508 LOG_WITHOUT_REQUEST_ID Error "log-without-request-id";
    GW0509 MULTILINE_LOG_FORMAT Error "multiline-log-format";
    GW0510 INVALID_TAG Error "invalid-tag";
    GW0511 INVALID_STAGE_VARIABLE Error "invalid-stage-variable";
    GW0512 INVALID_SCOPES Error "invalid-scopes";
    GW0513 TOO_MANY_AUDIENCES Error "too-many-audiences";
    GW0514 TOO_MANY_AUTHORIZERS Warning "too-many-authorizers";
    GW0515 INEFFECTIVE_THROTTLE Warning "ineffective-throttle";
    GW0516 CORS_MAX_AGE_OUT_OF_RANGE Error "cors-max-age-out-of-range";
    GW0517 TTL_OUT_OF_RANGE Error "ttl-out-of-range";
    GW0518 INVALID_PORT Error "invalid-port";
    GW0519 DESCRIPTION_TOO_LONG Error "description-too-long";
    GW0520 STATUS_OUT_OF_RANGE Error "status-out-of-range";
    GW0521 INVALID_MAPPING_PATH Error "invalid-mapping-path";
    GW0522 INVALID_DOMAIN Error "invalid-domain";
    GW0523 UNSUPPORTED_TLS_VERSION Error "unsupported-tls-version";
    GW0524 INVALID_TRUSTSTORE Error "invalid-truststore";
    GW0525 URL_TOO_LONG Error "url-too-long";
    GW0550 TOO_MANY_INTEGRATIONS Error "too-many-integrations";
    GW0551 TOO_MANY_ROUTES Warning "too-many-routes";
    GW0552 TOO_MANY_LISTENERS Error "too-many-listeners";
    GW0580 INVALID_IMAGE Error "invalid-image";
    GW0601 RESERVED_HEADER Error "reserved-header";
    GW0602 MANAGED_HEADER Error "managed-header";
    GW0603 SECRET_IN_SPEC Error "secret-in-spec";
    GW0604 UNREACHABLE_GATEWAY Error "unreachable-gateway";
    GW0605 MTLS_BYPASS Warning "mtls-bypass";
    GW0606 PLAIN_HTTP Warning "plain-http";
    GW0607 INVALID_SECRET_ARN Error "invalid-secret-arn";
    GW0608 DUPLICATE_DOMAIN Error "duplicate-domain";
    GW0609 INVALID_ENV_VARIABLE Error "invalid-env-variable";
    GW0610 CLIENT_CONTROLLED_HOST Error "client-controlled-host";
    GW0680 CONFLICTING_DOMAIN Error "conflicting-domain";
    GW0681 PARTIAL_SECRET_ARN Note "partial-secret-arn";
    GW0701 TEMPLATE_TOO_LARGE Error "template-too-large";
    GW0702 PATCH_BREAKS_PRIVATE_BACKEND Error "patch-breaks-private-backend";
    GW0703 INTERNAL_FAULT Error "internal-fault";
    GW0710 INVALID_TEMPLATE_PATCH Error "invalid-template-patch";
    GW0711 EVALUATED_TEXT Error "evaluated-text";
    GW0720 INVALID_TERRAFORM_PATCH Error "invalid-terraform-patch";
    GW0740 OPAQUE_PATCH Note "opaque-patch";
    GW0741 PATCHES_DISAGREE Error "patches-disagree";
    GW0742 PATCH_REMOVES_AUTH Warning "patch-removes-auth";
    GW0801 APP_RUNNER_CLOSED Note "app-runner-closed";
}
