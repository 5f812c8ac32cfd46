autocmd BufNewFile,BufRead *.gw setfiletype gw
