import { BUILT_IN_DRIVERS, driverIn } from '../../../lib/catalog/driver-table';
import { interfaceFacts, inventory, nicFacts } from '../../support/facts';
import { builtInKernel as kernelOf } from '../../support/kernel';

const PF = '0000:3b:00.0';

describe('a driver that has no eswitch mode to set', () => {
  test.each([
    ['igb', '6.12.1', 'ENODEV'],
    ['i40e', '6.1.0', 'ENODEV'],
    ['i40e', '6.12.1', 'EOPNOTSUPP'],
    ['hns3', '6.1.0', 'EOPNOTSUPP'],
    ['nfp', '6.12.1', 'EOPNOTSUPP'],
    // In releases between those that were read, either may be so.
    ['sfc', '6.6.0', undefined],
    ['i40e', '5.14.0-503.el9', undefined],
  ])('%s of Linux %s answers %s', (driver, kernelRelease, errno) => {
    const kernel = kernelOf(inventory([nicFacts({ driver, numVfs: 0 })], { kernelRelease }));
    expect(driverIn(BUILT_IN_DRIVERS, driver).eswitchErrno).not.toBeNull();
    const result = kernel.perform({ kind: 'eswitch-mode', pf: PF, mode: 'switchdev' });
    expect(result).toMatchObject({ ok: false });
    expect(result.ok ? undefined : result.error.errno).toBe(errno);
  });
});

test.each([
  ['ice', 'br0', false],
  ['ice', null, true],
  ['mlx5_core', 'br0', true],
])('%s in switchdev mode, whose port is in bridge %s, makes VFs: %s', (driver, bridge, ok) => {
  const network = {
    interfaces: [interfaceFacts({ bridge })],
    linkType: 'ethernet' as const,
    eswitchMode: 'switchdev' as const,
    carriesManagement: false,
  };
  const kernel = kernelOf(inventory([nicFacts({ driver, numVfs: 0, virtualFunctions: [], network })]));
  const result = kernel.perform({ kind: 'num-vfs', pf: PF, numVfs: 2 });
  expect(result.ok ? null : result.error.errno).toBe(ok ? null : 'EAGAIN');
});
