/**
 * Drivers whose functions with SR-IOV carry no traffic of their own: they have a network interface while they have VFs, to set
 * those by, and none before. The ports of cxgb4 are those of PF4, which has no SR-IOV; PF0 to PF3 make VFs, and `mgmtpfN,M` with
 * the first of them (torvalds/linux:drivers/net/ethernet/chelsio/cxgb4/cxgb4_main.c, cxgb4_iov_configure; Linux 6.1 and 6.12).
 */
export const NETDEV_COMES_WITH_VFS = ['cxgb4'] as const;

export function netdevComesWithVfs(driver: string | null): boolean {
  return (NETDEV_COMES_WITH_VFS as readonly (string | null)[]).includes(driver);
}
