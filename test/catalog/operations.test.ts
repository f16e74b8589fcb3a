import { BUILT_IN_DRIVERS, driverIn } from '../../lib/catalog/driver-table';
import { withOperations } from '../../lib/catalog/former-flags';
import {
  answerOf,
  conditionWords,
  type OperationCase,
  type OperationContext,
  type OperationName,
  type OperationValue,
  ORDINARY,
  STEADY,
  takesAny,
} from '../../lib/catalog/operations';
import { parseKernelRelease } from '../../lib/model/kernel-release';

const kernel = (text: string) => ({ kernel: parseKernelRelease(text) });

/** What comes of a value, in short: `EINVAL`, `taken`, `rounded 50`, `unknown`. */
function outcome(driver: string, name: OperationName, value: OperationValue, context: Partial<OperationContext> = {}) {
  const answer = answerOf(driverIn(BUILT_IN_DRIVERS, driver).operations[name], value, { ...STEADY, ...context });
  if (answer.is === 'refused') return answer.errno;
  return answer.is === 'rounded' ? `rounded ${answer.unitMbps}` : answer.is;
}

const SWITCHDEV = { eswitchMode: 'switchdev', linkType: 'ethernet' } as const;
const LEGACY = { eswitchMode: 'legacy', linkType: 'ethernet' } as const;
const I350 = { devices: ['8086:1521'] };
const I82576 = { devices: ['8086:10c9'] };
const TEN_G = { linkMbps: 10_000 };
const TEN_G_NOW = { ...TEN_G, ...kernel('6.12.95') };

test.each<[string, OperationName, OperationValue, Partial<OperationContext>, string]>([
  ['mlx5_core', 'linkState', 'enable', { linkType: 'infiniband' }, 'taken'],
  ['mlx5_core', 'portGuid', '02:00:00:00:00:00:00:01', { linkType: 'infiniband' }, 'taken'],
  ['mlx5_core', 'portGuid', '02:00:00:00:00:00:00:01', { linkType: 'ethernet' }, 'EOPNOTSUPP'],
  ['mlx5_core', 'portGuid', '02:00:00:00:00:00:00:01', {}, 'unknown'],
  ['mlx4_core', 'nodeGuid', '02:00:00:00:00:00:00:01', {}, 'EOPNOTSUPP'],
  ['ice', 'nodeGuid', '02:00:00:00:00:00:00:01', { linkType: 'ethernet' }, 'EOPNOTSUPP'],
  ['mlx5_core', 'vlan', 10, LEGACY, 'taken'],
  ['mlx5_core', 'vlan', 10, SWITCHDEV, 'EOPNOTSUPP'],
  ['mlx5_core', 'vlan', 0, SWITCHDEV, 'ignored'],
  ['mlx5_core', 'vlan', 10, {}, 'unknown'],
  ['mlx5_core', 'trust', true, SWITCHDEV, 'EOPNOTSUPP'],
  ['mlx5_core', 'mac', '02:00:00:00:00:01', { linkType: 'infiniband' }, 'EOPNOTSUPP'],
  ['mlx5_core', 'maxTxRate', 1000, LEGACY, 'unknown'],
  ['ice', 'trust', true, SWITCHDEV, 'EOPNOTSUPP'],
  ['ice', 'trust', false, LEGACY, 'taken'],
  ['ice', 'maxTxRate', 10_001, TEN_G_NOW, 'EINVAL'],
  ['ice', 'maxTxRate', 100, { ...TEN_G_NOW, carrier: false }, 'EINVAL'],
  ['ice', 'minTxRate', 100, { ...TEN_G_NOW, guaranteedMbps: 10_001 }, 'EINVAL'],
  ['ice', 'vlanProto8021ad', true, { ...kernel('6.1.0'), conditions: { doubleVlanMode: true } }, 'taken'],
  ['ice', 'vlanProto8021ad', true, { ...kernel('5.15.0'), conditions: { doubleVlanMode: true } }, 'EPROTONOSUPPORT'],
  ['ice', 'maxTxRate', 100, kernel('5.15.0-130-generic'), 'EOPNOTSUPP'],
  ['ice', 'minTxRate', 100, kernel('5.15.0-130-generic'), 'EOPNOTSUPP'],
  ['nfp', 'maxTxRate', 100, kernel('5.15.0-130-generic'), 'EOPNOTSUPP'],
  ['nfp', 'maxTxRate', 65_535, kernel('6.1.0'), 'EINVAL'],
  ['ice', 'spoofchk', true, SWITCHDEV, 'ignored'],
  ['ice', 'spoofchk', false, SWITCHDEV, 'taken'],
  ['ice', 'spoofchk', true, LEGACY, 'taken'],
  ['ice', 'vlanProto8021ad', true, { conditions: { doubleVlanMode: false } }, 'EPROTONOSUPPORT'],
  ['ice', 'vlanProto8021ad', true, {}, 'unknown'],
  ['ice', 'maxTxRate', 0, { ...TEN_G_NOW, carrier: false }, 'taken'],
  ['i40e', 'trust', true, { conditions: { multiFunctionPartitioning: true } }, 'EINVAL'],
  ['i40e', 'trust', true, { conditions: { multiFunctionPartitioning: false } }, 'taken'],
  ['i40e', 'trust', true, {}, 'unknown'],
  ['be2net', 'vlan', 5, { hasVfs: false }, 'EPERM'],
  ['be2net', 'vlan', 5, {}, 'taken'],
  ['fm10k', 'vlan', 4094, {}, 'taken'],
  ['fm10k', 'vlan', 4095, {}, 'EINVAL'],
  ['hns3', 'vlan', 5, { revision: 0x21 }, 'taken'],
  ['hns3', 'vlan', 5, { revision: 0x20 }, 'EOPNOTSUPP'],
  ['hns3', 'vlan', 0, { revision: 0x20 }, 'EOPNOTSUPP'],
  ['hns3', 'vlan', 5, {}, 'unknown'],
  ['hns3', 'vlanProto8021ad', true, { revision: 0x20 }, 'EOPNOTSUPP'],
  ['hns3', 'vlanProto8021ad', true, { revision: 0x30 }, 'EPROTONOSUPPORT'],
  ['hns3', 'spoofchk', true, { revision: 0x20 }, 'EOPNOTSUPP'],
  ['hns3', 'trust', true, {}, 'taken'],
  ['hinic', 'maxTxRate', 100, TEN_G, 'unknown'],
  ['hinic', 'maxTxRate', 0, TEN_G, 'taken'],
  ['hinic', 'maxTxRate', 20_000, TEN_G, 'EINVAL'],
  ['hinic', 'minTxRate', 100, { carrier: false }, 'EPERM'],
  ['hinic', 'minTxRate', 100, {}, 'unknown'],
  ['hinic', 'minTxRate', 100, { ...kernel('5.15.0-130-generic'), maxTxMbps: 0 }, 'EINVAL'],
  ['bnxt_en', 'minTxRate', 100, { ...TEN_G, ...kernel('5.15.0-130-generic'), maxTxMbps: 0 }, 'EINVAL'],
  ['bnxt_en', 'minTxRate', 100, { ...TEN_G, ...kernel('5.15.0-130-generic'), maxTxMbps: 100 }, 'taken'],
  ['bnxt_en', 'minTxRate', 100, { ...TEN_G, ...kernel('5.19.0-50-generic'), maxTxMbps: 0 }, 'unknown'],
  ['bnxt_en', 'minTxRate', 100, { ...TEN_G, ...kernel('6.1.0-28-amd64'), maxTxMbps: 0 }, 'taken'],
  ['nfp', 'vlanProto8021ad', true, kernel('5.15.0-130-generic'), 'EOPNOTSUPP'],
  ['nfp', 'vlanProto8021ad', true, kernel('6.1.0-28-amd64'), 'unknown'],
  ['octeon_ep', 'mac', '02:00:00:00:00:01', kernel('6.12.95+deb12-amd64'), 'EOPNOTSUPP'],
  ['octeon_ep', 'mac', '02:00:00:00:00:01', kernel('6.15.0'), 'unknown'],
  ['octeon_ep', 'mac', '02:00:00:00:00:01', kernel('6.18.19'), 'taken'],
  ['octeon_ep', 'mac', '00:00:00:00:00:00', kernel('6.18.19'), 'EADDRNOTAVAIL'],
  ['txgbe', 'mac', '02:00:00:00:00:01', kernel('6.18.19'), 'EOPNOTSUPP'],
  ['ngbe', 'trust', true, kernel('6.18.19'), 'EOPNOTSUPP'],
  ['hinic3', 'vlan', 5, kernel('6.18.19'), 'EOPNOTSUPP'],
  ['hinic3', 'vlan', 5, kernel('7.0.0'), 'unknown'],
  ['igb', 'maxTxRate', 100, { ...TEN_G, ...I350 }, 'EOPNOTSUPP'],
  ['igb', 'maxTxRate', 100, { ...TEN_G, ...I82576 }, 'taken'],
  ['igb', 'maxTxRate', 100, { ...TEN_G, ...I82576, carrier: false }, 'EINVAL'],
  ['igb', 'maxTxRate', 100, { ...TEN_G, devices: ['8086:1521', '8086:10c9'] }, 'unknown'],
  ['igb', 'spoofchk', true, { hasVfs: false }, 'EOPNOTSUPP'],
  ['ixgbe', 'linkState', 'enable', kernel('6.1.0-28-amd64'), 'ignored'],
  ['ixgbe', 'linkState', 'disable', kernel('6.1.0-28-amd64'), 'taken'],
  ['ixgbe', 'linkState', 'disable', kernel('5.15.0-130-generic'), 'EOPNOTSUPP'],
  ['ixgbe', 'linkState', 'disable', kernel('5.19.0-50-generic'), 'unknown'],
  ['ixgbe', 'queryRss', true, { devices: ['8086:1563'] }, 'EOPNOTSUPP'],
  ['ixgbe', 'queryRss', true, { devices: ['8086:10fb'] }, 'taken'],
  ['ixgbe', 'maxTxRate', 500, { linkMbps: 1000 }, 'EINVAL'],
  ['ixgbe', 'maxTxRate', 10, TEN_G, 'EINVAL'],
  ['ixgbe', 'maxTxRate', 0, TEN_G, 'taken'],
  ['ixgbe', 'mtu', 9000, { devices: ['8086:10fb'], pfMtu: 1500 }, 'EINVAL'],
  ['ixgbe', 'mtu', 9000, { devices: ['8086:1528'], pfMtu: 1500 }, 'taken'],
  ['ixgbe', 'vlan', 4095, {}, 'taken'],
  ['i40e', 'maxTxRate', 120, TEN_G, 'rounded 50'],
  ['i40e', 'maxTxRate', 150, { ...TEN_G, carrier: false }, 'taken'],
  ['bnxt_en', 'vlanQos', 5, kernel('6.1.0-28-amd64'), 'EINVAL'],
  ['bnxt_en', 'vlanQos', 5, kernel('6.12.95+deb12-amd64'), 'taken'],
  ['bnxt_en', 'vlanQos', 5, kernel('6.8.0'), 'EINVAL'],
  ['bnxt_en', 'vlanProto8021ad', true, kernel('6.8.0'), 'EPROTONOSUPPORT'],
  ['bnxt_en', 'vlanQos', 5, kernel('6.10.0'), 'unknown'],
  ['bnxt_en', 'vlanQos', 5, kernel('5.14.0-427.el9'), 'unknown'],
  ['bnxt_en', 'trust', true, { pfUp: false }, 'taken'],
  ['bnx2x', 'mac', '00:00:00:00:00:00', {}, 'EINVAL'],
  ['bnx2x', 'vlan', 5, { pfUp: false }, 'EINVAL'],
  ['bnx2x', 'spoofchk', false, { pfUp: false }, 'taken'],
  ['liquidio', 'mac', '00:00:00:00:00:00', {}, 'EINVAL'],
  ['liquidio', 'mac', '02:00:00:00:00:01', {}, 'taken'],
  ['liquidio', 'spoofchk', true, {}, 'unknown'],
  ['hinic', 'spoofchk', true, {}, 'unknown'],
  ['nfp', 'mac', '02:00:00:00:00:01', {}, 'unknown'],
  ['rvu_nicpf', 'vlan', 5, {}, 'unknown'],
  ['rvu_nicpf', 'vlan', 5, { pfUp: false }, 'EAGAIN'],
  ['qede', 'minTxRate', 0, {}, 'ignored'],
  ['qede', 'minTxRate', 1000, { ...TEN_G, guaranteedMbps: 10_001 }, 'EINVAL'],
  ['qede', 'minTxRate', 1000, { ...TEN_G, guaranteedMbps: 1000 }, 'unknown'],
  ['hns3', 'maxTxRate', 10_001, TEN_G, 'unknown'],
  ['hns3', 'maxTxRate', 10_000, TEN_G, 'taken'],
  ['mlx4_core', 'trust', false, {}, 'EOPNOTSUPP'],
  ['qede', 'maxTxRate', 0, {}, 'ignored'],
  ['rvu_nicpf', 'mac', '02:00:00:00:00:01', { pfUp: false }, 'EAGAIN'],
  ['be2net', 'maxTxRate', 500, { ...TEN_G, carrier: false }, 'ENETDOWN'],
  ['idpf', 'mac', '02:00:00:00:00:01', {}, 'EOPNOTSUPP'],
  ['of_nobody', 'mac', '02:00:00:00:00:01', {}, 'unknown'],
])('%s, %s %s in %j: %s', (driver, name, value, context, is) => {
  expect(outcome(driver, name, value, context)).toBe(is);
});

describe('an answer', () => {
  const REFUSED: OperationCase = { does: 'refused', source: 'x' };
  const FIRMWARE: OperationCase = { when: { capability: 'new firmware' }, does: 'taken', source: 'x' };

  test('says what is not decided, and what may come of it', () => {
    expect(answerOf([FIRMWARE, REFUSED], true, STEADY)).toEqual({
      is: 'unknown',
      undecided: [{ capability: 'new firmware' }],
      possible: [FIRMWARE, REFUSED],
    });
  });

  test('is known where all that is not decided comes to the same', () => {
    expect(answerOf([{ ...FIRMWARE, does: 'refused' }, REFUSED], true, STEADY).is).toBe('refused');
  });

  test('is not known where no case says what holds otherwise', () => {
    expect(answerOf([FIRMWARE], true, STEADY).is).toBe('unknown');
    expect(answerOf([{ when: { value: 'on' }, does: 'taken', source: 'x' }], false, STEADY).is).toBe('unknown');
  });

  test('on whether there is an operation at all leaves out what values are refused', () => {
    const cases: OperationCase[] = [
      { when: { above: 10 }, ...REFUSED },
      { does: 'taken', source: 'x' },
    ];
    expect([takesAny(cases, STEADY), takesAny([REFUSED], STEADY), takesAny([], STEADY)]).toEqual([true, false, null]);
    expect(answerOf(cases, ORDINARY, STEADY).is).toBe('taken');
    expect(takesAny([FIRMWARE, REFUSED], STEADY)).toBeNull();
  });

  test('has its conditions in words', () => {
    expect(conditionWords({ eswitchMode: 'switchdev', value: 'non-zero' })).toBe('in switchdev mode but for zero');
    expect(conditionWords()).toBe('');
  });
});

describe('a driver of a plan from before cases', () => {
  const NAMES = [
    'mac',
    'vlan',
    'vlanQos',
    'vlanProto8021ad',
    'spoofchk',
    'trust',
    'linkState',
    'minTxRate',
    'maxTxRate',
    'queryRss',
  ];
  const attributes = Object.fromEntries(NAMES.map((name) => [name, true])) as Record<'mac', boolean>;
  const known = driverIn(BUILT_IN_DRIVERS, 'igb');
  const { operations: _, ...rest } = known;
  const former = { ...rest, attributes: { ...attributes, queryRss: null, linkState: false } } as unknown as typeof rest;
  const after = (change: object, name: OperationName, value: OperationValue, context: Partial<OperationContext>) => {
    const { operations } = withOperations({ ...former, ...change }, known) ?? { operations: null };
    const answer = operations === null ? null : answerOf(operations[name], value, { ...STEADY, ...context });
    return answer?.is === 'refused' ? answer.errno : answer?.is;
  };

  test.each<[object, OperationName, OperationValue, Partial<OperationContext>, string]>([
    [{}, 'mac', '02:00:00:00:00:01', {}, 'taken'],
    [{}, 'linkState', 'enable', {}, 'EOPNOTSUPP'],
    [{}, 'queryRss', true, {}, 'unknown'],
    [{ noVfOperations: true }, 'mac', '02:00:00:00:00:01', {}, 'EOPNOTSUPP'],
    [{ lostInSwitchdev: ['trust'] }, 'trust', true, SWITCHDEV, 'EOPNOTSUPP'],
    [{ lostInSwitchdev: ['trust'] }, 'trust', true, LEGACY, 'taken'],
    [{ attributesNeedPfUp: true }, 'trust', true, { pfUp: false }, 'EINVAL'],
    [{ rateNeedsCarrier: true }, 'maxTxRate', 5, { carrier: false }, 'EINVAL'],
    [{}, 'maxTxRate', 20_000, TEN_G, 'EINVAL'],
    [{ guaranteesFitLink: true }, 'minTxRate', 5, { ...TEN_G, guaranteedMbps: 20_000 }, 'EINVAL'],
    [{ rateUnitMbps: 50 }, 'maxTxRate', 120, TEN_G, 'rounded'],
    [{ spoofCheckNeedsVfs: true }, 'spoofchk', true, { hasVfs: false }, 'EOPNOTSUPP'],
    [{ refusesZeroMac: true }, 'mac', '00:00:00:00:00:00', {}, 'EINVAL'],
    [{ maxVlan: 4094 }, 'vlan', 4095, {}, 'EINVAL'],
  ])('with %j: %s %s in %j is %s', (change, name, value, context, is) => {
    expect(after(change, name, value, context)).toBe(is);
  });

  test('is none where it says neither', () => {
    expect(withOperations(rest, known)).toBeNull();
  });
});
