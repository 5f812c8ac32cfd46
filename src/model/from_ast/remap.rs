//! Puts the inputs in the order of their names, and every use of one after them.
//!
//! Each type is taken apart field by field, so that a field that could hold an input and is forgotten here does not
//! compile.

use crate::model::{
    Action, AppRunner, Arg, Auth, AuthBody, Backend, BackendBody, Balancer, Certificate, Connector,
    Container, Cors, Destination, Domain, Ecs, Gateway, HeaderChange, Health, Input, InputId,
    ListArg, Log, Network, Output, Param, Part, Program, RequestMapping, ResponseChange,
    ResponseMapping, Route, Source, Text, Throttle, Word,
};
use crate::source::Spanned;

/// Gives the program its inputs, by name.
pub(super) fn inputs(program: &mut Program, made: Vec<Input>) {
    let mut sorted: Vec<(usize, Input)> = made.into_iter().enumerate().collect();
    sorted.sort_by(|(_, left), (_, right)| left.name.cmp(&right.name));
    let mut ids = vec![InputId(0); sorted.len()];
    for (new, (old, _)) in (0..).map(InputId).zip(&sorted) {
        if let Some(id) = ids.get_mut(*old) {
            *id = new;
        }
    }
    program.inputs = sorted.into_iter().map(|(_, input)| input).collect();
    Renumbering(&ids).program(program);
}

struct Renumbering<'i>(&'i [InputId]);

impl Renumbering<'_> {
    fn id(&self, id: &mut InputId) {
        if let Some(new) = self.0.get(id.0 as usize) {
            *id = *new;
        }
    }

    fn text(&self, text: &mut Text) {
        for part in &mut text.parts {
            if let Part::Input(id) = part {
                self.id(id);
            }
        }
    }

    fn texts<'t>(&self, texts: impl IntoIterator<Item = &'t mut Text>) {
        texts.into_iter().for_each(|text| self.text(text));
    }

    fn map(&self, map: &mut [(Word, Text)]) {
        self.texts(map.iter_mut().map(|(_, text)| text));
    }

    fn arg<T>(&self, arg: &mut Arg<T>) {
        if let Arg::Input(id) = arg {
            self.id(id);
        }
    }

    fn spanned<T>(&self, arg: &mut Option<Spanned<Arg<T>>>) {
        if let Some(arg) = arg {
            self.arg(&mut arg.value);
        }
    }

    fn list(&self, list: &mut ListArg) {
        match list {
            ListArg::Known(texts) => self.texts(texts),
            ListArg::Input(id, _) => self.id(id),
        }
    }

    fn program(&self, program: &mut Program) {
        let Program {
            root: _,
            gateway,
            networks,
            backends,
            auths,
            routes,
            inputs: _,
            outputs,
            expects: _,
            moves: _,
            patches: _,
            envs: _,
            params,
            uses: _,
            env: _,
            given: _,
        } = program;
        self.gateway(gateway);
        networks
            .iter_mut()
            .for_each(|network| self.network(network));
        backends
            .iter_mut()
            .for_each(|backend| self.backend(backend));
        auths.iter_mut().for_each(|auth| self.auth(auth));
        routes.iter_mut().for_each(|route| self.route(route));
        for output in outputs {
            let Output {
                span: _,
                name: _,
                of: _,
                attribute: _,
                export,
                docs: _,
            } = output;
            self.texts(export);
        }
        for param in params {
            let Param {
                name: _,
                kind: _,
                docs: _,
                has_default: _,
                input,
            } = param;
            if let Some(id) = input {
                self.id(id);
            }
        }
    }

    fn gateway(&self, gateway: &mut Gateway) {
        let Gateway {
            name: _,
            span: _,
            description,
            region: _,
            endpoint_off: _,
            dualstack: _,
            auth: _,
            cors,
            log,
            throttle,
            metrics_detailed: _,
            domains,
            server_header,
            original_host: _,
            stage_variables,
            tags,
            allow: _,
        } = gateway;
        self.texts(description);
        self.texts(server_header);
        self.map(stage_variables);
        self.map(tags);
        if let Some(cors) = cors {
            let Cors {
                span: _,
                origins,
                methods: _,
                headers,
                expose,
                max_age,
                credentials: _,
            } = cors;
            self.texts(origins.iter_mut().chain(headers).chain(expose));
            self.spanned(max_age);
        }
        match log {
            Log::Off { span: _ } => {}
            Log::On {
                span: _,
                format: _,
                retain,
            } => self.spanned(retain),
        }
        if let Some(throttle) = throttle {
            self.throttle(throttle);
        }
        for domain in domains {
            let Domain {
                span: _,
                host,
                certificate,
                zone,
                path,
                mtls,
                mtls_version,
                tls: _,
            } = domain;
            self.text(host);
            match certificate {
                Certificate::Arn(arn) => self.text(arn),
                Certificate::Auto(_) => {}
            }
            self.texts([zone, path, mtls, mtls_version].into_iter().flatten());
        }
    }

    fn throttle(&self, throttle: &mut Throttle) {
        let Throttle {
            span: _,
            rate,
            burst,
        } = throttle;
        self.arg(rate);
        if let Some(burst) = burst {
            self.arg(burst);
        }
    }

    fn network(&self, network: &mut Network) {
        let Network {
            docs: _,
            name: _,
            span: _,
            vpc,
            subnets,
            security_groups,
            listeners_per_service: _,
            endpoint_ips,
        } = network;
        self.text(vpc);
        self.list(subnets);
        if let Some(groups) = security_groups {
            self.list(&mut groups.value);
        }
        if let Some(ips) = endpoint_ips {
            self.texts(&mut ips.value);
        }
    }

    fn backend(&self, backend: &mut Backend) {
        let Backend {
            name: _,
            kind: _,
            span: _,
            declared: _,
            docs: _,
            access: _,
            network: _,
            body,
        } = backend;
        match body {
            BackendBody::AppRunner(AppRunner { source, ingress }) => {
                self.source(source);
                self.texts(ingress);
            }
            BackendBody::Ecs(Ecs {
                source,
                listener,
                host,
            }) => {
                self.source(source);
                self.texts([listener, host].into_iter().flatten());
            }
            BackendBody::Balancer(Balancer {
                listener,
                host,
                tls,
            }) => {
                self.text(listener);
                self.texts([host, tls].into_iter().flatten());
            }
            BackendBody::Lambda { arn } => self.text(arn),
            BackendBody::CloudMap { service } => self.text(service),
            BackendBody::Service { resource } => self.text(resource),
        }
    }

    fn source(&self, source: &mut Source) {
        match source {
            Source::Existing { arn, url } => self.texts([arn, url].into_iter().flatten()),
            Source::Created(container) => self.container(container),
        }
    }

    fn container(&self, container: &mut Container) {
        let Container {
            image,
            port,
            cpu,
            memory,
            env,
            secrets,
            health,
            scale: _,
            role,
            connector,
        } = container;
        self.text(image);
        for arg in [port, cpu, memory] {
            self.spanned(arg);
        }
        self.map(env);
        self.map(secrets);
        self.texts(role);
        if let Some(health) = health {
            let Health {
                span: _,
                path,
                interval,
                timeout,
                healthy,
                unhealthy,
            } = health;
            self.text(path);
            for arg in [interval, timeout, healthy, unhealthy] {
                self.spanned(arg);
            }
        }
        match connector {
            None => {}
            Some(Connector::Arn(arn)) => self.text(arn),
            Some(Connector::Created {
                span: _,
                subnets,
                security_groups,
            }) => {
                self.list(subnets);
                self.list(security_groups);
            }
        }
    }

    fn auth(&self, auth: &mut Auth) {
        let Auth {
            name: _,
            span: _,
            docs: _,
            body,
        } = auth;
        match body {
            AuthBody::Jwt {
                issuer,
                audience,
                identity: _,
            } => {
                self.text(issuer);
                self.texts(audience);
            }
            AuthBody::Lambda {
                function,
                identity: _,
                ttl,
                simple: _,
            } => {
                self.text(function);
                self.spanned(ttl);
            }
        }
    }

    fn route(&self, route: &mut Route) {
        let Route {
            span: _,
            path_span: _,
            key: _,
            written: _,
            docs: _,
            destination,
            forward: _,
            forward_span: _,
            authorization: _,
            timeout,
            throttle,
            request,
            response,
        } = route;
        match destination {
            Destination::Backend(_) => {}
            Destination::Action(Action {
                backend: _,
                name: _,
                parameters,
            }) => self.map(parameters),
            Destination::Url(url) => self.text(url),
        }
        self.spanned(timeout);
        if let Some(throttle) = throttle {
            self.throttle(throttle);
        }
        for mapping in request {
            let RequestMapping {
                span: _,
                operation: _,
                part: _,
                name: _,
                value,
            } = mapping;
            self.text(value);
        }
        for mapping in response {
            let ResponseMapping {
                span: _,
                status: _,
                change,
            } = mapping;
            match change {
                ResponseChange::Header(HeaderChange {
                    operation: _,
                    name: _,
                    value,
                }) => self.text(value),
                ResponseChange::Status(_) => {}
            }
        }
    }
}
