/**
 * Names below `/dev` of files by which functions and their block devices are used, as an extended regular expression that
 * JavaScript and awk read alike. `vfio/vfio` is the container that every user of VFIO opens besides its groups.
 */
export const FILES_OF_FUNCTIONS =
  '^(vfio/[^v]|uio[0-9]|infiniband/uverbs|nvme[0-9]+(c[0-9]+)?n|dm-|md[0-9]|bcache[0-9]|loop[0-9])';

/** Names of files of everybody. Behind any other name a block device may stand that has a name of its own in a container. */
export const FILES_OF_EVERYBODY =
  '^(null|zero|full|u?random|kmsg|console|tty|pts/|ptmx|shm/|mqueue|hugepages|kvm|net/|vfio/vfio|vhost|input/|dri/|snd/|' +
  'fuse|rtc|watchdog|mem|log|hvc|hpet|nvme[0-9]+$)';
