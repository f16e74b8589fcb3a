#!/bin/bash
# Builds what the emulated hosts boot from into a folder: build-image.sh FOLDER [base|virt|netdevsim] [KERNEL]
#   KERNEL                 series of the kernel, 6.1 unless it is named: each has a folder of its own
#   vmlinux, initrd.cpio   kernel and initial RAM file system
#   state.img              empty file system for the state disk of a host
#   id_ed25519, host_ed25519   keys of the user and of the host, kept over builds
#   virt.img               with "virt": root file system with libvirt, QEMU, and kernel and initrd for a VM inside
#   initrd-netdevsim.cpio  with "netdevsim": initrd.cpio and the kernel's own simulated NIC, which Debian does not build
# Cached by the versions of the packages and by the files of this folder: nothing is done when they are those of the
# last build. Needs a Debian whose apt knows its packages.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)
wanted=${2:-base}
series=${3:-6.1}
suite=bookworm
base_packages=(busybox-static dash iproute2 ethtool dropbear-bin openssh-client openssh-sftp-server nvme-cli pciutils kmod
  util-linux perl-base)
virt_packages=(libvirt-daemon libvirt-daemon-driver-qemu libvirt-clients libxml2-utils qemu-system-x86 seabios)
modules=(igb igbvf nvme vfio-pci vfio_iommu_type1 virtio_pci virtio_net virtio_blk virtio_rng pci-pf-stub ext4 psample
  8021q bonding bridge macvlan macvtap ipvlan vrf overlay loop dummy veth tun kvm-amd kvm-intel)
guest_modules=(igbvf nvme virtio_pci virtio_blk virtio_net)
# What scripts that run on a host may call.
tools=(scp dd flock setsid timeout mktemp tar busybox dash ip devlink nvme ethtool modprobe readlink sha256sum perl)

fail() {
  echo "build-image: $1" >&2
  exit 2
}

# One build at a time, and nobody boots half of one. A build takes a minute or two.
exec 9>"$out/lock"
flock -w 600 9 || fail "another build in $out has not ended for ten minutes"

# Asking apt takes seconds: not again while neither its lists nor these files have changed.
sources=$series-$(cat "$here"/build-image.sh "$here"/init "$here"/guest-init | sha256sum)
quick="$sources $(stat -c %Y /var/lib/apt/lists 2>/dev/null)"
complete() {
  [ -e "$out/vmlinux" ] && [ -e "$out/initrd.cpio" ] && [ -e "$out/state.img" ]
}
complete && [ "$wanted" = base ] && [ "$(cat "$out/quick" 2>/dev/null)" = "$quick" ] && exit 0
[ "$wanted" = virt ] && [ -e "$out/virt.img" ] && [ "$(cat "$out/quick-virt" 2>/dev/null)" = "$quick" ] && exit 0
[ "$wanted" = netdevsim ] && [ -e "$out/initrd-netdevsim.cpio" ] &&
  [ "$(cat "$out/quick-netdevsim" 2>/dev/null)" = "$quick" ] && exit 0

# The newest package of the series: the number of its ABI, or its patch level, moves with updates.
kernel_package=$(apt-cache pkgnames "linux-image-$series." 2>/dev/null |
  grep -E "^linux-image-$series\\.[0-9]+(-[0-9]+|\\+deb[0-9.]+)-amd64\$" | sort -V | tail -1) || true
[ -n "$kernel_package" ] || fail "apt knows no linux-image-$series.*-amd64: run .ci/install-tools on a Debian 12"
versions() {
  apt-cache policy "$@" | sed -n 's/^\([^ ].*\):$/\1/p; s/.*Candidate: //p'
}
stamp="$sources $(versions "$kernel_package" "${base_packages[@]}" | sha256sum)"
stamp_virt="$stamp $(versions "${virt_packages[@]}" | sha256sum)"
stamp_netdevsim="$stamp $(versions "linux-source-$series" | sha256sum)"

work=$(mktemp -d "$out/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

# --- kernel

unpack_kernel() {
  mkdir kernel
  apt-get download -qq -o APT::Sandbox::User=root "$kernel_package"
  dpkg -x "$kernel_package"_*.deb kernel
  rm -f "$kernel_package"_*.deb
  release=$(ls kernel/lib/modules)
  depmod -b kernel "$release"
}

# bzImage -> ELF: QEMU enters it by PVH, and nothing is decompressed under software emulation.
extract_vmlinux() {
  local image=kernel/boot/vmlinuz-$release setup_sectors payload_offset payload_length
  setup_sectors=$(od -An -tu1 -j497 -N1 "$image")
  payload_offset=$(od -An -tu4 -j584 -N4 "$image")
  payload_length=$(od -An -tu4 -j588 -N4 "$image")
  dd if="$image" of=payload bs=1M iflag=skip_bytes,count_bytes status=none \
    skip=$(((setup_sectors + 1) * 512 + payload_offset)) count=$((payload_length - 4))
  case $(od -An -tx1 -N2 payload) in
    *"fd 37"*) xz -dc payload >vmlinux ;;
    *"28 b5"*) zstd -qdc payload >vmlinux ;;
    *) fail "unknown compression of $image" ;;
  esac
  rm payload
}

# install_modules ROOT MODULE...
install_modules() {
  local root=$1 module file target
  shift
  for module in "$@"; do
    modprobe -d kernel -S "$release" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'
  done | sort -u | while read -r file; do
    target=$root/lib/modules/$release/${file##*/lib/modules/"$release"/}
    mkdir -p "${target%/*}"
    case $file in *.xz) xz -dc "$file" >"${target%.xz}" ;; *) cp "$file" "$target" ;; esac
  done
  cp kernel/lib/modules/"$release"/modules.{order,builtin,builtin.modinfo} "$root/lib/modules/$release/"
  depmod -b "$root" "$release"
}

# --- root file systems

# install_packages ROOT PACKAGE...
install_packages() {
  local root=$1
  shift
  local IFS=,
  # shellcheck disable=SC2086 # no mirror is no argument
  mmdebstrap --quiet --variant=extract --mode=root --include="$*" "$suite" "$root" ${SRIOV_LAB_MIRROR:-}
}

# An applet of busybox for every command that no package brought: link_applets ROOT
link_applets() (
  cd "$1"
  for applet in $(bin/busybox --list); do
    for folder in bin sbin usr/bin usr/sbin; do
      if [ -e $folder/"$applet" ] || [ -L $folder/"$applet" ]; then continue 2; fi
    done
    ln -s /bin/busybox bin/"$applet"
  done
)

# What makes a root file system of packages that were only unpacked: dress ROOT
dress() {
  local root=$1 tool
  rm -rf "$root"/usr/share/{doc,man,locale,info,perl*,bug,lintian} "$root"/usr/lib/x86_64-linux-gnu/gconv \
    "$root"/var/lib/dpkg "$root"/var/cache "${root:?}"/dev
  # Of perl what a program without modules needs: the agent of the conformance suite starts nothing else.
  find "$root"/usr/lib/x86_64-linux-gnu/perl* "$root"/usr/lib/x86_64-linux-gnu/perl5 -type f \
    ! -path '*/perl-base/strict.pm' ! -path '*/perl-base/warnings.pm' -delete 2>/dev/null || true
  mkdir -p "$root"/{dev,proc,sys,run,tmp,root/.ssh,etc/dropbear,var/lib/cdktf-sriov}
  rm -rf "$root/var/run"
  ln -s /run "$root/var/run"
  ln -sf dash "$root/bin/sh" # busybox sh would prefer its own ip applet over iproute2
  link_applets "$root"
  ldconfig -r "$root"
  install_modules "$root" "${modules[@]}"
  {
    echo 'root::0:0:root:/root:/bin/sh'
    echo 'libvirt-qemu:x:64055:64055::/var/lib/libvirt:/bin/false'
  } >"$root/etc/passwd"
  echo 'root:*:19000:0:99999:7:::' >"$root/etc/shadow"
  printf '%s\n' root:x:0: kvm:x:104: libvirt-qemu:x:64055: >"$root/etc/group"
  echo /bin/sh >"$root/etc/shells"
  install -m 600 "$out/host_key" "$root/etc/dropbear/dropbear_ed25519_host_key"
  install -m 600 "$out/id_ed25519.pub" "$root/root/.ssh/authorized_keys"
  chmod 700 "$root/root" "$root/root/.ssh"
  install -m 755 "$here/init" "$root/init"
  for tool in "${tools[@]}"; do
    chroot "$root" /bin/sh -c "command -v $tool" >/dev/null || fail "the image lacks $tool"
  done
}

make_keys() {
  [ -f "$out/id_ed25519" ] || ssh-keygen -q -t ed25519 -N '' -C lab -f "$out/id_ed25519"
  [ -f "$out/host_ed25519" ] || ssh-keygen -q -t ed25519 -N '' -C lab -f "$out/host_ed25519"
  # dropbear reads a form of its own.
  cp "$out/host_ed25519" root/host_ed25519
  chroot root dropbearconvert openssh dropbear /host_ed25519 /host_key 2>/dev/null
  mv root/host_key "$out/host_key"
  rm root/host_ed25519
}

pack() (
  cd "$1"
  find . | cpio --quiet -o -H newc -R 0:0 # uncompressed: fastest under software emulation
)

# image FILE MIB [FOLDER]: a file system, holes left out
image() {
  truncate -s "$2M" "$1"
  mke2fs -q -t ext4 -E lazy_itable_init=1 -m 0 -O ^metadata_csum,^64bit ${3:+-d "$3"} "$1"
}

build_base() {
  install_packages root "${base_packages[@]}"
  make_keys
  dress root
  extract_vmlinux
  pack root >initrd.cpio
  image state.img 64
  rm -f "$out/stamp"
  mv vmlinux initrd.cpio state.img "$out/"
  printf %s "$stamp" >"$out/stamp"
}

# The system of a VM inside: it says on its console which VFs it sees.
build_guest() {
  mkdir -p guest/{bin,dev,proc,sys}
  cp virt/bin/busybox guest/bin/
  install_modules guest "${guest_modules[@]}"
  install -m 755 "$here/guest-init" guest/init
  mkdir -p virt/var/lib/lab
  pack guest >virt/var/lib/lab/l2-initrd
  cp "$out/vmlinux" virt/var/lib/lab/l2-vmlinux
}

build_virt() {
  install_packages virt "${base_packages[@]}" "${virt_packages[@]}"
  rm -rf virt/usr/share/qemu/{edk2,skiboot,openbios,u-boot}*
  dress virt
  mkdir -p virt/var/{log,cache}/libvirt/qemu virt/var/lib/libvirt/{qemu,images}
  for tool in 'virsh --version' 'libvirtd --version' 'qemu-system-x86_64 --version' 'virt-xml-validate --help'; do
    LC_ALL=C chroot virt /bin/sh -c "$tool" >/dev/null || fail "$tool does not run in the image"
  done
  build_guest
  printf '%s\n' 'user = "root"' 'group = "root"' 'security_driver = "none"' 'cgroup_controllers = []' \
    'namespaces = []' 'remember_owner = 0' 'stdio_handler = "file"' >virt/etc/libvirt/qemu.conf
  printf '%s\n' 'auth_unix_ro = "none"' 'auth_unix_rw = "none"' >virt/etc/libvirt/libvirtd.conf
  echo 5d1f5e7c0a9b4d0e8c1f2a3b4c5d6e7f >virt/etc/machine-id
  image virt.img 1024 virt
  rm -f "$out/stamp-virt"
  mv virt.img "$out/"
  printf %s "$stamp_virt" >"$out/stamp-virt"
}

# What a module of this kernel is built with, apart from the compiler.
unpack_headers() {
  local headers=${kernel_package/image/headers} package
  local packages
  mapfile -t packages < <(apt-cache depends "$headers" | sed -n 's/^ *Depends: *\(linux-\(headers\|kbuild\)-.*\)/\1/p')
  for package in "$headers" "${packages[@]}"; do
    apt-get download -qq -o APT::Sandbox::User=root "$package"
    dpkg -x "$package"_*.deb headers
  done
  # Types for BPF programs would take another tool.
  rm -f "headers/usr/src/$headers/vmlinux"
  sed -i "s|^include /|include $work/headers/|" "headers/usr/src/$headers/Makefile"
  mv "headers/usr/src/$headers" headers/usr/src/build
}

unpack_netdevsim() {
  apt-get download -qq -o APT::Sandbox::User=root "linux-source-$series"
  dpkg --fsys-tarfile "linux-source-${series}"_*.deb | tar -xO "./usr/src/linux-source-$series.tar.xz" | xz -dc -T0 |
    tar -x --strip-components=4 "linux-source-$series/drivers/net/netdevsim" --one-top-level=netdevsim
}

build_netdevsim() {
  local tree=extra/lib/modules/$release
  unpack_headers
  unpack_netdevsim
  make -s -C headers/usr/src/build M="$work/netdevsim" CONFIG_NETDEVSIM=m modules >make.log 2>&1 ||
    fail "netdevsim of Linux $series cannot be built: $(tail -5 make.log)"
  mkdir extra
  (cd extra && cpio --quiet -id 'lib/modules/*') <"$out/initrd.cpio"
  mkdir "$tree/extra"
  strip --strip-debug -o "$tree/extra/netdevsim.ko" netdevsim/netdevsim.ko
  depmod -b extra "$release"
  rm -r "$tree/kernel"
  # The kernel unpacks one archive after the other.
  { cat "$out/initrd.cpio"; pack extra; } >initrd-netdevsim.cpio
  rm -f "$out/stamp-netdevsim"
  mv initrd-netdevsim.cpio "$out/"
  printf %s "$stamp_netdevsim" >"$out/stamp-netdevsim"
}

release=
if ! complete || [ "$(cat "$out/stamp" 2>/dev/null)" != "$stamp" ]; then
  unpack_kernel
  build_base
fi
printf %s "$quick" >"$out/quick"
[ "$wanted" != base ] || exit 0
# Hosts that need no more do not wait for the rest.
exec 8>"$out/lock-$wanted"
flock -u 9
flock -w 600 8 || fail "another build of $wanted in $out has not ended for ten minutes"
if [ "$wanted" = virt ]; then
  if [ ! -e "$out/virt.img" ] || [ "$(cat "$out/stamp-virt" 2>/dev/null)" != "$stamp_virt" ]; then
    [ -n "$release" ] || unpack_kernel
    build_virt
  fi
  printf %s "$quick" >"$out/quick-virt"
fi
if [ "$wanted" = netdevsim ]; then
  if [ ! -e "$out/initrd-netdevsim.cpio" ] || [ "$(cat "$out/stamp-netdevsim" 2>/dev/null)" != "$stamp_netdevsim" ]; then
    [ -n "$release" ] || unpack_kernel
    build_netdevsim
  fi
  printf %s "$quick" >"$out/quick-netdevsim"
fi
