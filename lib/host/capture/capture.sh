#!/bin/sh
## names and lists of names are without blanks; variables of MACHINE; programs of awk are put in later
# shellcheck shell=sh disable=SC2012,SC2016,SC2020,SC2034,SC2086
## `sh capture.sh [OUT [ROOT]]`: OUT is a file, or `-` (the default) for standard output; ROOT is for tests, a folder in place
## of `/`.
##
## It needs a POSIX shell and what belongs to one (cp, mkdir, rm, sed, sort, tr, ...), mktemp, readlink and tar, and uses
## ip, devlink, nvme, virsh and dmesg where they are installed. It only reads. What the caller may not read is left out,
## so root sees most. Addresses of ssh clients are not kept.
##
## A host can have thousands of functions: new processes are saved where they can be.
# Copies what sriov wants to know of this host into a tar archive. It only reads.
# usage: sh capture.sh [OUT [ROOT]]   OUT: a file, or - (the default) for standard output
# All is in functions, so that nothing runs before the last line has come when the script arrives over a connection.

set -u
LC_ALL=C; export LC_ALL
PATH=$PATH:/usr/sbin:/sbin; export PATH
umask 077

# --- helpers; their own variables begin with _

# File of a program as $tool: busybox would run a lesser one of its own by the bare name: find_tool NAME
find_tool() {
  _rest=$PATH:
  while [ -n "$_rest" ]; do
    tool=${_rest%%:*}/$1
    if [ -f "$tool" ] && [ -x "$tool" ]; then return 0; fi
    _rest=${_rest#*:}
  done
  return 1
}

# Output of a command as a file below cmd/; nothing when it fails: run NAME COMMAND...
run() {
  _output=$dir/cmd/$1; shift
  find_tool "$1" || return 0
  shift
  $limit "$tool" "$@" >"$_output" 2>/dev/null </dev/null || rm -f "$_output"
}

# The current folder is one of the kernel's, links followed.
is_ours() {
  case $PWD/ in "$root"/sys/* | "$root"/proc/*) return 0 ;; esac
  return 1
}

# Copies those of the named files that are there: fetch FOLDER NAME...
fetch() {
  _folder=$1; shift
  _found=
  for _name in "$@"; do
    if [ -e "$root/$_folder/$_name" ] || [ -h "$root/$_folder/$_name" ]; then _found="$_found $_name"; fi
  done
  if [ -z "$_found" ]; then return 0; fi
  # A link in place of a folder may lead to files that are not for others.
  cd -P "$root/$_folder" 2>/dev/null || return 0
  is_ours || return 0
  [ -d "$dir/$_folder" ] || mkdir -p "$dir/$_folder"
  # Names of kernel attributes hold neither blanks nor patterns.
  $guard cp -P $_found "$dir/$_folder/" 2>/dev/null </dev/null
}

# As fetch, for the many folders of VFs: all of them are copied by one process at the end, where cp can do that.
fetch_later() {
  if [ -z "$together" ]; then fetch "$@"; return; fi
  _folder=$1; shift
  for _name in "$@"; do
    if [ -e "$root/$_folder/$_name" ] || [ -h "$root/$_folder/$_name" ]; then echo "$_folder/$_name"; fi
  done >>"$dir/later"
}

copy_together() {
  cd "$1/" && tr '\n' '\0' | xargs -0 sh -c 'cp -P --parents "$@" "$0"' "$2" 2>/dev/null
}

# Folder that a link leads to, below ROOT and without a leading slash, as $real: place LINK
place() {
  cd -P "$root/$1" 2>/dev/null || return 1
  is_ours || return 1
  real=${PWD#"$root"}
  real=${real#/}
}

# Copies all links of a folder, and makes the folders they lead to, each with one process: links_of FOLDER
links_of() {
  if [ ! -d "$root/$1" ] || ! place "$1"; then return 0; fi
  mkdir -p "$dir/$1"
  cp -P "$root/$1"/* "$dir/$1/" 2>/dev/null
  for _link in "$root/$1"/*; do
    if [ -h "$_link" ] && place "$1/${_link##*/}"; then echo "$dir/$real"; fi
  done | xargs mkdir -p
}

# Path below ROOT of a path: below PATH
below() {
  path=${1#"$root"}
  path=${path#/}
}

# --- the host

@MACHINE@

# Hashes of what tells this machine from others: machine id and serial numbers stay on the host.
machine_file() {
  S=$root/sys P=$root/proc CONF=$root/etc
  machine
  for word in $MACHINE; do echo "${word%%=*} ${word#*=}"; done >"$dir/cmd/machine.txt"
}

host_files() {
  date -u +%Y-%m-%dT%H:%M:%SZ >"$dir/cmd/taken-at.txt"
  machine_file
  run ../uname.txt uname -a
  # the table of mounts is a link to that of the process
  fetch proc cmdline cpuinfo meminfo modules mounts swaps interrupts
  fetch proc/self mounts
  fetch proc/sys/kernel hostname osrelease arch
  fetch proc/net route ipv6_route dev_mcast
  fetch proc/net/vlan config
  for bond in "$root"/proc/net/bonding/*; do fetch proc/net/bonding "${bond##*/}"; done
  for cpu in "$root"/sys/devices/system/cpu/cpu[0-9]*; do
    below "$cpu"
    fetch "$path/topology" core_id physical_package_id thread_siblings_list
  done
  fetch sys/devices/system/cpu online possible present
  for node in "$root"/sys/devices/system/node/node[0-9]*; do
    below "$node"
    fetch "$path" cpulist distance meminfo
  done
  for pages in "$root"/sys/kernel/mm/hugepages/* "$root"/sys/devices/system/node/node[0-9]*/hugepages/*; do
    below "$pages"
    fetch "$path" nr_hugepages free_hugepages
  done
  for parameter in "$root"/sys/module/vfio*/parameters/*; do
    below "${parameter%/*}"
    fetch "$path" "${parameter##*/}"
  done
  # Modules that are built beside the kernel: reading takes no new process.
  for taint in "$root"/sys/module/*/taint; do
    flags=
    read -r flags <"$taint" 2>/dev/null || continue
    case $flags in *O*) ;; *) continue ;; esac
    below "${taint%/*}"
    fetch "$path" taint
    # names of its drivers, which need not be its own
    for folder in "${taint%/*}"/drivers/pci:*; do
      if [ -e "$folder" ]; then mkdir -p "$dir/$path/drivers/${folder##*/}"; fi
    done
  done
  # Of all other modules, and of drivers, the name is enough.
  for folder in "$root"/sys/module/* "$root"/sys/bus/pci/drivers/*; do
    below "$folder"
    if [ -d "$folder" ]; then echo "$dir/$path"; fi
  done | xargs mkdir -p
}

# Modules of the running kernel that hand functions to VMs or programs, loaded or not: none of them is in a list of those that run.
module_names() {
  release=
  read -r release <"$root/proc/sys/kernel/osrelease" 2>/dev/null || return 0
  if [ ! -r "$root/lib/modules/$release/modules.dep" ]; then return 0; fi
  awk '
@VFIO_MODULES@' "$root/lib/modules/$release/modules.dep" "$root/lib/modules/$release/modules.builtin" 2>/dev/null |
    sort -u >"$dir/cmd/vfio-modules.txt"
}

# Lines of configuration that are about VFs, and no others, which may hold secrets: lines_on_vfs FILE...
lines_on_vfs() {
  for _file in "$@"; do
    if [ ! -f "$_file" ]; then continue; fi
    below "$_file"
    mkdir -p "$dir/${path%/*}"
    if [ ! -r "$_file" ]; then echo '@UNREADABLE@' >"$dir/$path"; continue; fi
    awk '
      /\\$/ { sub(/\\$/, ""); whole = whole $0; next }
      { line = whole $0; whole = "" }
      line ~ /(max|num)_?vfs|[Vv]irtual-?[Ff]unction|SR-IOV|total-vfs/ { print line; found = 1; next }
      line ~ /^ *["\047A-Za-z0-9_.:-]+: *$|^ *(link|- link|match|macaddress|name): / { print line; next }
      line ~ /^ *\[(Match|Link|SR-IOV|connection|ethernet|802-3-ethernet|sriov)\]/ { print line; next }
      line ~ /^ *(OriginalName|Name|MACAddress|PermanentMACAddress|Path|interface-name|mac-address) *=/ { print line }
      END { exit !found }
    ' "$_file" >"$dir/$path" 2>/dev/null || awk '/^ *link: /{ found = 1 } END { exit !found }' "$dir/$path" || rm -f "$dir/$path"
  done
}

# What makes VFs before anything of ours runs. That there is the folder tells that it was looked for.
boot_files() {
  mkdir -p "$dir/etc"
  for parameter in "$root"/sys/module/*/parameters/max_vfs "$root"/sys/module/*/parameters/num_vfs; do
    if [ ! -f "$parameter" ]; then continue; fi
    below "${parameter%/*}"
    fetch "$path" "${parameter##*/}"
  done
  for base in etc run usr/local/lib usr/lib lib; do
    if [ -h "$root/$base" ]; then continue; fi
    lines_on_vfs "$root/$base"/modprobe.d/*.conf "$root/$base"/systemd/network/*.link "$root/$base"/systemd/network/*.network \
      "$root/$base"/NetworkManager/system-connections/*.nmconnection "$root/$base"/netplan/*.yaml \
      "$root/$base"/udev/rules.d/*.rules
  done
}

iommu_files() {
  # An empty folder tells that there is no IOMMU.
  if [ -d "$root/sys/kernel/iommu_groups" ]; then
    mkdir -p "$dir/sys/kernel"
    cp -RP "$root/sys/kernel/iommu_groups" "$dir/sys/kernel/" 2>/dev/null
  fi
  if [ -d "$root/sys/class/iommu" ]; then mkdir -p "$dir/sys/class/iommu"; fi
  # Whether the firmware describes an IOMMU: the tables themselves stay on the host.
  if [ -d "$root/sys/firmware/acpi/tables" ]; then
    mkdir -p "$dir/sys/firmware/acpi/tables"
    for table in DMAR IVRS IORT; do
      [ ! -e "$root/sys/firmware/acpi/tables/$table" ] || : >"$dir/sys/firmware/acpi/tables/$table"
    done
  fi
  for unit in "$root"/sys/class/iommu/*; do
    fetch sys/class/iommu "${unit##*/}"
    if place "sys/class/iommu/${unit##*/}"; then fetch "$real/intel-iommu" cap ecap version; fi
  done
}

# --- functions of the PCI bus

function_files() {
  links_of sys/bus/pci/devices
  links_of sys/bus/vdpa/devices
  for link in "$root"/sys/bus/pci/devices/*; do
    place "sys/bus/pci/devices/${link##*/}" || continue
    state=D0
    if [ -r "$root/$real/power_state" ]; then read -r state <"$root/$real/power_state" || state=D0; fi
    # Reading the registers of a function that sleeps would wake it.
    case $state in D0 | unknown) config=config ;; *) config= ;; esac
    if [ -h "$root/$real/physfn" ]; then
      fetch_later "$real" vendor device subsystem_vendor subsystem_device class uevent driver driver_override iommu_group physfn numa_node power_state \
        $config
    else
      physical_function_files
    fi
    # An empty folder of netdevs tells that they are in another network namespace.
    if [ -d "$root/$real/net" ]; then mkdir -p "$dir/$real/net"; fi
    for device in "$root/$real"/vfio-dev/* "$root/$real"/uio/* "$root/$real"/infiniband_verbs/*; do
      if [ -d "$device" ]; then below "$device"; mkdir -p "$dir/$path"; fi
    done
  done
  if [ -f "$dir/later" ]; then copy_together "$root" "$dir" <"$dir/later"; fi
  rm -f "$dir/later"
  for slot in "$root"/sys/bus/pci/slots/*; do
    if [ -d "$slot" ] && [ ! -h "$slot" ] && [ ! -h "$slot/address" ]; then
      mkdir -p "$dir/sys/bus/pci/slots/${slot##*/}"
      cp -P "$slot/address" "$dir/sys/bus/pci/slots/${slot##*/}/" 2>/dev/null
    fi
  done
}

physical_function_files() {
  virtual=
  if [ -h "$root/$real/virtfn0" ]; then
    for vf in "$root/$real"/virtfn*; do virtual="$virtual ${vf##*/}"; done
  fi
  # While somebody changes the number of VFs, reading it waits.
  guard=$limit
  fetch "$real" vendor device subsystem_vendor subsystem_device class revision uevent driver driver_override \
    iommu_group subsystem numa_node local_cpulist power_state resource reset_method ari_enabled $config \
    current_link_speed current_link_width max_link_speed max_link_width secondary_bus_number subordinate_bus_number \
    sriov_totalvfs sriov_numvfs sriov_offset sriov_stride sriov_vf_device sriov_drivers_autoprobe \
    sriov_vf_total_msix $virtual
  guard=
  fetch "$real/qat" cfg_services state
  # PFs for which one netdev stands; debugfs is for root.
  fetch "sys/kernel/debug/mlx5/${real##*/}/multi-pf" group_id primary secondary_0 secondary_1 secondary_2
  for vf in "$root/$real"/sriov/[0-9]*; do
    if [ -d "$vf" ]; then fetch_later "$real/sriov/${vf##*/}" trunk vlan_anti_spoof promisc; fi
  done
  # Files of GPUs, for all VFs that there could be: asked for of those that there are.
  [ -d "$root/$real/sriov_admin" ] || return 0
  for vf in $virtual; do
    vf=sriov_admin/vf$((${vf#virtfn} + 1))/profile
    if [ -d "$root/$real/$vf" ]; then fetch_later "$real/$vf" exec_quantum_ms preempt_timeout_us vram_quota; fi
  done
}

# --- netdevs, NVMe controllers, block devices

netdev_files() {
  links_of sys/class/net
  for link in "$root"/sys/class/net/*; do
    if [ ! -h "$link" ]; then continue; fi
    place "sys/class/net/${link##*/}" || continue
    stacked=
    for other in "$root/$real"/upper_* "$root/$real"/lower_*; do
      if [ -h "$other" ]; then stacked="$stacked ${other##*/}"; fi
    done
    fetch "$real" address addr_assign_type carrier dev_id dev_port duplex flags ifindex iflink mtu operstate \
      phys_port_name phys_switch_id speed type uevent device master $stacked
    fetch "$real/bonding" mode slaves
    fetch "$real/bonding_slave" perm_hwaddr
    if [ -d "$root/$real/bridge" ]; then mkdir -p "$dir/$real/bridge"; fi
  done
}

block_files() {
  links_of sys/class/nvme
  for link in "$root"/sys/class/nvme/nvme*; do
    place "sys/class/nvme/${link##*/}" || continue
    fetch "$real" address cntlid firmware_rev model serial state subsysnqn transport numa_node
    for namespace in "$root/$real"/nvme*n*; do fetch "$real/${namespace##*/}" nsid size wwid; done
  done
  links_of sys/class/block
  for link in "$root"/sys/class/block/*; do
    case $link in */ram*) continue ;; esac
    place "sys/class/block/${link##*/}" || continue
    case $link in */loop*) fetch "$real/loop" backing_file; continue ;; esac
    fetch "$real" size partition dev nsid
    fetch "$real/dm" name
    if [ -d "$root/$real/bcache" ]; then mkdir -p "$dir/$real/bcache"; fi
    for holder in "$root/$real"/holders/*; do fetch "$real/holders" "${holder##*/}"; done
  done
  for device in "$root"/sys/fs/btrfs/*/devices/*; do
    below "${device%/*}"
    fetch "$path" "${device##*/}"
  done
}

# What udev found on block devices, without serial numbers and whatever else it keeps of them.
found_by_udev() {
  awk '
@UDEV_AWK@' "$root"/run/udev/data/b* >"$dir/cmd/udev-blocks.txt" 2>/dev/null
}

# --- what only commands tell

network_commands() {
  run ip-link.json ip -j -d link show
  run ip-addr.json ip -j addr show
  run ip-route-all.json ip -j route show table all default
  run ip-route.json ip -j route show
  run ip-route6.json ip -6 -j route show
  run devlink-dev.json devlink -j dev show
  run devlink-rate.json devlink -j port function rate show
  run devlink-port.json devlink -j port show
  for function in "$root"/sys/bus/pci/devices/*; do
    if [ ! -d "$function/net" ] || [ ! -f "$function/sriov_totalvfs" ]; then continue; fi
    address=${function##*/}
    run "devlink-eswitch-$address.json" devlink -j dev eswitch show "pci/$address"
    run "devlink-info-$address.json" devlink -j dev info "pci/$address"
  done
}

nvme_commands() {
  for link in "$root"/sys/class/nvme/nvme*; do
    if [ ! -h "$link" ] || [ -h "$link/device/physfn" ]; then continue; fi
    controller=${link##*/}
    run "$controller-id-ctrl.json" nvme id-ctrl "/dev/$controller" -o json
    run "$controller-primary-ctrl-caps.json" nvme primary-ctrl-caps "/dev/$controller" -o json
    run "$controller-list-secondary.json" nvme list-secondary "/dev/$controller" -o json
    run "$controller-list-ns.json" nvme list-ns "/dev/$controller" -o json
    run "$controller-list-ns-all.json" nvme list-ns "/dev/$controller" --all -o json
    for id in $(cat "$dir/cmd/$controller-list-ns"*.json 2>/dev/null | tr ',{}' '\n\n\n' |
      sed -n 's/.*"nsid"[^0-9]*\([0-9][0-9]*\).*/\1/p' | sort -un); do
      run "$controller-id-ns-ns$id.json" nvme id-ns "/dev/$controller" -n "$id" --force -o json
      if [ ! -f "$dir/cmd/$controller-id-ns-ns$id.json" ]; then
        run "$controller-id-ns-ns$id.json" nvme id-ns "/dev/$controller" -n "$id" -o json
      fi
      run "$controller-list-ctrl-ns$id.json" nvme list-ctrl "/dev/$controller" -n "$id" -o json
    done
  done
}

# Domains that run; they tell which host functions they hold.
domain_commands() {
  for domain in "$root"/run/libvirt/qemu/*.xml; do
    if [ ! -f "$domain" ] || [ -h "$domain" ]; then continue; fi
    if [ ! -r "$domain" ]; then echo '# files of libvirt cannot be read; root can'; fi
    awk '
@LIBVIRT_AWK@' "$domain" 2>/dev/null
  done >"$dir/cmd/libvirt-hostdevs.txt"
  find_tool virsh || return 0
  for id in $($limit "$tool" -r -c qemu:///system list --uuid 2>/dev/null </dev/null); do
    run "virsh-$id.xml" virsh -r -c qemu:///system dumpxml "$id"
  done
}

# Own addresses of ssh sessions, without those of their clients.
ssh_sessions() {
  if [ -n "${SSH_CONNECTION:-}" ]; then
    set -- $SSH_CONNECTION
    echo "- - ${3:-} ${4:-}" >"$dir/cmd/ssh-connection.txt"
  fi
  for table in tcp tcp6; do
    if [ ! -r "$root/proc/net/$table" ]; then continue; fi
    mkdir -p "$dir/proc/net"
    while read -r number local _ state _; do
      case $local-$state in *:0016-01) echo "$number $local - $state" ;; esac
    done <"$root/proc/net/$table" >"$dir/proc/net/$table"
  done
}

# Lines of the kernel's log on interrupt remapping, and on firmware that gives up most of what it does.
kernel_log() {
  find_tool dmesg || return 0
  "$tool" 2>/dev/null | grep -E 'DMAR|AMD-Vi|IOMMU|Interrupt remapping|Firmware recovery mode' >"$dir/cmd/dmesg.txt" ||
    rm -f "$dir/cmd/dmesg.txt"
}

# Who holds device files open: path, process, command, name of QEMU's guest.
device_holders() {
  for process in "$root"/proc/[0-9]*; do
    if [ -h "$process" ] || [ -h "$process/comm" ] || [ -h "$process/cmdline" ]; then continue; fi
    for file in "$process"/fd/*; do
      # Most files are no devices, and this takes no new process to see.
      if [ ! -c "$file" ] && [ ! -b "$file" ]; then continue; fi
      target=$(readlink "$file" 2>/dev/null) || continue
      case $target in
      /dev/vfio/vfio) continue ;;
      /dev/vfio/* | /dev/uio[0-9]* | /dev/infiniband/uverbs*) ;;
      /dev/nvme*n* | /dev/dm-* | /dev/md[0-9]* | /dev/bcache[0-9]* | /dev/loop[0-9]*) ;;
      *)
        if [ ! -b "$file" ]; then continue; fi
        # A block device that has another name inside a container.
        target=$(ls -lnLd "$file" 2>/dev/null | awk '{ sub(/,/, "", $5); print "/dev/block/" $5 ":" $6 }')
        ;;
      esac
      command='?'
      read -r command <"$process/comm" 2>/dev/null
      guest=$(tr '\0' '\n' <"$process/cmdline" 2>/dev/null | sed -n '/^-name$/{n;s/^guest=//;s/[,=].*//;p;q;}')
      echo "$target ${process##*/} $(echo "$command" | tr ' \t' '__') $(echo "$guest" | tr ' \t' '__')"
    done
  done | sort -u >"$dir/cmd/device-open.txt"
  if [ "$(id -u)" != 0 ]; then
    echo '# processes of other users could not be looked at; root can' >>"$dir/cmd/device-open.txt"
  fi
}

pack() {
  # Copies have the permissions of the kernel's files: without this not even their owner could pack them.
  chmod -R u+rwX "$dir" 2>/dev/null
  if [ "$out" = - ]; then
    tar -C "$dir" -cf - .
    return
  fi
  # Under a name that can be guessed, a planted link would lead elsewhere.
  packed=$(mktemp "$out.tmp.XXXXXX") || return 2
  if tar -C "$dir" -cf "$packed" . && mv -f "$packed" "$out"; then return 0; fi
  rm -f "$packed"
  return 2
}

main() {
  out=${1:--}
  root=${2:-}
  guard=
  limit=
  if command -v timeout >/dev/null 2>&1; then limit='timeout 20'; fi
  case $out in
  -) if [ -t 1 ]; then echo 'an archive is not written to a terminal; name a file' >&2; exit 2; fi ;;
  /*) ;;
  *) out=$PWD/$out ;;
  esac
  if [ -n "$root" ]; then root=$(cd -P "$root" && pwd -P) || exit 2; fi
  dir=$(mktemp -d "${TMPDIR:-/tmp}/sriov-capture.XXXXXX") || exit 2
  trap 'rm -rf "$dir"' EXIT
  trap 'exit 2' HUP INT TERM
  mkdir -p "$dir/cmd" "$dir/sys/class" "$dir/try/a" "$dir/try/b"
  : >"$dir/try/a/file"
  echo a/file | copy_together "$dir/try" "$dir/try/b"
  together=
  if [ -f "$dir/try/b/a/file" ]; then together=1; fi
  rm -rf "$dir/try"
  host_files
  module_names
  boot_files
  iommu_files
  function_files
  netdev_files
  block_files
  found_by_udev
  network_commands
  nvme_commands
  domain_commands
  ssh_sessions
  kernel_log
  device_holders
  pack
}

main "$@" </dev/null
