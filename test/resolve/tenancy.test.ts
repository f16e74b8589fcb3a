import type { VfUse } from '../../lib/model/settings';
import { onlyHost, resolve, UPLINK, type WantedSketch } from './wanted';

const blue: VfUse = { tenant: 'blue' };
const red: VfUse = { tenant: 'red' };
const trusted = { trustedTenant: true };

function isMultiTenant(sketch: WantedSketch): boolean {
  return onlyHost(resolve(sketch)).multiTenant;
}

function pools(...uses: VfUse[]): WantedSketch {
  const entries = uses.map((use, n) => [`pool${n}`, { count: 2, use }]);
  return { pfs: { uplink: { ...UPLINK, pools: Object.fromEntries(entries) } } };
}

describe('a host is multi-tenant', () => {
  test.each<[string, WantedSketch]>([
    ['when two pools have different tenants', pools(blue, red)],
    ['when only one of the tenants is trusted', pools({ ...blue, ...trusted }, red)],
    ['when an attachment has another tenant than its pool', { ...pools(blue), attachments: attached(red) }],
    [
      'when trust in the tenant of a pool does not cover the tenant of an attachment',
      { ...pools({ ...blue, ...trusted }), attachments: attached(red) },
    ],
    ['when the policy says so', { ...pools(blue), policy: { multiTenant: true } }],
  ])('%s', (_words, sketch) => {
    expect(isMultiTenant(sketch)).toBe(true);
  });
});

describe('a host is not multi-tenant', () => {
  test.each<[string, WantedSketch]>([
    ['when nobody names a tenant', pools({}, {})],
    ['when all have one tenant', pools(blue, blue, {})],
    ['when all tenants are trusted', pools({ ...blue, ...trusted }, { ...red, ...trusted })],
    ['when the policy says so', { ...pools(blue, red), policy: { multiTenant: false } }],
    ['when no VF is left to the tenant of the pool', { ...pools(blue), attachments: attached(red, red) }],
  ])('%s', (_words, sketch) => {
    expect(isMultiTenant(sketch)).toBe(false);
  });
});

function attached(...uses: VfUse[]): WantedSketch['attachments'] {
  return Object.fromEntries(uses.map((use, n) => [`vm${n}`, { pool: 'uplink/pool0', use }]));
}
