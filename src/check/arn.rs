//! The parts of ARNs that rules compare.

/// The parts of an ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arn<'t> {
    /// `apprunner`, `lambda`, ..
    pub(super) service: &'t str,
    /// The region; empty if the service has none.
    pub(super) region: &'t str,
    /// The resource part, e.g. `service/orders/8fe1`.
    pub(super) resource: &'t str,
}

/// The parts of an ARN; `None` for any other text.
pub(super) fn parse(text: &str) -> Option<Arn<'_>> {
    let mut parts = text.splitn(6, ':');
    let (start, partition) = (parts.next()?, parts.next()?);
    let (service, region, account) = (parts.next()?, parts.next()?, parts.next()?);
    let resource = parts.next()?;
    let is_number = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let account_fits = is_number || account.is_empty() || account == "aws";
    let fits = start == "arn"
        && partition.starts_with("aws")
        && !service.is_empty()
        && account_fits
        && !resource.is_empty()
        && !text.contains(char::is_whitespace);
    fits.then_some(Arn {
        service,
        region,
        resource,
    })
}
