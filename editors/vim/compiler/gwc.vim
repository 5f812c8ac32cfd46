" Vim compiler file
" Compiler: gwc, the compiler of gw
" Licence:  MIT OR Apache-2.0

if exists('current_compiler')
  finish
endif
let current_compiler = 'gwc'

CompilerSet makeprg=gwc\ check\ --color\ never\ --format\ short
" FILE:LINE:COLUMN: SEVERITY[CODE]: MESSAGE
CompilerSet errorformat=%f:%l:%c:\ %trror[GW%n]:\ %m,%f:%l:%c:\ %tarning[GW%n]:\ %m,%f:%l:%c:\ %tote[GW%n]:\ %m
