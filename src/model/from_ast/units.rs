//! Numbers with units: parsed exactly, whatever the number of digits.

use crate::model::{InputKind, Rate};

/// The reason why a text is not a number with a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberError {
    /// It does not start with a digit, or contains something else.
    NoNumber,
    /// A number without its unit.
    NoUnit,
    /// A unit that does not fit.
    WrongUnit,
    /// A number beyond the largest one.
    TooLarge,
    /// A fraction that the unit cannot express.
    Inexact,
}

/// The unit of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A count, without a unit.
    Count,
    /// A duration, in milliseconds.
    Milliseconds,
    /// A duration, in seconds.
    Seconds,
    /// A duration, in days.
    Days,
    /// Memory, in MB.
    Megabytes,
    /// vCPU, in 1/1024.
    Vcpu,
    /// Percent.
    Percent,
}

impl Unit {
    /// Its name in messages, with an example of the unit.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Count => "a whole number",
            Self::Milliseconds | Self::Seconds => "a duration such as `10s`",
            Self::Days => "a number of days such as `30d`",
            Self::Megabytes => "a memory size such as `2GB`",
            Self::Vcpu => "a vCPU size such as `0.25vcpu`",
            Self::Percent => "a percentage such as `60%`",
        }
    }

    /// Returns the units that fit, as help lists them.
    pub(super) fn fitting(self) -> &'static str {
        match self {
            Self::Count => "write a whole number without a unit",
            Self::Milliseconds => "the units are `ms`, `s`, `m`, `h` and `d`",
            Self::Seconds => "the units are `s`, `m`, `h` and `d`",
            Self::Days => "the unit is `d`",
            Self::Megabytes => "the units are `MB` and `GB`",
            Self::Vcpu => "the unit is `vcpu`",
            Self::Percent => "the unit is `%`",
        }
    }

    /// Returns the unit that a number without one most likely has.
    pub(super) fn likely(self) -> &'static str {
        match self {
            Self::Count => "",
            Self::Milliseconds | Self::Seconds => "s",
            Self::Days => "d",
            Self::Megabytes => "MB",
            Self::Vcpu => "vcpu",
            Self::Percent => "%",
        }
    }

    /// Returns the kind of param that fits.
    pub(super) fn kind(self) -> InputKind {
        match self {
            Self::Count | Self::Percent => InputKind::Number,
            Self::Milliseconds | Self::Seconds | Self::Days => InputKind::Duration,
            Self::Megabytes => InputKind::Memory,
            Self::Vcpu => InputKind::Cpu,
        }
    }

    /// Returns the unit in the description of an input.
    pub(super) fn plain(self) -> &'static str {
        match self {
            Self::Count => "a whole number",
            Self::Milliseconds => "in milliseconds",
            Self::Seconds => "in seconds",
            Self::Days => "in days",
            Self::Megabytes => "in MB",
            Self::Vcpu => "in units of 1/1024 vCPU",
            Self::Percent => "in percent",
        }
    }
}

/// Reads a number of a unit.
pub(super) fn number(text: &str, unit: Unit) -> Result<u32, NumberError> {
    let (thousandths, suffix) = split(text)?;
    // Each factor converts thousandths of the suffix to thousandths of the unit.
    let (times, by) = match unit {
        Unit::Count => match suffix {
            "" => (1, 1),
            _ => return Err(NumberError::WrongUnit),
        },
        Unit::Milliseconds => (milliseconds(suffix)?, 1),
        Unit::Seconds => (milliseconds(suffix)?, 1_000),
        Unit::Days => (milliseconds(suffix)?, 86_400_000),
        Unit::Megabytes => match suffix {
            "MB" => (1, 1),
            "GB" => (1_024, 1),
            "" => return Err(NumberError::NoUnit),
            _ => return Err(NumberError::WrongUnit),
        },
        Unit::Vcpu => match suffix {
            "vcpu" => (1_024, 1),
            "" => return Err(NumberError::NoUnit),
            _ => return Err(NumberError::WrongUnit),
        },
        Unit::Percent => match suffix {
            "%" => (1, 1),
            "" => return Err(NumberError::NoUnit),
            _ => return Err(NumberError::WrongUnit),
        },
    };
    let all = thousandths
        .checked_mul(times)
        .ok_or(NumberError::TooLarge)?;
    let by = by * 1_000;
    if all % by != 0 {
        return Err(NumberError::Inexact);
    }
    u32::try_from(all / by).map_err(|_| NumberError::TooLarge)
}

/// Reads `500/s`.
pub(super) fn rate(text: &str) -> Result<Rate, NumberError> {
    let (thousandths, suffix) = split(text)?;
    match suffix {
        "/s" => Ok(Rate(thousandths)),
        "" => Err(NumberError::NoUnit),
        _ => Err(NumberError::WrongUnit),
    }
}

fn milliseconds(suffix: &str) -> Result<u64, NumberError> {
    match suffix {
        "ms" => Ok(1),
        "s" => Ok(1_000),
        "m" => Ok(60_000),
        "h" => Ok(3_600_000),
        "d" => Ok(86_400_000),
        "" => Err(NumberError::NoUnit),
        _ => Err(NumberError::WrongUnit),
    }
}

/// Returns a number in thousandths, and the rest of the text.
fn split(text: &str) -> Result<(u64, &str), NumberError> {
    let end = text
        .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
        .unwrap_or(text.len());
    let (number, suffix) = text.split_at_checked(end).ok_or(NumberError::NoNumber)?;
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || part.is_empty() || part.contains('.') {
        return Err(NumberError::NoNumber);
    }
    let whole: u64 = whole.parse().map_err(|_| NumberError::TooLarge)?;
    let part = part.trim_end_matches('0');
    if part.len() > 3 {
        return Err(NumberError::Inexact);
    }
    // Thousandths: `5` is 500.
    let digits = part.bytes().chain([b'0'; 3]).take(3);
    let part = digits.fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    whole
        .checked_mul(1_000)
        .and_then(|whole| whole.checked_add(part))
        .map(|thousandths| (thousandths, suffix))
        .ok_or(NumberError::TooLarge)
}

/// Returns the entries of a list in one text.
pub(super) fn entries(text: &str) -> Vec<String> {
    text.split([',', ' '])
        .filter(|entry| !entry.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Checks that a text is of a kind; the error completes a sentence that starts with the text.
pub(super) fn fits(kind: InputKind, text: &str) -> Result<(), String> {
    let yes = |fits: bool, reason: &str| fits.then_some(()).ok_or_else(|| reason.to_owned());
    let number_of = |unit: Unit, reason| yes(number(text, unit).is_ok(), reason);
    match kind {
        InputKind::Text | InputKind::List | InputKind::VpcId | InputKind::HostedZoneId => Ok(()),
        InputKind::SubnetIds => yes(!entries(text).is_empty(), "contains no subnet"),
        InputKind::Number => number_of(Unit::Count, "is not a whole number"),
        InputKind::Duration => number_of(
            Unit::Milliseconds,
            "is not a duration such as `10s`: the units are `ms`, `s`, `m`, `h` and `d`",
        ),
        InputKind::Memory => number_of(
            Unit::Megabytes,
            "is not a memory size such as `2GB`: the units are `MB` and `GB`",
        ),
        InputKind::Cpu => number_of(Unit::Vcpu, "is not a vCPU size such as `0.25vcpu`"),
        InputKind::Hostname => yes(is_hostname(text), "is not a host name"),
        InputKind::Arn(of) if is_arn(text) => {
            yes(of.fits(text), &format!("is not the ARN of {}", of.noun))
        }
        InputKind::Arn(_) => yes(false, "is not an ARN"),
        InputKind::Secret => yes(
            is_arn(text),
            "is not the ARN of a secret or parameter; never write a secret itself into a spec",
        ),
        InputKind::Url => yes(is_url(text), "is not a URL: it must start with `https://`"),
    }
}

/// Returns a value as messages show it: a secret is never repeated.
pub(super) fn show_value(kind: InputKind, text: &str) -> String {
    match kind {
        InputKind::Secret => "the value".to_owned(),
        InputKind::Text
        | InputKind::Number
        | InputKind::Duration
        | InputKind::Memory
        | InputKind::Cpu
        | InputKind::Hostname
        | InputKind::Arn(_)
        | InputKind::List
        | InputKind::Url
        | InputKind::VpcId
        | InputKind::SubnetIds
        | InputKind::HostedZoneId => format!("`{text}`"),
    }
}

/// Returns true for `arn:PARTITION:SERVICE:REGION:ACCOUNT:REST`.
pub(super) fn is_arn(text: &str) -> bool {
    text.starts_with("arn:") && text.splitn(6, ':').count() == 6 && !text.ends_with(':')
}

/// Returns true for `https://..` or `http://..` with a host.
pub(super) fn is_url(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| {
        text.strip_prefix(scheme)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    })
}

/// Returns a host, optionally with a port.
pub(super) fn is_authority(text: &str) -> bool {
    let (host, port) = text
        .split_once(':')
        .map_or((text, None), |(host, port)| (host, Some(port)));
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    host.len() <= 255
        && host.split('.').all(label)
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

fn is_hostname(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let rest = text.strip_prefix("*.").unwrap_or(text);
    text.len() <= 255 && rest.contains('.') && rest.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::{NumberError, Unit, number, rate};
    use crate::model::Rate;

    #[test]
    fn units_are_exact() {
        assert_eq!(number("1.5s", Unit::Milliseconds), Ok(1_500));
        assert_eq!(number("1h", Unit::Seconds), Ok(3_600));
        assert_eq!(number("30d", Unit::Days), Ok(30));
        assert_eq!(number("0.25vcpu", Unit::Vcpu), Ok(256));
        assert_eq!(number("0.5GB", Unit::Megabytes), Ok(512));
        assert_eq!(number("60%", Unit::Percent), Ok(60));
        assert_eq!(rate("0.5/s"), Ok(Rate(500)));
    }

    #[test]
    fn faults_differ() {
        assert_eq!(number("10", Unit::Seconds), Err(NumberError::NoUnit));
        assert_eq!(number("10x", Unit::Seconds), Err(NumberError::WrongUnit));
        assert_eq!(number("500ms", Unit::Seconds), Err(NumberError::Inexact));
        assert_eq!(number("1.s", Unit::Seconds), Err(NumberError::NoNumber));
        assert_eq!(number("1..2s", Unit::Seconds), Err(NumberError::NoNumber));
        assert_eq!(number("-1s", Unit::Seconds), Err(NumberError::NoNumber));
        assert_eq!(
            number("99999999999999999999999s", Unit::Seconds),
            Err(NumberError::TooLarge)
        );
        assert_eq!(
            number("99999999999999d", Unit::Milliseconds),
            Err(NumberError::TooLarge)
        );
    }
}
