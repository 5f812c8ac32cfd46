" Vim indent file
" Language: gw, gateways on AWS
" Licence:  MIT OR Apache-2.0

if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal nosmartindent
setlocal indentexpr=GwIndent(v:lnum)
setlocal indentkeys=0},0],!^F,o,O

let b:undo_indent = 'setlocal smartindent< indentexpr< indentkeys<'

if exists('*GwIndent')
  finish
endif

" How many blocks and lists a line leaves open (negative: closes), without its strings and comments. Closers that a line
" starts with are the business of the line itself, so they do not count.
function! s:Balance(text) abort
  let l:text = substitute(a:text, '"\%(\\.\|[^"\\]\)*"', '', 'g')
  let l:text = substitute(l:text, '\%(^\|\s\)#.*$', '', '')
  let l:text = substitute(l:text, '^\s*[]}]\+', '', '')
  return len(substitute(l:text, '[^[{]', '', 'g')) - len(substitute(l:text, '[^]}]', '', 'g'))
endfunction

function! GwIndent(lnum) abort
  let l:previous = prevnonblank(a:lnum - 1)
  if l:previous == 0
    return 0
  endif
  let l:indent = indent(l:previous)
  let l:balance = s:Balance(getline(l:previous))
  if l:balance > 0
    let l:indent += shiftwidth()
  elseif l:balance < 0
    let l:indent -= shiftwidth()
  endif
  if getline(a:lnum) =~# '^\s*[]}]'
    let l:indent -= shiftwidth()
  endif
  return max([l:indent, 0])
endfunction
