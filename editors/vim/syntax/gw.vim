" Vim syntax file
" Language: gw, gateways on AWS
" Licence:  MIT OR Apache-2.0

if exists('b:current_syntax')
  finish
endif

let s:save_cpo = &cpo
set cpo&vim

syntax case match
syntax sync minlines=300

" Names have hyphens.
syntax iskeyword @,48-57,_,-

" Keywords are contextual, so every pattern is bound to a place: each kind of line is a region that
" ends with the line, or with the block that the line opens. No contained pattern may look at the end of the line with a
" `$`: Vim would then not see that the region around it ends there.

" Values: of those that match the same text the last defined wins.

syntax match gwAtom /[^[:blank:]{}"\[\];#][^[:blank:]{}"\[\];]*/ contained
syntax match gwArn /\<arn:[^[:blank:]{}"\[\];]\+/ contained
syntax match gwUrl /\<[a-z][a-z0-9+.-]*:\/\/[^[:blank:]{}"\[\];]*/ contained contains=gwPathVariable
syntax match gwNumber /\<\d\+\%(\.\d\+\)\?\%(ms\|s\|m\|h\|d\|MB\|GB\|vcpu\|\/s\|%\)\?[^[:blank:]{}"\[\];]\@!/ contained
syntax match gwNumber /\<\d\+\.\.\d\+[^[:blank:]{}"\[\];]\@!/ contained
syntax match gwParamReference /\$[a-z][a-z0-9-]*[^[:blank:]{}"\[\];]\@!/ contained
syntax match gwVariable /\$[a-z][a-z0-9-]*\%(\.[A-Za-z0-9_-]\+\)\+[^[:blank:]{}"\[\];]\@!/ contained
syntax region gwString start=/"/ skip=/\\./ end=/"/ contained oneline contains=gwEscape,gwInterpolation
syntax match gwEscape /\\\%(["\\nt\/bfr]\|u{\x\{1,6}}\|u\x\{4}\)/ contained
syntax match gwInterpolation /\${[^[:blank:]{}"]\+}/ contained
syntax region gwList matchgroup=gwDelimiter start=/\[/ end=/\]\|\ze[{};]/ contained contains=@gwValues,@gwComments
syntax cluster gwValues contains=gwAtom,gwArn,gwUrl,gwNumber,gwParamReference,gwVariable,gwString,gwList

" Blocks of settings: gateway, network, auth, env and the backends

syntax match gwSeparator /;/ contained
syntax match gwKey /\%(\%(^\|[;{]\)\s*\)\@<=[^[:blank:]{}"\[\];#][^[:blank:]{}"\[\];]*/ contained
syntax match gwSetting /\%(\%(^\|[;{]\)\s*\)\@<=\%(allow\|api\|arn\|audience\|auth\|bus\|certificate\|clients\|connector\|cors\|cpu\|credentials\|description\|domain\|endpoint\|endpoint-ips\|env\|existing\|expose\|format\|function\|headers\|health\|healthy\|host\|identity\|image\|ingress\|interval\|ip\|issuer\|link\|listener\|listeners\|log\|machine\|max-age\|memory\|methods\|metrics\|mtls\|mtls-version\|network\|original-host\|origins\|ownership\|path\|payload\|pool\|port\|profile\|queue\|region\|retain\|role\|scale\|secret\|security-groups\|server-header\|service\|simple\|stage-variables\|stream\|subnets\|tags\|throttle\|timeout\|tls\|to\|ttl\|unhealthy\|url\|vpc\|zone\)[^[:blank:]{;}]\@!/
      \ contained
syntax match gwMap /\%(\%(^\|[;{]\)\s*\)\@<=\%(env\|secret\|stage-variables\|tags\)\%(\s*{\)\@=/ contained
      \ nextgroup=gwMapBlock skipwhite
syntax region gwMapBlock matchgroup=gwDelimiter start=/{/ end=/}/ contained fold
      \ contains=gwKey,gwSeparator,@gwValues,@gwComments
syntax region gwBlock matchgroup=gwDelimiter start=/{/ end=/}/ contained fold
      \ contains=gwKey,gwSetting,gwMap,gwBlock,gwSeparator,@gwValues,@gwComments

" Items with a block or alone

syntax region gwEnvLine start=/^\s*\zeenv\>/ end=/$/ contains=gwItem,gwMapBlock,@gwComments
syntax region gwItemLine start=/^\s*\ze\%(auth\|gateway\|gw\|network\)\>/ end=/$/
      \ contains=gwItem,gwBlock,gwNumber,@gwComments
syntax match gwItem /^\s*\zs\%(env\|gateway\|gw\|network\)\>/ contained nextgroup=gwSection,gwNumber skipwhite
syntax match gwItem /^\s*\zsauth\>/ contained nextgroup=gwAuth skipwhite
syntax match gwSection /\<[a-z][a-z0-9-]*\>/ contained
syntax match gwAuth /\<[a-z][a-z0-9-]*\>/ contained nextgroup=gwAuthorizer skipwhite
syntax match gwAuthorizer /\<\%(jwt\|lambda\)\>/ contained

syntax region gwBackendLine start=/^\s*\ze\%(alb\|appconfig\|apprunner\|cloudmap\|ecs\|events\|kinesis\|lambda\|nlb\|sqs\|states\)\>/ end=/$/
      \ contains=gwBackendStart,gwBlock,@gwComments
syntax match gwBackendStart /^\s*\zs\%(alb\|appconfig\|apprunner\|cloudmap\|ecs\|events\|kinesis\|lambda\|nlb\|sqs\|states\)\>/
      \ contained nextgroup=gwName skipwhite
syntax match gwName /\<[a-z][a-z0-9-]*\>/ contained nextgroup=gwAccess skipwhite
syntax match gwAccess /\<\%(private\|public\)\>/ contained nextgroup=gwAction skipwhite

syntax region gwParamLine start=/^\s*\zeparam\>/ end=/$/ contains=gwParam,gwAssign,@gwValues,@gwComments
syntax match gwParam /^\s*\zsparam\>/ contained nextgroup=gwParamName skipwhite
syntax match gwParamName /\<[a-z][a-z0-9-]*\>/ contained nextgroup=gwColon skipwhite
syntax match gwColon /:/ contained nextgroup=gwType skipwhite
syntax match gwType /\<\%(arn\|cpu\|duration\|hostname\|list\|memory\|number\|secret\|string\)\>/ contained
syntax match gwAssign /\s\@<==\s\@=/ contained

syntax region gwIncludeLine start=/^\s*\zeinclude\>/ end=/$/ contains=gwInclude,gwString,@gwComments
syntax match gwInclude /^\s*\zsinclude\>/ contained

syntax region gwOutputLine start=/^\s*\zeoutput\>/ end=/$/ contains=gwOutput,gwAssign,gwReference,gwExport,gwString,gwParamReference,@gwComments
syntax match gwOutput /^\s*\zsoutput\>/ contained nextgroup=gwParamName skipwhite
syntax match gwReference /\<[a-z][a-z0-9-]*\.[A-Za-z0-9_-]\+/ contained
syntax match gwExport /\<export\>/ contained

syntax region gwMovedLine start=/^\s*\zemoved\>/ end=/$/ contains=gwMoved,gwMovedArrow,@gwComments
syntax match gwMoved /^\s*\zsmoved\>/ contained nextgroup=gwMovedKind skipwhite
syntax match gwMovedArrow /->/ contained nextgroup=gwMovedKind skipwhite
syntax match gwMovedKind /\<[a-z][a-z0-9-]*\>/ contained nextgroup=gwMovedName skipwhite
syntax match gwMovedName /[^[:blank:]{}"\[\];#][^[:blank:]{}"\[\];]*/ contained

" Patches, with the JSON that they hold

syntax region gwPatchLine start=/^\s*\zepatch\>/ end=/$/
      \ contains=gwPatch,gwAssign,gwString,gwJson,gwConstant,gwJsonNumber,@gwComments
syntax match gwPatch /^\s*\zspatch\>/ contained nextgroup=gwTarget skipwhite
syntax match gwTarget /\<\%(cfn\|terraform\)\>/ contained nextgroup=gwAddress skipwhite
syntax match gwAddress /[^[:blank:]{}"\[\];#][^[:blank:]{}"\[\];]*/ contained
syntax match gwConstant /\<\%(false\|null\|true\)\>/ contained
syntax match gwJsonNumber /\%(^\|[[:blank:],:\[]\)\@<=-\?\d\+\%(\.\d\+\)\?\%([eE][+-]\?\d\+\)\?/ contained
syntax region gwJson matchgroup=gwDelimiter start=/{/ end=/}/ contained fold
      \ contains=gwJson,gwString,gwConstant,gwJsonNumber,@gwComments
syntax region gwJson matchgroup=gwDelimiter start=/\[/ end=/\]/ contained fold
      \ contains=gwJson,gwString,gwConstant,gwJsonNumber,@gwComments

" Routes, groups and tests

syntax cluster gwRouteParts contains=gwMethod,gwDefault,gwPath,gwArrow,gwClause,gwClauseAuth,gwRouteBlock,gwList,gwString,gwNumber,gwParamReference,@gwComments
syntax region gwRouteLine start=/^\s*\ze[A-Z\/$]/ end=/$/ contains=@gwRouteParts
syntax region gwGroupRoute start=/\%(^\|[;{]\)\@<=\s*\ze[A-Z\/$]/ end=/$\|\ze[;}]/ contained contains=@gwRouteParts

syntax match gwMethod /\%(^\|[[:blank:],;{]\)\@<=\%(ANY\|DELETE\|GET\|HEAD\|OPTIONS\|PATCH\|POST\|PUT\)[^[:blank:],]\@!/ contained
syntax match gwDefault /\%(^\|[[:blank:];{]\)\@<=\$default[^[:blank:];}]\@!/ contained
syntax match gwPath /\%(^\|[[:blank:];{]\)\@<=\/[^[:blank:]{}"\[\];]*/ contained contains=gwPathVariable
syntax match gwPathVariable /<[A-Za-z_][A-Za-z0-9_.-]*[+*]\?>/ contained

syntax match gwArrow /->/ contained nextgroup=gwTargetName,gwTargetKind,gwTargetUrl,gwStatus,gwString skipwhite
syntax match gwTargetName /\<[a-z][a-z0-9-]*\>/ contained nextgroup=gwAccess,gwAction skipwhite
syntax match gwTargetKind /\<\%(alb\|appconfig\|apprunner\|cloudmap\|ecs\|events\|kinesis\|lambda\|nlb\|sqs\|states\)\>\%(\s\+[a-z]\)\@=/
      \ contained nextgroup=gwTargetName skipwhite
syntax match gwTargetUrl /\<[a-z][a-z0-9+.-]*:\/\/[^[:blank:]{}"\[\];]*/ contained contains=gwPathVariable
syntax match gwStatus /\<\d\d\d\>/ contained
syntax match gwAction /\<\%(\%(private\|public\)\>\)\@!\%(\%(at\|auth\|keep\|open\|throttle\|timeout\)\>\)\@![a-z][a-z0-9-]*\>/ contained

syntax match gwClause /\%(^\|[[:blank:];{]\)\@<=\%(at\|burst\|keep\|open\|throttle\|timeout\)[^[:blank:];}]\@!/ contained
syntax match gwClauseAuth /\%(^\|[[:blank:];{]\)\@<=auth\%(\s\)\@=/ contained nextgroup=gwAuthName skipwhite
syntax match gwAuthName /\<[a-z][a-z0-9-]*\>/ contained

syntax region gwRouteBlock matchgroup=gwDelimiter start=/\%(^\|\s\)\@<={/ end=/}/ contained fold
      \ contains=gwKey,gwSetting,gwMapping,gwClauseLine,gwBlock,gwSeparator,@gwValues,@gwComments
syntax region gwClauseLine start=/\%(\%(^\|[;{]\)\s*\)\@<=\ze\%(at\|auth\|keep\|open\|throttle\|timeout\)\%([[:blank:];}]\|$\)/
      \ end=/$\|\ze[;}]/ contained contains=gwClause,gwClauseAuth,gwPath,gwList,gwString,gwNumber,gwParamReference,@gwComments
syntax region gwMapping start=/\%(\%(^\|[;{]\)\s*\)\@<=\ze\%(request\|response\)\s/ end=/$\|\ze[;}]/ contained
      \ contains=gwMappingWord,@gwValues,@gwComments
syntax match gwMappingWord /\%(\%(^\|[;{]\)\s*\)\@<=request\s\+\%(append\|remove\|set\)\s\+\%(header\|query\)\>/ contained
      \ nextgroup=gwMappingName skipwhite
syntax match gwMappingWord /\%(\%(^\|[;{]\)\s*\)\@<=response\>/ contained nextgroup=gwMappingStatus skipwhite
syntax match gwMappingStatus /\<\d\d\d\>/ contained nextgroup=gwMappingResponse skipwhite
syntax match gwMappingResponse /\<status\>/ contained
syntax match gwMappingResponse /\<\%(append\|remove\|set\)\s\+header\>/ contained nextgroup=gwMappingName skipwhite
syntax match gwMappingName /[^[:blank:]{}"\[\];#][^[:blank:]{}"\[\];]*/ contained

syntax region gwGroupLine start=/\%(\%(^\|[;{]\)\s*\)\@<=\zegroup\s/ end=/$\|\ze[;}]/
      \ contains=gwGroup,gwPath,gwClause,gwClauseAuth,gwGroupBlock,gwList,gwString,gwNumber,gwParamReference,@gwComments
syntax match gwGroup /\<group\>/ contained
syntax region gwGroupBlock matchgroup=gwDelimiter start=/\%(^\|\s\)\@<={/ end=/}/ contained fold
      \ contains=gwGroupLine,gwGroupRoute,gwClauseLine,gwMapping,gwSeparator,@gwComments

syntax region gwExpectLine start=/^\s*\zeexpect\>/ end=/$/
      \ contains=gwExpect,gwExpectWord,gwMethod,gwDefault,gwPath,gwArrow,gwClause,gwClauseAuth,@gwComments
syntax match gwExpect /^\s*\zsexpect\>/ contained
syntax match gwExpectWord /\<\%(from\|header\)\>/ contained

" Comments start a line or follow white space, so URLs keep their fragments.

syntax match gwComment /\%(^\|\s\)\@<=#.*$/ contains=gwTodo,@Spell
syntax match gwDocComment /\%(^\|\s\)\@<=##.*$/ contains=@Spell
syntax keyword gwTodo contained TODO FIXME XXX
syntax cluster gwComments contains=gwComment,gwDocComment

highlight default link gwComment Comment
highlight default link gwDocComment SpecialComment
highlight default link gwTodo Todo
highlight default link gwItem Keyword
highlight default link gwParam Keyword
highlight default link gwInclude Include
highlight default link gwOutput Keyword
highlight default link gwExport Keyword
highlight default link gwMoved Keyword
highlight default link gwPatch Keyword
highlight default link gwGroup Keyword
highlight default link gwExpect Keyword
highlight default link gwExpectWord Keyword
highlight default link gwBackendStart Type
highlight default link gwTargetKind Type
highlight default link gwMovedKind Type
highlight default link gwAuthorizer Type
highlight default link gwType Type
highlight default link gwTarget Type
highlight default link gwAccess StorageClass
highlight default link gwName Function
highlight default link gwMovedName Function
highlight default link gwTargetName Function
highlight default link gwSection Title
highlight default link gwAuth Structure
highlight default link gwAuthName Structure
highlight default link gwAddress Identifier
highlight default link gwReference Identifier
highlight default link gwParamName Identifier
highlight default link gwAction Special
highlight default link gwMethod Statement
highlight default link gwClause Statement
highlight default link gwClauseAuth Statement
highlight default link gwMappingWord Statement
highlight default link gwMappingResponse Statement
highlight default link gwMappingName Identifier
highlight default link gwMappingStatus Number
highlight default link gwSetting Label
highlight default link gwMap Label
highlight default link gwKey Identifier
highlight default link gwDefault Constant
highlight default link gwConstant Boolean
highlight default link gwPath String
highlight default link gwPathVariable Special
highlight default link gwString String
highlight default link gwAtom String
highlight default link gwUrl Underlined
highlight default link gwTargetUrl Underlined
highlight default link gwArn String
highlight default link gwEscape SpecialChar
highlight default link gwInterpolation PreProc
highlight default link gwParamReference PreProc
highlight default link gwVariable PreProc
highlight default link gwNumber Number
highlight default link gwJsonNumber Number
highlight default link gwStatus Number
highlight default link gwArrow Operator
highlight default link gwMovedArrow Operator
highlight default link gwAssign Operator
highlight default link gwColon Delimiter
highlight default link gwSeparator Delimiter
highlight default link gwDelimiter Delimiter

let &cpo = s:save_cpo
unlet s:save_cpo
let b:current_syntax = 'gw'
