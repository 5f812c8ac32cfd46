//! Certificates, domains, mappings and records.

use crate::emit::properties::api::ip_address_type;
use crate::emit::properties::value::{Map, list};
use crate::graph::resource::dns::{Certificate, Domain, Mapping, Record};
use crate::graph::{Attribute, Expr};

/// Returns the properties of `AWS::CertificateManager::Certificate`
pub(super) fn certificate(it: &Certificate) -> Map<'_> {
    let Certificate {
        host,
        zone,
        tags: _,
    } = it;
    let validation = Map::new()
        .with("DomainName", host)
        .with("HostedZoneId", zone);
    Map::new()
        .with("DomainName", host)
        .with("ValidationMethod", "DNS")
        .with("DomainValidationOptions", list([validation]))
}

/// Returns the properties of `AWS::ApiGatewayV2::DomainName`
pub(super) fn domain(it: &Domain) -> Map<'_> {
    let Domain {
        host,
        certificate,
        truststore,
        truststore_version,
        ownership,
        dualstack,
        tags: _,
    } = it;
    let configuration = Map::new()
        .with("CertificateArn", certificate)
        .with("EndpointType", "REGIONAL")
        .with("SecurityPolicy", "TLS_1_2")
        .maybe("OwnershipVerificationCertificateArn", ownership.as_ref())
        .with("IpAddressType", ip_address_type(*dualstack));
    let mutual_tls = Map::new()
        .maybe("TruststoreUri", truststore.as_ref())
        .maybe("TruststoreVersion", truststore_version.as_ref());
    Map::new()
        .with("DomainName", host)
        .with("DomainNameConfigurations", list([configuration]))
        .filled("MutualTlsAuthentication", mutual_tls)
}

/// Returns the properties of `AWS::ApiGatewayV2::ApiMapping`
pub(super) fn mapping(it: &Mapping) -> Map<'_> {
    let Mapping {
        domain,
        api,
        stage,
        key,
    } = it;
    Map::new()
        .with("DomainName", domain)
        .with("ApiId", Expr::Get(api.clone(), Attribute::Id))
        .with("Stage", Expr::Get(stage.clone(), Attribute::Name))
        .maybe("ApiMappingKey", key.as_ref())
}

/// Returns the properties of `AWS::Route53::RecordSet`
pub(super) fn record(it: &Record) -> Map<'_> {
    let Record {
        zone,
        host,
        record_type,
        domain,
    } = it;
    let target = Map::new()
        .with(
            "DNSName",
            Expr::Get(domain.clone(), Attribute::RegionalDomainName),
        )
        .with(
            "HostedZoneId",
            Expr::Get(domain.clone(), Attribute::RegionalHostedZoneId),
        );
    Map::new()
        .with("HostedZoneId", zone)
        .with("Name", host)
        .with("Type", *record_type)
        .with("AliasTarget", target)
}
