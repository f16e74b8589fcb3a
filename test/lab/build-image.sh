#!/bin/bash
# Builds kernel and initial RAM file system of the emulated host into a folder: build-image.sh FOLDER
# Cached by the versions of the kernel package and of this script: nothing is done when they are those of the last build.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$out"

# The kernel package behind the metapackage: its ABI number moves with updates.
kernel_package=$(apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: *\(linux-image-[0-9].*\)/\1/p' | head -1)
[ -n "$kernel_package" ] || { echo "build-image: apt knows no linux-image-amd64; run apt-get update" >&2; exit 2; }
stamp="$(apt-cache policy "$kernel_package" | sed -n 's/.*Candidate: //p') $(cat "$here/build-image.sh" "$here/init" | sha256sum)"
[ -e vmlinux ] && [ -e initrd.cpio ] && [ "$(cat stamp 2>/dev/null)" = "$stamp" ] && exit 0
rm -rf kernel root stamp
mkdir kernel

apt-get download -q "$kernel_package" >/dev/null
dpkg -x "$kernel_package"_*.deb kernel
rm -f "$kernel_package"_*.deb
version=$(ls kernel/lib/modules)

# bzImage -> ELF: QEMU enters it by PVH, and nothing is decompressed under software emulation.
image=kernel/boot/vmlinuz-$version
setup_sectors=$(od -An -tu1 -j497 -N1 "$image")
payload_offset=$(od -An -tu4 -j584 -N4 "$image")
payload_length=$(od -An -tu4 -j588 -N4 "$image")
dd if="$image" of=payload bs=1M iflag=skip_bytes,count_bytes status=none \
  skip=$(((setup_sectors + 1) * 512 + payload_offset)) count=$((payload_length - 4))
case $(od -An -tx1 -N2 payload) in
  *"fd 37"*) xz -dc payload >vmlinux ;;
  *"28 b5"*) zstd -qdc payload >vmlinux ;;
  *) echo "build-image: unknown compression of $image" >&2; exit 2 ;;
esac
rm payload

mmdebstrap --quiet --variant=extract --mode=root \
  --include=busybox-static,dash,iproute2,ethtool,dropbear-bin,openssh-client,nvme-cli,pciutils,kmod bookworm root
depmod -b kernel "$version"
cd root
rm -rf usr/share/{doc,man,locale,info,perl*,bug,lintian} usr/lib/x86_64-linux-gnu/{perl*,gconv} usr/bin/perl* var/lib/dpkg var/cache dev
mkdir -p dev proc sys run tmp root/.ssh etc/dropbear lib/modules/"$version"
ln -sf dash bin/sh # busybox sh would prefer its own ip applet over iproute2
for applet in $(bin/busybox --list); do
  for folder in bin sbin usr/bin usr/sbin; do
    if [ -e $folder/"$applet" ] || [ -L $folder/"$applet" ]; then continue 2; fi
  done
  ln -s /bin/busybox bin/"$applet"
done
ldconfig -r .
for module in igb igbvf nvme vfio-pci vfio_iommu_type1 virtio_pci virtio_net virtio_blk virtio_rng pci-pf-stub \
  8021q squashfs overlay loop dummy veth tun kvm-amd kvm-intel; do
  modprobe -d ../kernel -S "$version" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'
done | sort -u | while read -r file; do
  target=lib/modules/$version/${file##*/lib/modules/"$version"/}
  mkdir -p "${target%/*}"
  case $file in *.xz) xz -dc "$file" >"${target%.xz}" ;; *) cp "$file" "$target" ;; esac
done
cp ../kernel/lib/modules/"$version"/modules.{order,builtin,builtin.modinfo} lib/modules/"$version"/
depmod -b . "$version"
echo 'root::0:0:root:/root:/bin/sh' >etc/passwd
echo 'root:*:19000:0:99999:7:::' >etc/shadow
echo 'root:x:0:' >etc/group
echo /bin/sh >etc/shells
[ -f ../id_ed25519 ] || ssh-keygen -q -t ed25519 -N '' -f ../id_ed25519
[ -f ../host_ed25519 ] || ssh-keygen -q -t ed25519 -N '' -f ../host_ed25519
cp ../host_ed25519 etc/dropbear/openssh_key
chroot . dropbearconvert openssh dropbear /etc/dropbear/openssh_key /etc/dropbear/dropbear_ed25519_host_key 2>/dev/null
rm etc/dropbear/openssh_key
cp ../id_ed25519.pub root/.ssh/authorized_keys
chmod 700 root root/.ssh
chmod 600 root/.ssh/authorized_keys
install -m 755 "$here/init" init
find . | cpio --quiet -o -H newc -R 0:0 >../initrd.cpio # uncompressed: fastest under software emulation
cd ..
rm -rf kernel root
printf %s "$stamp" >stamp
