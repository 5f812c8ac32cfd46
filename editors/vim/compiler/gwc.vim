" Vim compiler file
" Compiler: gwc, the compiler of gw
" Licence:  MIT OR Apache-2.0

if exists('current_compiler')
  finish
endif
let current_compiler = 'gwc'

CompilerSet makeprg=gwc\ check\ --color\ never\ --format\ short
CompilerSet errorformat=%f:%l:%c:\ %trror%m,%f:%l:%c:\ %tarning%m,%f:%l:%c:\ %tote%m
