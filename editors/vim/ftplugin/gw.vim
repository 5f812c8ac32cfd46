" Vim filetype plugin
" Language: gw, gateways on AWS
" Licence:  MIT OR Apache-2.0

if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

let s:save_cpo = &cpo
set cpo&vim

setlocal comments=:##,:# commentstring=#\ %s
setlocal formatoptions-=t formatoptions+=croql
setlocal expandtab shiftwidth=2 softtabstop=2
" Names have hyphens: `w` and `*` take them whole.
setlocal iskeyword+=-
setlocal suffixesadd=.gw
setlocal include=^\\s*include\\s
setlocal define=^\\s*\\%(alb\\\|appconfig\\\|apprunner\\\|auth\\\|cloudmap\\\|ecs\\\|env\\\|events\\\|gateway\\\|kinesis\\\|lambda\\\|network\\\|nlb\\\|param\\\|sqs\\\|states\\)\\s

let b:undo_ftplugin = 'setlocal comments< commentstring< formatoptions< expandtab< shiftwidth< softtabstop<'
      \ . ' iskeyword< suffixesadd< include< define< formatprg<'

if executable('gwc')
  setlocal formatprg=gwc\ fmt\ -
  compiler gwc
  let b:undo_ftplugin .= ' makeprg< errorformat<'
endif

let &cpo = s:save_cpo
unlet s:save_cpo
