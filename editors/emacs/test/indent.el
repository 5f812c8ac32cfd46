;;; indent.el --- Indent files anew, and save them  -*- lexical-binding: t; -*-

(require 'gw-mode)

(dolist (file command-line-args-left)
  (find-file file)
  (indent-region (point-min) (point-max))
  (save-buffer))
(setq command-line-args-left nil)

;;; indent.el ends here
