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
      \ . ' iskeyword< suffixesadd< include< define< formatexpr<'

if executable('gwc')
  setlocal formatexpr=GwFormat()
  compiler gwc
  let b:undo_ftplugin .= ' makeprg< errorformat<'
endif

" Formats the whole buffer, since columns depend on neighbouring lines. A text with faults stays as it is. Typing in
" insert mode is left to Vim.
function! GwFormat() abort
  if mode() =~# '[iR]'
    return 1
  endif
  let l:old = getline(1, '$')
  let l:new = systemlist('gwc fmt - 2>/dev/null', l:old)
  if v:shell_error != 0
    echohl WarningMsg | echomsg 'gwc fmt: the spec has faults; :make shows them' | echohl None
    return 0
  endif
  if l:new ==# l:old
    return 0
  endif
  let l:view = winsaveview()
  if len(l:new) < len(l:old)
    silent execute (len(l:new) + 1) . ',$delete _'
  endif
  call setline(1, l:new)
  call winrestview(l:view)
  return 0
endfunction

let &cpo = s:save_cpo
unlet s:save_cpo
