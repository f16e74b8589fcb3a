/**
 * Least resources that a secondary controller needs to go online: one admin and one I/O queue, and one interrupt.
 * They stand in for what a pool does not state.
 * Source: `hw/nvme` of QEMU (`sriov_max_vq_per_vf` at least 2, `sriov_max_vi_per_vf` at least 1), and measured on its
 * controller: going online with less gives status 0x4120, invalid secondary controller state.
 */
export const MIN_VIRTUAL_QUEUES = 2;

/** See `MIN_VIRTUAL_QUEUES`. */
export const MIN_VIRTUAL_INTERRUPTS = 1;
