#!/bin/busybox ash
# The program on the emulated host that carries operations out and says how the host is afterwards. It reads one request
# a line, its words apart by `|`, and answers in lines; no text of a request is ever read as shell.
#
#     write|PATH|TEXT          write(2) of TEXT (escapes as in echo -e) to a file that is there
#     ip|PF|WORD...            ip link set dev NETDEV-OF-PF WORD...
#     nvme|PF|COMMAND|WORD...  nvme COMMAND CONTROLLER-OF-PF WORD...
#     run|WORD...              any other command
#     carrier|PF|SECONDS       wait until the port has carrier
#     rest                     wait until drivers that start in the background have come to an end
#     pfs|PF...                which PFs to look at
#     observe|WORD...          how the host is: what sysfs says, and with `net` what ip says, with the address of an
#                              NVMe PF what its controller says of resources, and after `all` everything it says
#
# Each answer ends with `= EXIT-CODE`; lines before it are what the command printed, or the observation, whose parts begin
# with `@ NAME`.
#
# Starting a program costs 10 ms in software emulation and far more on a machine under load; busybox' shell needs none for
# most of this.

export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
P=/sys/bus/pci/devices
PFS=

# A file that is not there is not made: sysfs would answer EACCES to the attempt. This shell's own echo is one write(2)
# and tells the errno.
write() {
  if [ ! -e "$1" ]; then echo 'No such file or directory'; return 1; fi
  { echo -ne "$2" >"$1"; } 2>&1
}

set_link() {
  for netdev in "$P/$1"/net/*; do
    if [ ! -e "$netdev" ]; then echo 'Cannot find device'; return 1; fi
    shift
    /sbin/ip link set dev "${netdev##*/}" "$@" 2>&1
    return
  done
}

nvme_command() {
  for controller in "$P/$1"/nvme/nvme*; do
    if [ ! -e "$controller" ]; then echo 'No such file or directory: no controller'; return 1; fi
    command=$2
    shift 2
    nvme "$command" "/dev/${controller##*/}" "$@" 2>&1
    return
  done
}

carrier() {
  tries=$(($2 * 20))
  while [ "$tries" -gt 0 ]; do
    for netdev in "$P/$1"/net/*; do
      if [ ! -e "$netdev" ]; then echo 'Cannot find device'; return 1; fi
      value=0
      read -r value <"$netdev/carrier"
      if [ "$value" = 1 ]; then return 0; fi
    done 2>/dev/null
    sleep 0.05
    tries=$((tries - 1))
  done
  echo 'Connection timed out'
  return 1
}

# The nvme driver starts and resets controllers in the background.
rest() {
  tries=400
  while [ "$tries" -gt 0 ]; do
    busy=
    for file in /sys/class/nvme/nvme*/state; do
      state=gone
      read -r state <"$file"
      case $state in new | connecting | resetting | deleting*) busy=1 ;; esac
    done 2>/dev/null
    if [ -z "$busy" ]; then return 0; fi
    sleep 0.05
    tries=$((tries - 1))
  done
  echo 'an NVMe controller neither starts nor fails'
  return 1
}

# As few files as will do: each costs a millisecond in software emulation. Links are told by the folders that they are in
# or lead to, which the shell lists by itself.
observe() {
  rest || return 1
  echo '@ names'
  echo "$P"/* "$P"/*/virtfn* "$P"/*/net/* "$P"/*/vfio-dev/* "$P"/*/nvme/* "$P"/*/nvme/nvme*/nvme*n* \
    /sys/bus/pci/drivers/* /sys/bus/pci/drivers/*/????:* /sys/kernel/iommu_groups/*/devices/* /sys/module/*
  echo '@ files'
  set -- "$*" /proc/modules /sys/module/vfio*/parameters/*
  for pf in $PFS; do
    set -- "$@" "$P/$pf/driver_override" "$P/$pf/sriov_numvfs" "$P/$pf/sriov_totalvfs" "$P/$pf/sriov_drivers_autoprobe" \
      "$P/$pf"/virtfn*/driver_override "$P/$pf"/net/*/speed "$P/$pf"/net/*/dev_port "$P/$pf"/net/*/carrier_down_count \
      "$P/$pf"/nvme/nvme*/cntlid "$P/$pf"/nvme/nvme*/model "$P/$pf"/nvme/nvme*/firmware_rev \
      "$P/$pf"/nvme/nvme*/serial "$P/$pf"/nvme/nvme*/nvme*n*/nsid "$P/$pf"/nvme/nvme*/nvme*n*/size
  done
  asked=$1
  shift
  grep -s '' "$@"
  what=resources
  for word in $asked; do
    case $word in
      all) what=all ;;
      net) echo '@ ip-link'; /sbin/ip -j -d link show ;;
      *) observe_controller "$word" ;;
    esac
  done
}

observe_controller() {
  for folder in "$P/$1"/nvme/nvme*; do
    if [ ! -e "$folder" ]; then return; fi
    name=${folder##*/}
    tell "$name" primary-ctrl-caps
    tell "$name" list-secondary
    if [ "$what" = all ]; then
      tell "$name" list-ctrl -ns1 -n 1
      tell "$name" id-ctrl
      tell "$name" list-ns
      tell "$name" list-ns -all --all
      tell "$name" id-ns -ns1 -n 1 --force
    fi
  done
}

# Output of an nvme command under the name that captures give it: tell CONTROLLER COMMAND [SUFFIX WORD...]
tell() {
  device=/dev/$1 command=$2
  echo "@ $1-$2${3:-}"
  shift 2
  if [ $# -gt 0 ]; then shift; fi
  nvme "$command" "$device" "$@" -o json 2>/dev/null
}

while IFS= read -r line; do
  set -f
  IFS='|'
  # shellcheck disable=SC2086 # the words of the line
  set -- $line
  IFS=' 
'
  set +f
  verb=$1
  shift
  case $verb in
    write) write "$@" ;;
    ip) set_link "$@" ;;
    nvme) nvme_command "$@" ;;
    run) "$@" 2>&1 ;;
    carrier) carrier "$@" ;;
    rest) rest ;;
    pfs) PFS=$* ;;
    observe) observe "$@" ;;
    *) echo "unknown request: $verb"; false ;;
  esac
  code=$?
  echo "= $code"
done
