# shellcheck shell=sh
## Functions of a class that has no netdevs, or no block devices.
## part NO_NETDEVS
used_netdevs() { return 1; }
carries_any() { return 1; }
carries_pf() { return 1; }

## part NO_BLOCKS
used_blocks() { return 1; }
