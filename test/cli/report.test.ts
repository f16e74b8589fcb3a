import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OUT_FOLDER } from '../../lib/host/out-folder';
import { writeSynthRecord } from '../../lib/host/synth-record';
import { fleetOf } from '../report/page/fleet';
import { writeOutFolder } from './out-folders';
import { sriov } from './sriov';

let folder: string;
let here: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sriov-report-'));
  here = process.cwd();
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(here);
  rmSync(folder, { recursive: true, force: true });
});

/** An out folder of two hosts, as synth writes it. */
function outFolder(): string {
  return writeOutFolder(join(folder, 'out'), fleetOf({ hosts: 2 }));
}

describe('sriov report', () => {
  test('writes a page into the current folder, says where, and judges nothing', async () => {
    const { exitCode, stdout, stderr } = await sriov('report', outFolder());
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: 'wrote sriov-report.html\n' });
    const page = readFileSync('sriov-report.html', 'utf8');
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">[^]*SR-IOV report: 2 hosts[^]*<\/html>\n$/);
    for (const name of ['kvm1', 'kvm2', 'web-0-0', 'PERF-001']) expect(page).toContain(name);
  });

  test('prints the same facts as JSON', async () => {
    const { exitCode, stdout } = await sriov('report', outFolder(), '--format', 'json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      reportVersion: 1,
      overview: { hosts: 2, vms: 16, vmsBelowDemand: 4 },
      tenants: [{ name: 'blue', letter: 'A' }, { name: 'green' }, { name: 'red' }],
      hosts: [{ name: 'kvm1' }, { name: 'kvm2' }],
    });
    expect(existsSync('sriov-report.html')).toBe(false);
  });

  test('prints them as Markdown for a comment', async () => {
    const { stdout } = await sriov('report', outFolder(), '--format', 'markdown');
    expect(stdout).toMatch(
      /^### SR-IOV: 2 hosts, 24 VFs, 16 VMs\n[^]*\| web-0-0 \| kvm1 \| 40 Gbit\/s out, 200 Mbit\/s in \|/,
    );
  });

  test('writes to the file that it is given', async () => {
    const { stdout, stderr } = await sriov('report', outFolder(), '--format', 'json', '-o', 'deep/facts.json');
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: 'wrote deep/facts.json\n' });
    expect(JSON.parse(readFileSync('deep/facts.json', 'utf8'))).toMatchObject({ reportVersion: 1 });
  });

  test('is about one host where it is named, and refuses one that is not there', async () => {
    const out = outFolder();
    const { stdout } = await sriov('report', out, '--host', 'kvm2', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ overview: { hosts: 1 }, findings: [], hosts: [{ name: 'kvm2' }] });
    const { exitCode, stderr } = await sriov('report', out, '--host', 'kvm9');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/no host is called kvm9.*Use one of rack1\/kvm1, rack1\/kvm2/);
  });

  test('refuses a folder of an older version, which does not say whose the VFs are', async () => {
    const out = outFolder();
    rmSync(join(out, OUT_FOLDER.hosts, OUT_FOLDER.attachments));
    writeSynthRecord(out, []);
    const { exitCode, stderr } = await sriov('report', out);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/does not say whose the VFs of rack1\/kvm1 are.*Run "sriov synth" again/);
    expect(existsSync('sriov-report.html')).toBe(false);
  });
});
