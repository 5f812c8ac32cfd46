" Writes the syntax group of every run of characters of the current file to $GW_DUMP, a line a run.
" Used by check.mjs: vim -N -u NONE -i NONE -es -S dump.vim FILE

let s:lines = []
for s:lnum in range(1, line('$'))
  let s:text = getline(s:lnum)
  call add(s:lines, '> ' . s:text)
  let s:column = 1
  let s:start = 1
  let s:group = ''
  while s:column <= len(s:text) + 1
    let s:now = s:column > len(s:text) ? '' : synIDattr(synID(s:lnum, s:column, 1), 'name')
    if s:now !=# s:group || s:column > len(s:text)
      let s:run = strpart(s:text, s:start - 1, s:column - s:start)
      if s:group !=# '' && s:run =~# '\S'
        call add(s:lines, printf('  %d-%d %s %s', s:start, s:column - 1, s:group, s:run))
      endif
      let s:group = s:now
      let s:start = s:column
    endif
    let s:column += 1
  endwhile
endfor
call writefile(s:lines, $GW_DUMP)
qall!
