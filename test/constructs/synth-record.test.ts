import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { requireSameStacks, trustedRecord } from '../../lib/host/synth-record';
import { healthyHost, messageOf, TestApp, TIDY } from './app';

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.dispose());

/** An app whose two stacks have a host each; VLAN 4095 is none. */
function twoStacks(vlan = 100): void {
  for (const [id, host] of [
    ['rack1', 'kvm01'],
    ['rack2', 'kvm02'],
  ] as const) {
    healthyHost(app.stack(id), host)
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan });
  }
}

/** Once more, with an app of its own, in the same folder. */
function again(vlan: number, skipValidation = false): TestApp {
  app = new TestApp({ folder: app.folder, skipValidation });
  twoStacks(vlan);
  return app;
}

const stackId = (id = 'rack1') => app.stackJson(id)['//'].sriovSynth;

describe('a synth', () => {
  test('is known by one id in its record and in every stack with a host, which the same app gives again', () => {
    twoStacks();
    app.app.synth();
    const { id, stacks } = trustedRecord(app.outdir);
    expect([stackId('rack1'), stackId('rack2')]).toEqual([id, id]);
    expect(stacks).toEqual(['rack1', 'rack2']);
    again(100).app.synth();
    expect(stackId()).toBe(id);
    again(200).app.synth();
    expect(stackId()).not.toBe(id);
    expect(() => requireSameStacks(app.outdir, trustedRecord(app.outdir))).not.toThrow();
  });

  test('that ended with errors leaves findings that can be read and plans that are not carried out', () => {
    twoStacks();
    app.app.synth();
    messageOf(() => again(4095).app.synth());
    const record = trustedRecord(app.outdir);
    expect(app.findings.map(({ ruleId }) => ruleId)).toContain('VLAN-001');
    expect(messageOf(() => requireSameStacks(app.outdir, record))).toMatch(
      /rack1\/cdk\.tf\.json\] it is of synth [0-9a-f]{16}, the plans are of synth/,
    );
    rmSync(join(app.outdir, 'stacks/rack1/cdk.tf.json'));
    expect(messageOf(() => requireSameStacks(app.outdir, record))).toMatch(
      /did not write this stack: it ended with errors/,
    );
  });

  test('is told from another whose plans were copied over', () => {
    twoStacks();
    app.app.synth();
    const old = join(app.folder, 'old');
    cpSync(join(app.outdir, 'sriov'), old, { recursive: true });
    again(200).app.synth();
    cpSync(old, join(app.outdir, 'sriov'), { recursive: true });
    expect(messageOf(() => trustedRecord(app.outdir))).toMatch(/plans\.json\] it is not what synth/);
  });

  test('without validation writes its own findings over those of an earlier one, and is not stopped by them', () => {
    twoStacks();
    app.app.synth();
    expect(app.findings).toEqual([]);
    again(4095, true).app.synth();
    expect(app.findings.map(({ ruleId, constructPath }) => `${ruleId} ${constructPath}`)).toEqual(
      expect.arrayContaining(['VLAN-001 rack1/kvm01/uplink/vms', 'VLAN-001 rack2/kvm02/uplink/vms']),
    );
    expect(stackId()).toBe(trustedRecord(app.outdir).id);
  });

  test('without validation says under the command line what was found, as warnings', () => {
    process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS = 'true';
    try {
      again(4095, true).app.synth();
    } finally {
      delete process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS;
    }
    const levels = app.json('out/manifest.json').stacks.rack1.annotations.map(({ level }: { level: string }) => level);
    expect(levels).toContain('@cdktf/warn');
    expect(levels).not.toContain('@cdktf/error');
  });
});
