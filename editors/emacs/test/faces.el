;;; faces.el --- Print the face of every byte of a file  -*- lexical-binding: t; -*-

(require 'gw-mode)

(dolist (file command-line-args-left)
  (find-file file)
  (font-lock-mode 1)
  (font-lock-ensure)
  (goto-char (point-min))
  (while (not (eobp))
    (let ((face (get-text-property (point) 'face)))
      (dotimes (_ (string-bytes (char-to-string (char-after))))
        (princ (format "%s\n" (or face "")))))
    (forward-char))
  (princ "\f\n"))
(setq command-line-args-left nil)

;;; faces.el ends here
