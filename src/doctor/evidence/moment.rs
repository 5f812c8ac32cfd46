//! Times in the formats of logs and events.

/// A time of day, optionally with a date. Moments are ordered by time and have no time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    /// Year, month, day; zeros if only the time of day is known.
    date: (u16, u8, u8),
    /// Hour, minute, second.
    time: (u8, u8, u8),
    /// Thousandths of a second.
    thousandths: u16,
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

impl Moment {
    /// Parses `2026-11-27T10:00:00.123Z`, `2026-11-27 10:00:00 UTC+0100`, `27/Nov/2026:10:00:00 +0000`, `11-27-2026
    /// 08:32:02 AM`, `10:40:31 AM`, and seconds or milliseconds since 1970.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('[');
        Self::iso(text)
            .or_else(|| Self::common(text))
            .or_else(|| Self::american(text))
            .or_else(|| Self::clock(text))
            .or_else(|| Self::epoch(text))
    }

    /// Returns the approximate number of days since an earlier moment; zero if a date is missing.
    pub(crate) fn days_after(self, earlier: Self) -> u32 {
        let days = |(year, month, day): (u16, u8, u8)| {
            u32::from(year) * 1461 / 4 + u32::from(month) * 306 / 10 + u32::from(day)
        };
        if earlier.date.0 == 0 || self.date.0 == 0 {
            return 0;
        }
        days(self.date).saturating_sub(days(earlier.date))
    }

    fn iso(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let mut parts = date.split('-');
        let date = (
            number(parts.next()?, 4)?,
            small(parts.next()?)?,
            small(parts.next()?)?,
        );
        let rest = rest.strip_prefix(['T', ' '])?;
        let (time, thousandths) = Self::time(rest)?;
        Some(Self {
            date,
            time,
            thousandths,
        })
    }

    fn common(text: &str) -> Option<Self> {
        let (date, rest) = text.split_once(':')?;
        let mut parts = date.split('/');
        let day = small(parts.next()?)?;
        let month = parts.next()?;
        let month = MONTHS.iter().position(|name| *name == month)?;
        let year = number(parts.next()?, 4)?;
        let (time, thousandths) = Self::time(rest)?;
        Some(Self {
            date: (year, u8::try_from(month + 1).ok()?, day),
            time,
            thousandths,
        })
    }

    fn american(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let mut parts = date.split('-');
        let (month, day) = (small(parts.next()?)?, small(parts.next()?)?);
        let year = number(parts.next()?, 4)?;
        let clock = Self::clock(rest.strip_prefix(' ')?)?;
        Some(Self {
            date: (year, month, day),
            ..clock
        })
    }

    fn clock(text: &str) -> Option<Self> {
        let (time, rest) = text.split_once(' ')?;
        let time = if time.starts_with(|first: char| first.is_ascii_digit()) && time.len() == 7 {
            format!("0{time}")
        } else {
            time.to_owned()
        };
        let ((hour, minute, second), thousandths) = Self::time(&time)?;
        let hour = match rest.get(..2)? {
            "AM" => hour % 12,
            "PM" => hour % 12 + 12,
            _ => return None,
        };
        Some(Self {
            date: (0, 0, 0),
            time: (hour, minute, second),
            thousandths,
        })
    }

    fn time(text: &str) -> Option<((u8, u8, u8), u16)> {
        let (time, rest) = text.split_at_checked(8)?;
        let mut parts = time.split(':');
        let time = (
            small(parts.next()?)?,
            small(parts.next()?)?,
            small(parts.next()?)?,
        );
        let fraction = rest.strip_prefix('.').unwrap_or("");
        let digits: String = fraction
            .chars()
            .take_while(char::is_ascii_digit)
            .take(3)
            .collect();
        let thousandths = format!("{digits:0<3}").parse().unwrap_or(0);
        Some((time, thousandths))
    }

    fn epoch(text: &str) -> Option<Self> {
        let digits = text.split('.').next()?;
        let number: u64 = digits.parse().ok()?;
        let milliseconds = match digits.len() {
            10 => number.checked_mul(1000)?,
            13 => number,
            _ => return None,
        };
        let (days, rest) = (milliseconds / 86_400_000, milliseconds % 86_400_000);
        let part = |value: u64| u8::try_from(value).ok();
        Some(Self {
            date: civil(days)?,
            time: (
                part(rest / 3_600_000)?,
                part(rest / 60_000 % 60)?,
                part(rest / 1000 % 60)?,
            ),
            thousandths: u16::try_from(rest % 1000).ok()?,
        })
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.date;
        if year > 0 {
            write!(f, "{year:04}-{month:02}-{day:02} ")?;
        }
        let (hour, minute, second) = self.time;
        write!(f, "{hour:02}:{minute:02}:{second:02}")
    }
}

fn number(text: &str, digits: usize) -> Option<u16> {
    let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn small(text: &str) -> Option<u8> {
    u8::try_from(number(text, 2)?).ok()
}

/// Converts days since 1970 to year, month and day in the Gregorian calendar (Howard Hinnant's `civil_from_days`).
fn civil(days: u64) -> Option<(u16, u8, u8)> {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    Some((
        u16::try_from(year).ok()?,
        u8::try_from(month).ok()?,
        u8::try_from(day).ok()?,
    ))
}
