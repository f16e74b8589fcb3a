// Jest without globals: `expect` of @jest/globals, matchers and types by an import.
import { expect, test } from '@jest/globals';
import 'cdktf-sriov/testing/jest';
import { rackWith } from './stack';

test('matchers are there with their types', () => {
  const { stack, pool } = rackWith(4095);
  expect(stack).toHaveFinding('VLAN-001', { at: pool });
  expect(stack).not.toHaveFinding('SEC-001');
  // @ts-expect-error a rate is a number
  expect(() => expect(pool).toGiveAtLeast({ txMbps: '5' })).toThrow(/txMbps is "5"/);
});
