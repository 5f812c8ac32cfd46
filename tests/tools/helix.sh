#!/bin/sh
# Puts a Helix into a folder, as the program `hx` there: helix.sh FOLDER
#
# Of the package registries only Debian's has it, from Debian 13 on. The C library changes with every update of Debian,
# so that only Helix itself is pinned.
set -eu
. "${0%/*}/debian.sh"
version=25.01.1-4
sha256=555c98e6f4eed943bc3795e91b8367c2cb77bb4badcf6942aab9166df175ddf9

unpack "$1" "hx=$version"
echo "$sha256  hx_${version}_amd64.deb" | sha256sum --check
rm -rf ./*.deb packages/usr/share

cat > hx << 'EOF'
#!/bin/sh
libraries=${0%/*}/packages/usr/lib
export HELIX_RUNTIME="$libraries/hx/runtime"
exec "$libraries/x86_64-linux-gnu/ld-linux-x86-64.so.2" --library-path "$libraries/x86_64-linux-gnu" "$libraries/hx/hx" "$@"
EOF
chmod +x hx
./hx --version
