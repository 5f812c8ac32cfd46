//! `invalid-image`: an image that the service cannot pull, or that is not an image reference.

use crate::check::containers::{self, Created};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{BackendKind, Part};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_IMAGE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for Created { backend, container } in containers::all(spec.program) {
        let image = &container.image;
        let known = image.known().filter(|known| !known.is_empty());
        if let Some(known) = known
            && !is_reference(known)
        {
            let message = format!("`{known}` is not an image reference");
            let help = "write `REGISTRY/REPOSITORY:TAG` or `REGISTRY/REPOSITORY@sha256:DIGEST`, in lower case and without spaces";
            found.push(Diagnostic::error(code, image.span, message).help(help));
            continue;
        }
        if backend.kind != BackendKind::AppRunner {
            continue;
        }
        // For a text with params, check only the start.
        let Some(Part::Literal(start)) = image.parts.first() else {
            continue;
        };
        let is_whole = image.parts.len() == 1;
        let registry = start.split_once('/').map(|(registry, _)| registry);
        let fits = match registry {
            Some(registry) => is_ecr(registry),
            None => !is_whole,
        };
        if !fits {
            let message = format!(
                "App Runner cannot pull `{}`: it supports only ECR and ECR Public",
                registry.unwrap_or(start)
            );
            let help =
                "push the image to ECR, e.g. `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG`";
            found.push(Diagnostic::error(code, image.span, message).help(help));
        }
    }
}

fn is_ecr(registry: &str) -> bool {
    if registry == "public.ecr.aws" {
        return true;
    }
    let Some((account, rest)) = registry.split_once(".dkr.ecr.") else {
        return false;
    };
    let suffix = rest.split_once('.').map(|(_, suffix)| suffix);
    account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && suffix.is_some_and(|suffix| suffix.starts_with("amazonaws."))
}

/// `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]`
fn is_reference(text: &str) -> bool {
    let (name, digest) = match text.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (text, None),
    };
    let (path, tag) = match name.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
        Some(_) | None => (name, None),
    };
    let (registry, repository) = match path.split_once('/') {
        Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => {
            (Some(first), rest)
        }
        Some(_) | None => (None, path),
    };
    let component = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
            && part.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte)
            })
    };
    let host = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte))
    };
    let is_tag = |tag: &str| {
        (1..=128).contains(&tag.len())
            && !tag.starts_with(['.', '-'])
            && tag
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    let is_digest = |digest: &str| {
        digest.split_once(':').is_some_and(|(kind, hash)| {
            !kind.is_empty()
                && hash.len() >= 32
                && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    };
    registry.is_none_or(host)
        && repository.split('/').all(component)
        && tag.is_none_or(is_tag)
        && digest.is_none_or(is_digest)
}

#[cfg(test)]
mod tests {
    use super::is_reference;

    #[test]
    fn references_are_told_from_other_texts() {
        for text in [
            "orders",
            "orders:latest",
            "docker.io/library/nginx:1",
            "localhost:5000/a/b:1.0",
            "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/orders:2026.11.1",
            "public.ecr.aws/example/orders@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        ] {
            assert!(is_reference(text), "{text}");
        }
        for text in [
            "a b",
            "public.ecr.aws/example/a:1.0 beta",
            "https://a/b",
            "Orders",
            "a:",
            "a//b",
            "",
        ] {
            assert!(!is_reference(text), "{text}");
        }
    }
}
