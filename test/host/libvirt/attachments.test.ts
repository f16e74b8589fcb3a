import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { attachToDomains, type DomainAttachment, detachFromDomains, type Reach } from '../../../lib/host/libvirt';
import { passedDevices } from '../../../lib/host/libvirt/domain-xml';
import { InputError } from '../../../lib/model/errors';
import { hostdevXml } from '../../../lib/render/libvirt';
import { requireShell } from '../../support/shells';
import { addressOf, device, LibvirtOfFiles, PF } from './support/libvirt-of-files';

const { test } = requireShell();

jest.setTimeout(120_000);

const hosts: LibvirtOfFiles[] = [];
let host: LibvirtOfFiles;
beforeEach(() => {
  host = new LibvirtOfFiles();
  hosts.push(host);
});
afterEach(() => {
  for (const used of hosts.splice(0)) rmSync(used.root, { recursive: true });
});

const wanted = (domain: string, vf = 0, change: Partial<DomainAttachment> = {}): DomainAttachment => ({
  attachment: `rack1/kvm01/uplink/vms/${domain}`,
  domain,
  vf: { pf: PF, index: vf },
  address: addressOf(vf),
  driver: 'vfio-pci',
  xml: (address) => hostdevXml({ address, alias: `ua-vf${vf}` }) ?? '',
  ...change,
});

const attach = (item: DomainAttachment, reach: Reach = 'both') => attachToDomains(host, [item], reach);
const detach = (item: DomainAttachment, reach: Reach = 'both') => detachFromDomains(host, [item], reach);

describe('attaching', () => {
  test.each<[string, ('live' | 'config')[], Reach, { live: boolean; config: boolean }]>([
    ['runs and is persistent', ['live', 'config'], 'both', { live: true, config: true }],
    ['runs and is transient', ['live'], 'both', { live: true, config: false }],
    ['does not run', ['config'], 'both', { live: false, config: true }],
    ['runs, as it runs alone', ['live', 'config'], 'live', { live: true, config: false }],
    ['runs, as it is defined alone', ['live', 'config'], 'config', { live: false, config: true }],
  ])('to a domain that %s', async (_words, kinds, reach, where) => {
    host.domain('web', kinds);
    expect(await attach(wanted('web'), reach)).toEqual([expect.objectContaining({ status: 'done', ...where })]);
    if (kinds.includes('live')) expect(host.has('live')).toEqual(where.live ? [addressOf(0)] : []);
    if (kinds.includes('config')) expect(host.has('config')).toEqual(where.config ? [addressOf(0)] : []);
    expect(host.sessions).toBe(2);
  });

  test('a second time does nothing, in one session', async () => {
    host.domain('web', ['live', 'config']);
    await attach(wanted('web'));
    host.sessions = 0;
    expect(await attach(wanted('web'))).toMatchObject([{ status: 'nothing', note: 'domain web has it already' }]);
    expect(host.sessions).toBe(1);
    expect(host.changes).toHaveLength(1);
  });

  test('adds what is missing of a domain that has it in part', async () => {
    host.domain('web', ['live'], device(0));
    host.domain('web', ['config']);
    expect(await attach(wanted('web'))).toMatchObject([{ status: 'done', live: false, config: true }]);
  });

  test.each(['a & b', "o'brien; $(touch x)", '12', '-v', '<web>'])('to a domain that is called %j', async (name) => {
    host.domain(name, ['live']);
    expect(await attach(wanted(name))).toMatchObject([{ status: 'done' }]);
  });

  test.each<[string, 'live' | 'config', string]>([
    ['runs', 'live', 'is held by domain db, which runs'],
    ['does not run', 'config', 'stands in the definition of domain db'],
  ])('what another domain has that %s is refused, with its name', async (_words, kind, problem) => {
    host.domain('web', ['live']);
    host.domain('db', [kind], device(0, 'hostdev0'));
    expect(await attach(wanted('web'))).toMatchObject([
      { status: 'refused', problem: `VF 0 of ${PF} (0000:3b:01.0) ${problem}`, fix: 'Detach it there first' },
    ]);
    expect(host.changes).toEqual([]);
  });

  test.each<[string, Partial<DomainAttachment>, Reach, string]>([
    ['a domain that is not there', { domain: 'shop' }, 'both', 'there is no libvirt domain "shop"'],
    ['a VF that is not there', { vf: { pf: PF, index: 7 } }, 'both', `VF 7 of ${PF} is not there`],
    ['a VF at another address', { address: '0000:3b:02.0' }, 'both', 'the plan says 0000:3b:02.0'],
    [
      'a VF on another driver',
      { driver: 'vfio-pci', vf: { pf: PF, index: 2 }, address: null },
      'both',
      'is on iavf, not on vfio-pci',
    ],
    ['a domain that does not run, as it runs', { domain: 'off' }, 'live', 'domain off does not run'],
    ['a domain that is transient, as it is defined', {}, 'config', 'domain web is transient'],
  ])('%s is refused', async (_words, change, reach, problem) => {
    host.domain('web', ['live']);
    host.domain('off', ['config']);
    host.vf(2, 'iavf');
    const [end] = await attach(wanted('web', 0, change), reach);
    expect(end).toMatchObject({ status: 'refused', problem: expect.stringContaining(problem) });
    expect(host.changes).toEqual([]);
  });

  test('one refusal keeps the others from being done', async () => {
    host.domain('web', ['live']);
    const ends = await attachToDomains(host, [wanted('web', 1), wanted('shop')], 'both');
    expect(ends.map(({ status }) => status)).toEqual(['skipped', 'refused']);
    expect(host.changes).toEqual([]);
  });

  test("libvirt's error is told, and what comes after it is not done", async () => {
    host.domain('web', ['live']);
    host.touch('broken');
    const ends = await attachToDomains(host, [wanted('web', 0), wanted('web', 1)], 'both');
    expect(ends).toMatchObject([
      { status: 'failed', problem: expect.stringMatching(/^Failed to attach.*no room$/) },
      { status: 'skipped' },
    ]);
    expect(host.changes).toHaveLength(1);
  });

  test('what libvirt says it did and does not show is a failure', async () => {
    host.domain('web', ['live']);
    host.touch('deaf');
    expect(await attach(wanted('web'))).toMatchObject([
      { status: 'failed', problem: expect.stringContaining('the domain as it runs does not show the VF') },
    ]);
  });

  test('leaves no file behind', async () => {
    host.domain('web', ['live']);
    await attach(wanted('web'));
    expect(readdirSync(host.temporary)).toEqual([]);
  });
});

describe('detaching', () => {
  test('takes the VF out of the domain as it runs and as it is defined, and leaves the others', async () => {
    host.domain('web', ['live', 'config'], device(0), device(1));
    host.touch(`run/vm-${addressOf(0)}.uuid`);
    expect(await detach(wanted('web'))).toMatchObject([{ status: 'done', live: true, config: true }]);
    expect([host.has('live'), host.has('config')]).toEqual([[addressOf(1)], [addressOf(1)]]);
    // A run that was cut short must not give it back.
    expect(existsSync(join(host.root, `run/vm-${addressOf(0)}.uuid`))).toBe(false);
    expect(await detach(wanted('web'))).toMatchObject([{ status: 'nothing', note: 'domain web does not have it' }]);
  });

  test('as it runs alone, the definition keeps it', async () => {
    host.domain('web', ['live', 'config'], device(0, 'hostdev0'));
    await detach(wanted('web'), 'live');
    expect([host.has('live'), host.has('config')]).toEqual([[], [addressOf(0)]]);
  });

  test('what another domain has is left there, and said', async () => {
    host.domain('web', ['live']);
    host.domain('db', ['live'], device(0));
    expect(await detach(wanted('web'))).toMatchObject([
      { status: 'nothing', note: 'domain web does not have it; it is held by domain db, which runs' },
    ]);
    expect(host.has('live')).toEqual([addressOf(0)]);
  });
});

test('libvirt that does not answer is an error that says why', async () => {
  host.touch('down');
  await expect(attach(wanted('web'))).rejects.toThrow(InputError);
  await expect(attach(wanted('web'))).rejects.toThrow(/failed to connect to the hypervisor.*libvirtd/);
});

test('addresses of the guest, of other elements and of metadata are none of the host', () => {
  const xml = `<domain><metadata><x:y><hostdev><source><address domain='0' bus='0x99' slot='0x00' function='0x0'/></source></hostdev></x:y></metadata>
    <disk><source file='/a'/><address type='pci' domain='0x0000' bus='0x3b' slot='0x01' function='0x0'/></disk>
    <interface type='hostdev'><mac address='02:00:00:00:00:01'/><source network='n' portid='1'><address type='pci' domain='0x10000' bus='0x3b' slot='0x01' function='0x2'/></source><alias name='ua-1'/><address type='pci' domain='0x0000' bus='0x3b' slot='0x01' function='0x0'/></interface>
    <interface type='network'><source network='default'/><address type='pci' domain='0x0000' bus='0x3b' slot='0x01' function='0x0'/></interface></domain>`;
  expect(passedDevices(xml)).toMatchObject([
    { form: 'interface', address: '10000:3b:01.2', alias: 'ua-1', mac: '02:00:00:00:00:01' },
  ]);
});
