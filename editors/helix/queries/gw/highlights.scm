; Made from tree-sitter-gw/queries/highlights.scm by `npm run update`; change that one.

; For Helix before 25.07, in which the first of two patterns wins: the patterns below, in reverse.

(runtime_variable) @variable.builtin
(param_reference) @variable.parameter
(json_pair key: (string) @variable.other.member)
(json_constant) @constant.builtin
(expect status: (number) @constant.numeric)
[
  (number)
  (duration)
  (memory)
  (cpu)
  (rate)
  (percentage)
  (range)
  (json_number)
] @constant.numeric
(arn) @string.special
(url) @string.special.url
(interpolation (name) @variable.parameter)
(interpolation ["${" "}"] @punctuation.special)
(escape_sequence) @constant.character.escape
(string) @string
(path_variable ["<" ">"] @punctuation.bracket)
(path_variable greedy: _ @operator)
(path_variable name: (name) @variable.parameter)
(path "$default" @constant.builtin)
(path) @string.special.path
["{" "}" "[" "]"] @punctuation.bracket
["," ":" ";" "."] @punctuation.delimiter
["->" "="] @operator
(access) @keyword.storage.modifier
(patch_target) @type.builtin
(type) @type.builtin
(auth_kind) @type.builtin
(backend_kind) @type.builtin
(method) @constant.builtin
(mapping_place) @keyword
(mapping_verb) @keyword
[
  "request"
  "response"
  "status"
] @keyword
(keep_clause) @keyword
(open_clause) @keyword
[
  "at"
  "throttle"
  "timeout"
  "burst"
] @keyword
[
  "gw"
  "group"
  "gateway"
  "network"
  "auth"
  "param"
  "env"
  "include"
  "output"
  "export"
  "expect"
  "moved"
  "patch"
] @keyword
(header_clause "header" @keyword)
(expect "from" @keyword)
(patch address: (atom) @type)
(moved name: (name) @function)
(moved kind: (kind) @type.builtin)
(output name: (name) @variable)
(param name: (name) @variable.parameter)
(auth_clause name: (name) @type)
(auth name: (name) @type)
(reference attribute: (attribute) @variable.other.member)
(reference name: (name) @function)
(target action: (action) @function.method)
(target name: (name) @function)
(backend name: (name) @function)
(env name: (name) @namespace)
(network name: (name) @namespace)
(gateway name: (name) @namespace)
(env body: (block (setting name: (name) @variable.parameter)))
((setting
   name: (name) @variable.other.member
   body: (block (setting name: [(name) (key)] @variable)))
  (#any-of? @variable.other.member "env" "secret" "stage-variables" "tags"))
((setting name: (name) @variable.other.member)
  (#any-of? @variable.other.member
    "allow" "api" "arn" "audience" "auth" "bus" "certificate" "clients" "connector" "cors" "cpu" "credentials"
    "description" "domain" "endpoint" "endpoint-ips" "env" "existing" "expose" "format" "function" "headers"
    "health" "healthy" "host" "identity" "image" "ingress" "interval" "ip" "issuer" "link" "listener" "listeners"
    "log" "machine" "max-age" "memory" "methods" "metrics" "mtls" "mtls-version" "network" "original-host" "origins"
    "ownership" "path" "payload" "pool" "port" "profile" "queue" "region" "retain" "role" "scale" "secret"
    "security-groups" "server-header" "service" "simple" "stage-variables" "stream" "subnets" "tags" "throttle"
    "timeout" "tls" "to" "ttl" "unhealthy" "url" "vpc" "zone"))
(setting name: (name) @variable)
(key) @variable
(atom) @string
(doc_comment) @comment.line.documentation
(comment) @comment

; Comments

(comment) @comment
(doc_comment) @comment.line.documentation

; Names and what they name. Later patterns win, so the general ones stand first.

(atom) @string
(key) @variable
(setting name: (name) @variable)

; The names of settings, as the language knows them. An unknown one stays a plain word.
((setting name: (name) @variable.other.member)
  (#any-of? @variable.other.member
    "allow" "api" "arn" "audience" "auth" "bus" "certificate" "clients" "connector" "cors" "cpu" "credentials"
    "description" "domain" "endpoint" "endpoint-ips" "env" "existing" "expose" "format" "function" "headers"
    "health" "healthy" "host" "identity" "image" "ingress" "interval" "ip" "issuer" "link" "listener" "listeners"
    "log" "machine" "max-age" "memory" "methods" "metrics" "mtls" "mtls-version" "network" "original-host" "origins"
    "ownership" "path" "payload" "pool" "port" "profile" "queue" "region" "retain" "role" "scale" "secret"
    "security-groups" "server-header" "service" "simple" "stage-variables" "stream" "subnets" "tags" "throttle"
    "timeout" "tls" "to" "ttl" "unhealthy" "url" "vpc" "zone"))

; The entries of a map are the author's own names.
((setting
   name: (name) @variable.other.member
   body: (block (setting name: [(name) (key)] @variable)))
  (#any-of? @variable.other.member "env" "secret" "stage-variables" "tags"))
(env body: (block (setting name: (name) @variable.parameter)))

(gateway name: (name) @namespace)
(network name: (name) @namespace)
(env name: (name) @namespace)
(backend name: (name) @function)
(target name: (name) @function)
(target action: (action) @function.method)
(reference name: (name) @function)
(reference attribute: (attribute) @variable.other.member)
(auth name: (name) @type)
(auth_clause name: (name) @type)
(param name: (name) @variable.parameter)
(output name: (name) @variable)
(moved kind: (kind) @type.builtin)
(moved name: (name) @function)
(patch address: (atom) @type)
(expect "from" @keyword)
(header_clause "header" @keyword)

; Keywords

[
  "gw"
  "group"
  "gateway"
  "network"
  "auth"
  "param"
  "env"
  "include"
  "output"
  "export"
  "expect"
  "moved"
  "patch"
] @keyword

[
  "at"
  "throttle"
  "timeout"
  "burst"
] @keyword
(open_clause) @keyword
(keep_clause) @keyword

[
  "request"
  "response"
  "status"
] @keyword
(mapping_verb) @keyword
(mapping_place) @keyword

(method) @constant.builtin
(backend_kind) @type.builtin
(auth_kind) @type.builtin
(type) @type.builtin
(patch_target) @type.builtin
(access) @keyword.storage.modifier

; Punctuation

["->" "="] @operator
["," ":" ";" "."] @punctuation.delimiter
["{" "}" "[" "]"] @punctuation.bracket

; Paths

(path) @string.special.path
(path "$default" @constant.builtin)
(path_variable name: (name) @variable.parameter)
(path_variable greedy: _ @operator)
(path_variable ["<" ">"] @punctuation.bracket)

; Values

(string) @string
(escape_sequence) @constant.character.escape
(interpolation ["${" "}"] @punctuation.special)
(interpolation (name) @variable.parameter)
(url) @string.special.url
(arn) @string.special
[
  (number)
  (duration)
  (memory)
  (cpu)
  (rate)
  (percentage)
  (range)
  (json_number)
] @constant.numeric
(expect status: (number) @constant.numeric)
(json_constant) @constant.builtin
(json_pair key: (string) @variable.other.member)
(param_reference) @variable.parameter
(runtime_variable) @variable.builtin
