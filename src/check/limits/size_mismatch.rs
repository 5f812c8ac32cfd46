//! `size-mismatch`: a combination of cpu and memory that the service does not offer.

use crate::check::containers::{self, Created};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::BackendKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::SIZE_MISMATCH,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for Created { backend, container } in containers::all(spec.program) {
        let (noun, sizes, default) = match backend.kind {
            BackendKind::Ecs => {
                let facts = &spec.facts.ecs_express;
                (
                    "ECS",
                    &facts.sizes,
                    (facts.defaults.cpu, facts.defaults.memory),
                )
            }
            BackendKind::AppRunner
            | BackendKind::Lambda
            | BackendKind::Alb
            | BackendKind::Nlb
            | BackendKind::CloudMap
            | BackendKind::Service(_) => {
                let facts = &spec.facts.app_runner;
                (
                    "App Runner",
                    &facts.sizes,
                    (facts.defaults.cpu, facts.defaults.memory),
                )
            }
        };
        let given_cpu = container.cpu.as_ref();
        let given_memory = container.memory.as_ref();
        let cpu = given_cpu.map_or(Some(default.0), |cpu| cpu.value.known());
        let memory = given_memory.map_or(Some(default.1), |memory| memory.value.known());
        // A size that is an input is only known at deployment.
        let (Some(cpu), Some(memory)) = (cpu, memory) else {
            continue;
        };
        let span = given_memory
            .map(|given| given.span)
            .or(given_cpu.map(|given| given.span));
        let Some(span) = span else {
            continue;
        };
        let fitting = sizes.iter().find(|size| size.cpu == cpu);
        let fault = match fitting {
            None => {
                let all: Vec<String> = sizes.iter().map(|size| vcpu(size.cpu)).collect();
                let message = format!("{noun} has no instances with {}", vcpu(cpu));
                let span = given_cpu.map_or(span, |given| given.span);
                Diagnostic::error(code, span, message)
                    .help(format!("choose one of {}", all.join(", ")))
            }
            Some(size) if !size.memory.contains(&memory) => {
                let message = format!(
                    "{noun} has no instances with {} and {}",
                    vcpu(cpu),
                    gigabytes(memory)
                );
                let fault = Diagnostic::error(code, span, message).help(format!(
                    "with {}, memory can be {}",
                    vcpu(cpu),
                    range(&size.memory)
                ));
                match (given_cpu, given_memory) {
                    (Some(cpu), Some(_)) => fault.place(cpu.span, "the cpu"),
                    (None, _) => fault.label(format!("the cpu is {}", vcpu(default.0))),
                    (_, None) => fault.label(format!("the memory is {}", gigabytes(default.1))),
                }
            }
            Some(_) => continue,
        };
        found.push(fault);
    }
}

fn range(sizes: &[u32]) -> String {
    match sizes {
        [first, .., last] if sizes.len() > 6 => {
            format!("{} to {}", gigabytes(*first), gigabytes(*last))
        }
        _ => {
            let all: Vec<String> = sizes.iter().map(|size| gigabytes(*size)).collect();
            all.join(", ")
        }
    }
}

fn vcpu(units: u32) -> String {
    format!("`{}vcpu`", f64::from(units) / 1024.0)
}

fn gigabytes(megabytes: u32) -> String {
    if megabytes.is_multiple_of(512) {
        format!("`{}GB`", f64::from(megabytes) / 1024.0)
    } else {
        format!("`{megabytes}MB`")
    }
}
