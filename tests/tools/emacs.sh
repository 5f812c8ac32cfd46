#!/bin/sh
# Puts the Emacs of Debian 13 into a folder, as the program `emacs` there: emacs.sh FOLDER
#
# It has what that of Debian 12 has not: tree-sitter, and eglot of its own. It is not pinned, because Debian keeps only
# the version with the latest fixes.
set -eu
. "${0%/*}/debian.sh"

unpack "$1" emacs-nox emacs-common emacs-bin-common libacl1 libasound2t64 libattr1 libcap2 libdbus-1-3 libffi8 \
  libgccjit0 libgmp10 libgnutls30t64 libgpm2 libhogweed6t64 libidn2-0 libisl23 liblcms2-2 liblzma5 libmpc3 libmpfr6 \
  libnettle8t64 libp11-kit0 libpcre2-8-0 libselinux1 libsqlite3-0 libstdc++6 libsystemd0 libtasn1-6 libtinfo6 \
  libtree-sitter0.22 libunistring5 libxml2 libzstd1 zlib1g
rm -rf ./*.deb packages/usr/share/doc packages/usr/share/info packages/usr/share/man

cat > emacs << 'EOF'
#!/bin/sh
files=${0%/*}/packages/usr
libraries=$files/lib/x86_64-linux-gnu
share=$(echo "$files"/share/emacs/[1-9]*)
dump=$(echo "$files"/libexec/emacs/*/*/emacs*.pdmp)
export EMACSDATA="$share/etc" EMACSLOADPATH="$share/lisp" EMACSPATH="${dump%/*}"
exec "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" --argv0 "$files/bin/emacs-nox" \
  "$files/bin/emacs-nox" --dump-file "$dump" "$@"
EOF
chmod +x emacs
./emacs --version
