//! Permissions to pull an image: read access to one repository, if the spec names it.

use crate::graph::Expr;
use crate::graph::from_program::Builder;
use crate::graph::resource::compute::Statement;
use crate::model::{Part, Text};

/// Returns the permissions to pull an image from a private ECR repository; `None` if the spec does not name the
/// repository.
pub(super) fn pull(cx: &Builder<'_>, image: &Text) -> Option<Vec<Statement>> {
    let repository = repository(cx, image)?;
    Some(vec![
        Statement {
            // A token covers the whole registry (service authorization reference, Amazon ECR).
            actions: vec!["ecr:GetAuthorizationToken".to_owned()],
            resources: vec![Expr::text("*")],
        },
        Statement {
            actions: [
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:DescribeImages",
                "ecr:GetDownloadUrlForLayer",
            ]
            .map(str::to_owned)
            .into(),
            resources: vec![Expr::text(repository)],
        },
    ])
}

/// Returns the ARN of the repository of `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG`; the tag can be an input.
fn repository(cx: &Builder<'_>, image: &Text) -> Option<String> {
    let (Part::Literal(start), rest) = image.parts.split_first()? else {
        return None;
    };
    let (host, path) = start.split_once('/')?;
    let (account, host) = host.split_once(".dkr.ecr.")?;
    let region = host.split('.').next()?;
    let partition = cx.facts.regions.partition(region)?.name;
    let end = path.find([':', '@']);
    // Without a tag separator, an input that follows can be part of the name.
    if end.is_none() && !rest.is_empty() {
        return None;
    }
    let name = path.get(..end.unwrap_or(path.len()))?;
    let is_account = account.len() == 12 && account.bytes().all(|digit| digit.is_ascii_digit());
    (is_account && !name.is_empty())
        .then(|| format!("arn:{partition}:ecr:{region}:{account}:repository/{name}"))
}
