//! Certificates, custom domains, mappings and records.

use crate::emit::terraform::api::ip_address_type;
use crate::emit::terraform::scope::Scope;
use crate::emit::terraform::tree::{Block, Value};
use crate::graph::Attribute;
use crate::graph::resource::dns::{Certificate, Domain, Mapping, Record};

pub(super) fn certificate(scope: &Scope<'_>, name: &str, certificate: &Certificate) -> Vec<Block> {
    let Certificate { host, zone, tags } = certificate;
    let made = Block::resource("aws_acm_certificate", name)
        .set("domain_name", scope.expr(host))
        .text("validation_method", "DNS")
        .maybe("tags", scope.tags(tags));
    let option = |field: &str| {
        format!("one(aws_acm_certificate.{name}.domain_validation_options).resource_record_{field}")
    };
    let record = format!("{name}_validation");
    let proof = Block::resource("aws_route53_record", &record)
        .note("The record that proves ownership of the host to ACM.")
        .set("zone_id", scope.expr(zone))
        .code("name", option("name"))
        .code("type", option("type"))
        .set("ttl", Value::number(60))
        .set("records", Value::List(vec![Value::code(option("value"))]))
        .because(
            "ACM requires the same record when a certificate for this host is created again.",
            "allow_overwrite",
            Value::Bool(true),
        );
    let fqdn = Value::code(format!("aws_route53_record.{record}.fqdn"));
    let validated = Block::resource("aws_acm_certificate_validation", name)
        .note("Completes once ACM has seen the record; the certificate cannot be used before.")
        .code("certificate_arn", format!("aws_acm_certificate.{name}.arn"))
        .set("validation_record_fqdns", Value::List(vec![fqdn]));
    vec![made, proof, validated]
}

pub(super) fn domain(scope: &Scope<'_>, name: &str, domain: &Domain) -> Vec<Block> {
    let Domain {
        host,
        certificate,
        truststore,
        truststore_version,
        ownership,
        dualstack,
        tags,
    } = domain;
    let configuration = Block::new("domain_name_configuration", &[])
        .set("certificate_arn", scope.expr(certificate))
        .text("endpoint_type", "REGIONAL")
        .text("security_policy", "TLS_1_2")
        .maybe(
            "ownership_verification_certificate_arn",
            ownership.as_ref().map(|arn| scope.expr(arn)),
        )
        .text("ip_address_type", ip_address_type(*dualstack));
    let mutual = truststore.as_ref().map(|truststore| {
        let version = truststore_version.as_ref();
        Block::new("mutual_tls_authentication", &[])
            .set("truststore_uri", scope.expr(truststore))
            .maybe(
                "truststore_version",
                version.map(|version| scope.expr(version)),
            )
    });
    let block = Block::resource("aws_apigatewayv2_domain_name", name)
        .set("domain_name", scope.expr(host))
        .nest(configuration)
        .nest_all(mutual)
        .maybe("tags", scope.tags(tags));
    vec![block]
}

pub(super) fn mapping(scope: &Scope<'_>, name: &str, mapping: &Mapping) -> Vec<Block> {
    let Mapping {
        domain,
        api,
        stage,
        key,
    } = mapping;
    let block = Block::resource("aws_apigatewayv2_api_mapping", name)
        .code("api_id", scope.get(api, Attribute::Id))
        .set("domain_name", scope.expr(domain))
        .code("stage", scope.get(stage, Attribute::Name))
        .maybe("api_mapping_key", key.as_ref().map(|key| scope.expr(key)));
    vec![block]
}

pub(super) fn record(scope: &Scope<'_>, name: &str, record: &Record) -> Vec<Block> {
    let Record {
        zone,
        host,
        record_type,
        domain,
    } = record;
    let alias = Block::new("alias", &[])
        .code("name", scope.get(domain, Attribute::RegionalDomainName))
        .code(
            "zone_id",
            scope.get(domain, Attribute::RegionalHostedZoneId),
        )
        .set("evaluate_target_health", Value::Bool(false));
    let block = Block::resource("aws_route53_record", name)
        .set("zone_id", scope.expr(zone))
        .set("name", scope.expr(host))
        .text("type", record_type)
        .nest(alias);
    vec![block]
}
