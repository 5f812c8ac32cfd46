; Comments

(comment) @comment
(doc_comment) @comment.documentation

; Names and what they name. Later patterns win, so the general ones stand first.

(atom) @string
(key) @variable
(setting name: (name) @variable)

; The names of settings, as the language knows them. An unknown one stays a plain word.
((setting name: (name) @property)
  (#any-of? @property
    "allow" "api" "arn" "audience" "auth" "bus" "certificate" "clients" "connector" "cors" "cpu" "credentials"
    "description" "domain" "endpoint" "endpoint-ips" "env" "existing" "expose" "format" "function" "headers"
    "health" "healthy" "host" "identity" "image" "ingress" "interval" "ip" "issuer" "link" "listener" "listeners"
    "log" "machine" "max-age" "memory" "methods" "metrics" "mtls" "mtls-version" "network" "original-host" "origins"
    "ownership" "path" "payload" "pool" "port" "profile" "queue" "region" "retain" "role" "scale" "secret"
    "security-groups" "server-header" "service" "simple" "stage-variables" "stream" "subnets" "tags" "throttle"
    "timeout" "tls" "to" "ttl" "unhealthy" "url" "vpc" "zone"))

; The entries of a map are the author's own names.
((setting
   name: (name) @property
   body: (block (setting name: [(name) (key)] @variable)))
  (#any-of? @property "env" "secret" "stage-variables" "tags"))
(env body: (block (setting name: (name) @variable.parameter)))

(gateway name: (name) @module)
(network name: (name) @module)
(env name: (name) @module)
(backend name: (name) @function)
(target name: (name) @function)
(target action: (action) @function.method)
(reference name: (name) @function)
(reference attribute: (attribute) @property)
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
(access) @keyword.modifier

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
(escape_sequence) @string.escape
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
] @number
(expect status: (number) @number)
(json_constant) @constant.builtin
(json_pair key: (string) @property)
(param_reference) @variable.parameter
(runtime_variable) @variable.builtin
