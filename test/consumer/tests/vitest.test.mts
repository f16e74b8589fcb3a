// Vitest, whose tests are ES modules; the matchers come by `setupFiles` and their types with the import.
import { existsSync } from 'node:fs';
import { Testing } from 'cdktf';
import { SriovHost } from 'cdktf-sriov';
import { evaluate, sriovMatchers } from 'cdktf-sriov/testing';
import type { SriovMatchers } from 'cdktf-sriov/testing/vitest';
import { expect, test } from 'vitest';
import { rackWith } from './stack.js';

test('a stack is judged without a synth, and no lock file is written', () => {
  const { stack, pool } = rackWith(100);
  expect(stack.node.findChild('kvm01')).toBeInstanceOf(SriovHost);
  expect(evaluate(stack).lock.file).toBeNull();
  expect(stack).toHaveNoFindings({ severity: 'error' });
  expect(pool).toGiveAtLeast({ txMbps: 1_000 });
  expect(pool).not.toGiveAtLeast({ txMbps: 2_000 });
  expect(stack).toDisrupt([]);
  expect(stack).not.toPlanNoChange();
  expect(Testing.synth(stack)).toContain('{');
  expect(existsSync('sriov.lock.json')).toBe(false);
});

test('errors are found, by matchers and by Testing.synth', () => {
  const { stack, pool } = rackWith(4095);
  expect(stack).toHaveFinding('VLAN-001', { at: pool });
  expect(() => expect(stack).toHaveNoFindings()).toThrow(/VLAN-001 \[rack1\/kvm01\/uplink\/vms\]/);
  expect(() => expect(stack).toHaveFinding('SEC-999')).toThrow(/there is no rule "SEC-999"/);
  expect(() => Testing.synth(stack)).toThrow(/VLAN-001/);
  // @ts-expect-error a rate is a number
  expect(() => expect(pool).toGiveAtLeast({ txMbps: '5' })).toThrow(/txMbps is "5"/);
});

test('all matchers are those of the package', () => {
  const names: (keyof SriovMatchers)[] = [
    'toHaveFinding',
    'toHaveNoFindings',
    'toPlanNoChange',
    'toDisrupt',
    'toGiveAtLeast',
  ];
  expect(Object.keys(sriovMatchers)).toEqual(names);
});
