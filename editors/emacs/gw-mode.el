;;; gw-mode.el --- Gateways on AWS in .gw  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT OR Apache-2.0
;; Package-Requires: ((emacs "28.1"))

;;; Commentary:

;; A mode for `.gw' files: tree-sitter where the grammar is installed, patterns where it is not.  Eglot knows the server.

;;; Code:

;; Emacs 28 has no tree-sitter.
(require 'treesit nil t)
(require 'compile)

(declare-function treesit-font-lock-rules "treesit")
(declare-function treesit-major-mode-setup "treesit")
(declare-function treesit-parser-create "treesit.c")
(declare-function treesit-ready-p "treesit")
(defvar eglot-server-programs)
(defvar treesit-font-lock-feature-list)
(defvar treesit-font-lock-settings)
(defvar treesit-simple-indent-rules)

(defgroup gw nil
  "Gateways on AWS."
  :group 'languages)

(defcustom gw-program "gwc"
  "The compiler: a name on the `exec-path', or a path."
  :type 'string)

(defconst gw--items
  '("auth" "env" "expect" "gateway" "group" "gw" "include" "moved" "network" "output" "param" "patch"))

(defconst gw--methods
  '("ANY" "DELETE" "GET" "HEAD" "OPTIONS" "PATCH" "POST" "PUT"))

(defconst gw--backends
  '("alb" "appconfig" "apprunner" "cloudmap" "ecs" "events" "kinesis" "lambda" "nlb" "sqs" "states"))

(defconst gw--clauses
  '("at" "auth" "burst" "keep" "open" "throttle" "timeout"))

(defvar gw-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?\\ "\\" table)
    (modify-syntax-entry ?- "_" table)
    table)
  "Syntax of `.gw' files.")

(defconst gw--syntax-propertize
  ;; A `#' inside of a word, as in a URL, starts no comment.
  (syntax-propertize-rules ("[^ \t\n]\\(#\\)" (1 "."))))

(defconst gw--patterns
  `((,(concat "^[ \t]*" (regexp-opt gw--items 'symbols)) 1 font-lock-keyword-face)
    (,(regexp-opt gw--methods 'symbols) 1 font-lock-function-name-face)
    (,(concat "\\(?:^[ \t]*\\|->[ \t]+\\)" (regexp-opt gw--backends 'symbols)) 1 font-lock-type-face)
    (,(concat "[ \t]" (regexp-opt gw--clauses 'symbols)) 1 font-lock-builtin-face)
    ("<[A-Za-z_][A-Za-z0-9_.-]*[+*]?>" 0 font-lock-variable-name-face)
    ("\\$\\(?:{[^}\n]*}\\|[a-z][A-Za-z0-9_.-]*\\)" 0 font-lock-variable-name-face t)
    ("->" 0 font-lock-keyword-face))
  "Highlighting without tree-sitter.")

(defun gw--tree-sitter-rules ()
  "Highlighting with tree-sitter."
  (treesit-font-lock-rules
   :language 'gw :feature 'comment
   '((comment) @font-lock-comment-face (doc_comment) @font-lock-doc-face)
   :language 'gw :feature 'string
   '((string) @font-lock-string-face)
   :language 'gw :feature 'string :override t
   '((interpolation) @font-lock-variable-name-face (escape_sequence) @font-lock-escape-face)
   :language 'gw :feature 'keyword
   `([,@gw--items "->"] @font-lock-keyword-face
     [(backend_kind) (auth_kind) (type)] @font-lock-type-face
     ["at" "burst" "throttle" "timeout"] @font-lock-builtin-face
     [(access) (keep_clause) (open_clause)] @font-lock-builtin-face
     (method) @font-lock-function-name-face)
   :language 'gw :feature 'name
   '((setting name: (name) @font-lock-property-name-face)
     (path) @font-lock-string-face)
   :language 'gw :feature 'name :override t
   '((path_variable) @font-lock-variable-name-face
     (param_reference) @font-lock-variable-name-face
     (runtime_variable) @font-lock-variable-name-face)
   :language 'gw :feature 'number
   '([(number) (duration) (memory) (cpu) (rate) (percentage) (range)] @font-lock-number-face)))

(defconst gw--indent-rules
  '((gw
     ((node-is "[]}]") parent-bol 0)
     ((parent-is "block") parent-bol 2)
     ((parent-is "group_block") parent-bol 2)
     ((parent-is "route_block") parent-bol 2)
     ((parent-is "list") parent-bol 2)
     ((parent-is "json_object") parent-bol 2)
     ((parent-is "json_array") parent-bol 2)
     ((parent-is "source_file") column-0 0)
     (no-node parent-bol 0))))

(defun gw-check ()
  "Run `gwc check' on this file."
  (interactive)
  (save-some-buffers (not compilation-ask-about-save) (lambda () (derived-mode-p 'gw-mode)))
  (compile (concat (shell-quote-argument gw-program) " check --format short "
                   (shell-quote-argument (buffer-file-name)))))

(defvar gw-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "C-c C-c") #'gw-check)
    map)
  "Keys of `gw-mode'.")

;;;###autoload
(define-derived-mode gw-mode prog-mode "gw"
  "A mode for gateways on AWS."
  (setq-local comment-start "# ")
  (setq-local comment-start-skip "#+[ \t]*")
  (setq-local indent-tabs-mode nil)
  (setq-local tab-width 2)
  (setq-local syntax-propertize-function gw--syntax-propertize)
  (if (not (and (fboundp 'treesit-ready-p) (treesit-ready-p 'gw t)))
      (setq-local font-lock-defaults '(gw--patterns))
    (treesit-parser-create 'gw)
    (setq-local treesit-font-lock-settings (gw--tree-sitter-rules))
    (setq-local treesit-font-lock-feature-list '((comment) (keyword string) (name number)))
    (setq-local treesit-simple-indent-rules gw--indent-rules)
    (treesit-major-mode-setup)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.gw\\'" . gw-mode))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs `(gw-mode . (,gw-program "lsp"))))

(provide 'gw-mode)
;;; gw-mode.el ends here
