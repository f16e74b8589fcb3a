/** Files of udev below /run/udev/data: an empty drive, a member of a pool with a blank in its name, one of two signatures. */
export const UDEV_FILES: Readonly<Record<string, string>> = {
  'b259:1': 'S:disk/by-id/nvme-x\nI:7\nE:ID_SERIAL=x\n',
  'b259:2': 'E:ID_FS_TYPE=zfs_member\nE:ID_FS_LABEL=tank 1\nE:ID_FS_USAGE=filesystem\n',
  'b259:3': 'E:ID_FS_AMBIVALENT=filesystem:ext4:1.0 filesystem:zfs_member:5000\n',
  'b259:4': '',
  n2: 'E:ID_FS_TYPE=ext4\n',
};

export const UDEV_LINES = '259:1 - -\n259:2 zfs_member tank_1\n259:3 ? -\n';
