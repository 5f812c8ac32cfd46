# Unpacks packages of Debian 13 into a folder, for a script that is called with it: . debian.sh
#
# apt fetches them from the mirror that this machine uses, and checks their signatures; nothing is installed. Debian 13's
# C library comes along, because the machine's own may be older.

fail() {
  echo "$1" >&2
  exit 1
}

# unpack FOLDER PACKAGE[=VERSION] ..: goes to the folder, and leaves their files in `packages` there.
unpack() {
  mkdir -p "$1"
  cd "$1"
  shift
  [ "$(uname -sm)" = 'Linux x86_64' ] || fail "Debian's packages are used on Linux x86_64 only, and this is $(uname -sm)"
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
  APT_CONFIG="$PWD/apt/apt.conf" apt-get --quiet --error-on=any update
  APT_CONFIG="$PWD/apt/apt.conf" apt-get --quiet download "$@" libc6 libgcc-s1
  for package in ./*.deb; do
    dpkg-deb --extract "$package" packages
  done
  rm -rf apt
}
