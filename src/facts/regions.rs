//! Partitions and Regions, and the services available in them.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A partition of AWS, with its own ARNs and host names.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Partition {
    /// As in an ARN, e.g. `aws-cn`.
    pub name: &'static str,
    /// The DNS suffix of its services, e.g. `amazonaws.com`.
    pub dns_suffix: &'static str,
    /// Its Regions.
    pub regions: Vec<&'static str>,
}

/// `regions.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Regions {
    /// Every partition, with its Regions.
    pub partitions: Vec<Partition>,
    app_runner: Selection,
    low_throttle: Selection,
    vpc_link_zones: Zones,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Selection {
    regions: Vec<&'static str>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Zones {
    zones: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Regions {
    /// Returns every Region, partition by partition.
    pub fn all(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.partitions
            .iter()
            .flat_map(|partition| partition.regions.iter().copied())
    }

    /// Returns true if there is a Region of that name.
    #[must_use]
    pub fn is_known(&self, region: &str) -> bool {
        self.partition(region).is_some()
    }

    /// Returns the partition of the Region.
    #[must_use]
    pub fn partition(&self, region: &str) -> Option<&Partition> {
        self.partitions
            .iter()
            .find(|partition| partition.regions.contains(&region))
    }

    /// Returns true if App Runner is available in the Region.
    #[must_use]
    pub fn has_app_runner(&self, region: &str) -> bool {
        self.app_runner.regions.contains(&region)
    }

    /// Returns the Regions where App Runner is available.
    #[must_use]
    pub fn with_app_runner(&self) -> &[&'static str] {
        &self.app_runner.regions
    }

    /// Returns true if accounts start with the lower throttle in the Region.
    #[must_use]
    pub fn has_low_throttle(&self, region: &str) -> bool {
        self.low_throttle.regions.contains(&region)
    }

    /// Returns the IDs of the zones that VPC links support, in Regions where not all are; zone names differ per
    /// account.
    #[must_use]
    pub fn vpc_link_zones(&self, region: &str) -> Option<&[&'static str]> {
        self.vpc_link_zones.zones.get(region).map(Vec::as_slice)
    }
}
