#!/bin/sh
# Puts a Helix into a folder, as the program `hx` there: helix.sh FOLDER
#
# Of the package registries only Debian's has it, from Debian 13 on. apt fetches it from the mirror that this machine
# uses, and checks the signatures; nothing is installed. Debian 13's C library comes along, because the machine's own
# may be older. It changes with every update of Debian, so that only Helix itself is pinned.
set -eu
version=25.01.1-4
sha256=555c98e6f4eed943bc3795e91b8367c2cb77bb4badcf6942aab9166df175ddf9

fail() {
  echo "$1" >&2
  exit 1
}

mkdir -p "$1"
cd "$1"
[ "$(uname -sm)" = 'Linux x86_64' ] || fail "no Helix is pinned for $(uname -sm)"
mirror=$(apt-get update --print-uris | sed -n "s|^'\(.*/debian\)/dists/.*|\1|p" | head -n 1)
[ -n "$mirror" ] || fail 'apt knows no mirror of Debian'

mkdir -p apt/lists/partial apt/cache/archives/partial
cat > apt/apt.conf << EOF
APT::Architecture "amd64";
APT::Sandbox::User "";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::Languages "none";
Dir::Cache "$PWD/apt/cache";
Dir::Etc::SourceList "$PWD/apt/sources.list";
Dir::Etc::SourceParts "-";
Dir::State::Lists "$PWD/apt/lists";
EOF
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" > apt/sources.list
export APT_CONFIG="$PWD/apt/apt.conf"
apt-get --quiet update
apt-get --quiet download "hx=$version" libc6 libgcc-s1
echo "$sha256  hx_${version}_amd64.deb" | sha256sum --check
for package in ./*.deb; do
  dpkg-deb --extract "$package" packages
done
rm -rf apt ./*.deb packages/usr/share

cat > hx << 'EOF'
#!/bin/sh
libraries=${0%/*}/packages/usr/lib
export HELIX_RUNTIME="$libraries/hx/runtime"
exec "$libraries/x86_64-linux-gnu/ld-linux-x86-64.so.2" --library-path "$libraries/x86_64-linux-gnu" "$libraries/hx/hx" "$@"
EOF
chmod +x hx
./hx --version
