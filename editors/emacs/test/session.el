;;; session.el --- What a person does in a spec, with eglot  -*- lexical-binding: t; -*-

;; Runs in batch mode, after the init file of emacs.md, in a folder with shop.gw and more.gw; prints a line for every step:
;; its name, a tab, and what it left, as JSON.

(require 'cl-lib)
(require 'eglot)
(require 'flymake)
(require 'json)

(defun session-say (step value)
  "Print the result VALUE of STEP."
  (princ (concat step "\t" (json-encode value) "\n")))

(defun session-wait (condition)
  "Wait until CONDITION returns non-nil, which is returned; give up after a while."
  (let ((end (+ (float-time) 15)) result)
    (while (and (not (setq result (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.05)
      ;; Timers and hooks that a command loop would run.
      (sit-for 0.01))
    result))

;; Batch mode is never idle.
(defun session-idle ()
  "Send the edits, which eglot does when Emacs is idle."
  (eglot--signal-textDocument/didChange))

(defun session-text ()
  "The text of the buffer."
  (buffer-substring-no-properties (point-min) (point-max)))

(defun session-goto (text)
  "Go to the start of TEXT, the first in the buffer."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(setq eglot-confirm-server-initiated-edits nil
      xref-prompt-for-identifier nil)

(find-file "shop.gw")
(session-say "mode" (symbol-name major-mode))
;; `eglot-ensure' waits for the command loop, which batch mode does not have.
(run-hooks 'post-command-hook)
(session-say "connects" (if (session-wait #'eglot-current-server) "yes" "no"))

(flymake-mode 1)
(flymake-start)
(session-wait (lambda () (flymake-diagnostics)))
(session-say "diagnostics"
             (mapcar (lambda (it)
                       (format "%d: %s" (line-number-at-pos (flymake-diagnostic-beg it)) (flymake-diagnostic-text it)))
                     (flymake-diagnostics)))

(session-goto "regin")
(let ((last-nonmenu-event ?x) ; A menu is for the mouse.
      (completing-read-function (lambda (_prompt choices &rest _) (car (all-completions "" choices)))))
  (eglot-code-actions (point) (+ (point) 5) "quickfix" t))
(session-wait (lambda () (string-search "region" (session-text))))
(session-say "quick fix" (session-text))

(session-goto "include")
(insert "PUT /orders -> ord\n")
(backward-char)
(completion-at-point)
(session-say "completion" (session-text))
(delete-region (line-beginning-position) (line-beginning-position 2))
(session-idle)

(find-file "more.gw")
(run-hooks 'post-command-hook)
(session-wait #'eglot-current-server)
(session-goto "orders open")
(call-interactively #'xref-find-definitions)
(session-say "definition" (format "%s:%d:%d" (buffer-name) (line-number-at-pos) (current-column)))

(eglot-rename "baskets")
(save-some-buffers t)
(session-say "rename" (concat (session-text) (with-current-buffer "more.gw" (session-text))))

(session-goto "-> baskets")
(insert "     ")
(eglot-format-buffer)
(session-say "format" (session-text))

(session-idle)

(session-goto "baskets open")
(let (shown)
  (eglot-hover-eldoc-function (lambda (text &rest _) (setq shown text)))
  (session-wait (lambda () shown))
  (session-say "hover" (and shown (substring-no-properties shown))))

(eglot-shutdown (eglot-current-server))

(session-goto "region")
(delete-char 3)
(save-buffer)
(save-window-excursion
  (gw-check)
  (session-wait (lambda () (not (process-live-p (get-buffer-process "*compilation*")))))
  (with-current-buffer "*compilation*"
    (font-lock-ensure)
    (compilation--ensure-parse (point-max)))
  (next-error 1 t)
  (session-say "C-c C-c" (format "%s:%d:%d" (buffer-name) (line-number-at-pos) (current-column))))

;;; session.el ends here
