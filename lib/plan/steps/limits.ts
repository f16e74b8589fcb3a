/** What the kernel answers at once unless somebody stands in its way. */
export const WRITE_SECONDS = 60;
/** VFs come and go one by one, each through its firmware and the probe of its driver. */
export const NUM_VFS_SECONDS = 600;
/** Commands of a drive: the kernel gives one up after 60 s (`admin_timeout` of nvme_core). */
export const NVME_SECONDS = 90;
/** A guest has 60 s to let go of a device (`vmdetach`); libvirt and the restart of the port take their time as well. */
export const DOMAIN_SECONDS = 150;
