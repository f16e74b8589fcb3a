import { reportPage } from '../../../lib/report/page/report-page';
import type { ReportFacts } from '../../../lib/report/facts';
import { reportMarkdown } from '../../../lib/report/report-markdown';
import { factsOf } from './fleet';

/** What the page says of cores, latency, other ways and failures. */

const facts = factsOf({ hosts: 2 });

/** Texts of a part of the first host, by cells. */
function partOf(of: ReportFacts, title: string): string {
  const page = reportPage(of);
  const from = page.indexOf(`<b>${title}</b>`);
  if (from < 0) throw new Error(`the page has no part "${title}"`);
  const to = page.indexOf('<details class="part"', from);
  return page
    .slice(from, to < 0 ? undefined : to)
    .replace(/<[^>]*>/g, '|')
    .replace(/\|+/g, '|');
}

function withFirstHost(change: (host: ReportFacts['hosts'][number]) => ReportFacts['hosts'][number]): ReportFacts {
  const [first, ...others] = facts.hosts;
  return { ...facts, hosts: [change(first), ...others] };
}

describe('cores, latency and headroom', () => {
  const text = partOf(facts, 'Cores, latency and headroom');
  const { outlook } = facts.hosts[0];

  test('name what the cores are for, of how many, with the ends of the interval', () => {
    expect(text).toMatch(/Cores for the I\/O of all VMs, of 32; \d+k? interrupts a second/);
    expect(text).toMatch(/\|guests: drivers, network stack, block layer\|[\d.]+ \([\d.]+ to [\d.]+\)\|/);
    expect(text).toMatch(/\|host: interrupts of VMs \(none where they are posted\)\|[\d.]+ \(0 to [\d.]+\)\|/);
  });

  test('have VFs that are alike to two digits in one row', () => {
    expect(text).toMatch(/\|web-0-0, web-1-0\|[\d.]+M out, 16k in\|/);
    expect(text).toMatch(/\|web-0-1, web-0-2, web-0-3, web-1-1\|and 2 VMs more\|160k out, 16k in\|/);
  });

  test('say what is full, and what a tenth more of it gives', () => {
    expect(text).toContain(
      '|The declared demands cannot grow: port 0 of 0000:3b:00.0, transmit: 25 Gbit/s, speed of ens1f0 is full.|',
    );
    expect(text).toContain(
      '|port 0 of 0000:5e:00.0, transmit: 25 Gbit/s, speed of ens2f0 is used to 100 %: a tenth more of it gives 2.47 Gbit/s out.|',
    );
  });

  test('say by what demands may grow where nothing is full', () => {
    const growth = { factor: { value: 1.5, low: 1.4, high: 1.6 }, resource: 'port', description: 'port 7' };
    const roomy = withFirstHost((host) => ({ ...host, outlook: outlook === null ? null : { ...outlook, growth } }));
    expect(partOf(roomy, 'Cores, latency and headroom')).toContain(
      'All declared demands together may become 1.5 (1.4 to 1.6) times what they are; then port 7 is full.|',
    );
  });

  test('are left out where there is no prediction', () => {
    const without = { ...facts, hosts: facts.hosts.map((host) => ({ ...host, outlook: null })) };
    expect(reportPage(without)).not.toContain('Cores, latency and headroom');
    expect(reportPage(without)).not.toContain('Other ways to the same I/O');
  });
});

describe('other ways to the same I/O', () => {
  test('are told with what each VM gets, host cores and latency', () => {
    const text = partOf(facts, 'Other ways to the same I/O');
    expect(text).toMatch(/\|a VF for each VM, interrupts posted\|as planned\|[\d.]+ Gbit\/s out, 200 Mbit\/s in\|/);
    expect(text).toMatch(
      /\|vhost-net and I\/O threads\|[^|]+\|[^|]+\|[\d.]+ \([\d.]+ to [\d.]+\)\|frame [\d.]+ \([\d.]+ to [\d.]+\) µs\|/,
    );
    expect(text).toContain('their size is not given, so that no servers are counted');
    expect(text).not.toContain('VMs a host|');
  });

  test('are told with VMs a host, what ends first, servers and cost where the size of VMs is known', () => {
    const range = (value: number) => ({ value, low: value - 1, high: value + 1 });
    const sized = withFirstHost((host) => {
      if (host.outlook === null) throw new Error('the host has an outlook');
      const { compared, alternatives } = host.outlook;
      const perHost = { vms: range(20), stoppedBy: 'cores' as const, stops: [], unknown: [] };
      const fleet = {
        ...{ servers: range(50), rackUnits: range(50), watts: range(9000), capitalUsd: range(9), yearlyUsd: range(9) },
        ...{ yearlyUsdPerVm: range(120), yearlyCo2Kg: range(9) },
      };
      return {
        ...host,
        outlook: {
          ...host.outlook,
          compared: { ...compared, size: { vcpus: 4, memoryBytes: 8 * 2 ** 30 } },
          alternatives: alternatives.map((way) => ({ ...way, perHost, fleet })),
        },
      };
    });
    const text = partOf(sized, 'Other ways to the same I/O');
    expect(text).toContain('4 vCPUs and 8 GiB each');
    expect(text).toContain('|20 (19 to 21)|cores end first|50 (49 to 51) servers, 9000 W|$120 a VM and year|');
  });
});

describe('when something fails', () => {
  test('each port and the host are told with who loses what, and why VFs are free nowhere', () => {
    const text = partOf(facts, 'When something fails');
    expect(text).toContain('3 cases of 3 with a VM that finds no other VF');
    const nowhere = 'none: pools with a free VF do not carry what it wants beside the VMs that they have';
    expect(text).toContain('|port of 0000:3b:00.0: 4 VMs without network or drive|');
    expect(text).toContain(`|web-0-0, web-0-1, web-0-2, web-0-3|Transmit |nothing|Receive |nothing|${nowhere}|`);
    expect(text).toContain('|host kvm1: 8 VMs without network or drive|');
  });

  test('a VM that gets less is told with what it had and can count on', () => {
    const reduced = withFirstHost((host) => ({
      ...host,
      failures: {
        host: host.path,
        assumptions: [],
        failures: [
          {
            lost: { kind: 'port', name: 'port of x', physicalFunctions: ['x'] },
            vms: [
              {
                ...{ vm: 'web', effect: 'reduced', lostAttachments: ['a'], before: { txMbps: 3000 } },
                ...{ after: { txMbps: 2000 }, floorAfter: { txMbps: 500 } },
                ...{ goesTo: { host: 'rack1/kvm2', pools: ['rack1/kvm2/uplink0/vms'] }, whyNowhere: null },
              },
            ],
          },
        ],
      },
    }));
    expect(partOf(reduced, 'When something fails')).toContain(
      '|port of x: 1 VM with less|VM|Gets then|Free VFs for it|web|Transmit |2 Gbit/s|before 3 Gbit/s, floor 500 Mbit/s|rack1/kvm2: uplink0/vms|',
    );
  });

  test('it is said how to ask for it where the app does not', () => {
    const without = withFirstHost((host) => ({ ...host, failures: null }));
    expect(partOf(without, 'When something fails')).toContain(
      'Not predicted: the app does not ask for it with |predictFailures|',
    );
  });

  test('the comment on a change counts the VMs of each failure', () => {
    expect(reportMarkdown(facts).split('\n')).toContain('| kvm1 | port of 0000:3b:00.0 | 4 | 0 | 4 |');
  });
});

test('what is taken for granted of several hosts stands once on the page, with their number', () => {
  const page = reportPage(facts);
  const text = 'cores and memory of a host that VMs go to are not counted';
  expect(page.split(text)).toHaveLength(2);
  expect(page).toContain(`${text} <span class="dim">(2 hosts)</span>`);
});
