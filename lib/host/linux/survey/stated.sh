# variables of other files
# shellcheck shell=sh disable=SC2034,SC2153,SC2154
## part STATED
## What a target states, and who uses its VFs: the parts of the survey that the reader of inventories needs for that.
names() {
  part names
  for f in $PFS; do
    f=$S/bus/pci/devices/$f
    printf '%s\n' "$f"/ne[t] "$f"/virtfn*/ne[t] "$f"/virtfn*/vfio-dev/* "$f"/virtfn*/uio/* "$f"/virtfn*/infiniband_verbs/*
  done
  printf '%s\n' "$S"/bus/vdpa/devices/* "$S"/class/net/*/bridg[e] "$S"/class/block/*/holders/* "$S"/class/block/*/bcach[e]
}
links() {
  T=''
  for f in $PFS; do
    f=$S/bus/pci/devices/$f
    T="$T $f/driver $f/iommu_group $f/virtfn* $f/virtfn*/driver $f/virtfn*/iommu_group $f/virtfn*/physfn"
  done
  part links
  # shellcheck disable=SC2086 # the kernel's names have no blanks
  ls -lnd $T "$S"/bus/pci/devices/* "$S"/class/net/* "$S"/class/net/*/device "$S"/class/net/*/master \
    "$S"/class/net/*/upper_* "$S"/class/net/*/lower_* "$S"/class/nvme/* "$S"/class/block/* "$S"/bus/vdpa/devices/* \
    "$S"/fs/btrfs/*/devices/* 2>/dev/null
}
files() {
  T=''
  for f in $PFS; do
    f=$S/bus/pci/devices/$f
    T="$T $f/vendor $f/device $f/class $f/sriov_totalvfs $f/sriov_offset $f/sriov_stride $f/sriov_drivers_autoprobe"
    [ ! -e "$f/qat/cfg_services" ] || T="$T $f/qat/cfg_services"
    [ ! -e "$f/sriov" ] || T="$T @PER_VF_FOLDER@"
    [ ! -e "$f/sriov_admin" ] || T="$T @PER_VF_QUOTAS@"
    for v in "$f"/virtfn*; do [ -z "$VECTORS" ] || ! awake "$v" || T="$T $v/config"; done
  done
  part files
  # shellcheck disable=SC2086
  contents "$P"/mounts "$P"/swaps "$P"/net/vlan/config "$P"/net/dev_mcast $T @PER_NETDEV@ \
    @PER_CONTROLLER@ "$S"/class/nvme/*/nvme*n*/nsid "$S"/class/block/*/dev \
    "$S"/class/block/*/dm/name "$S"/class/block/loop*/loop/backing_file
}
drives() {
  program nvme || return
  nvme=$d/nvme
  for pf in $PFS; do
    for f in "$S/bus/pci/devices/$pf"/nvme/nvme*; do
      [ -e "$f" ] || continue
      c=${f##*/}
      run "$c-list-secondary.json" "$nvme" list-secondary "$D/$c" -o json
      [ -z "$NAMESPACES" ] || shared
    done
  done
}
asked() {
  drives
  domains
  holders
  found_by_udev
  [ -z "$ESWITCH" ] || switches
}
read_here() {
  names
  links
  files
  addresses
}
late() {
  T=''
  for f in $PFS; do
    f=$S/bus/pci/devices/$f
    T="$T $f/sriov_numvfs $f/driver_override $f/virtfn*/driver_override"
  done
  # shellcheck disable=SC2086
  contents $T
}
