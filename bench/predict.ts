import type { WantedAttachment } from '../lib/model/wanted';
import type { ResolvedHost } from '../lib/resolve/resolved';
import { predict } from '../lib/simulate/traffic/predict';
import { block, drive, network, nic } from '../test/simulate/traffic/hosts';
import { resolvedHost } from '../test/support/resolved';
import { measuredOnProcessor, median, report } from './report';

/** The prediction of one host with 256 VFs, whatever they ask for, and that of a fleet. */

/** Predictions that are timed as one: the kernel may count a thread's time in steps of 4 ms. */
const ROUNDS = 40;
const SAMPLES = 5;
const WARM_UP = 40;

const GOAL_MS = 5;

const VFS = 256;

const FLEET_HOSTS = 1000;

type Attached = Partial<WantedAttachment>;

interface Kind {
  readonly attachment: (n: number) => Attached;
  readonly goalMs: number | null;
}

/** VMs of one host, by number: what is shared out at once, and what has to be asked one by one. */
const KINDS: Readonly<Record<string, Kind>> = {
  'all alike': { attachment: () => ({ demand: network(500, 500) }), goalMs: GOAL_MS },
  'each with a demand of its own': {
    attachment: (n) => ({ demand: network(50 + n, 400 - n, 64 + 4 * n) }),
    goalMs: GOAL_MS,
  },
  'each with a limit of its own and no demand': {
    attachment: (n) => ({ overrides: { maxTxRateMbps: 100 + 10 * n } }),
    goalMs: GOAL_MS,
  },
  'half of them with demands': {
    attachment: (n) =>
      n % 2 === 0 ? { demand: network(50 + n, 400 - n) } : { overrides: { maxTxRateMbps: 20_000 + 10 * n } },
    goalMs: GOAL_MS,
  },
  'each with a floor and a demand of its own': {
    attachment: (n) => ({ demand: network(50 + n, 400 - n), overrides: { minTxRateMbps: 20 + n / 2 } }),
    goalMs: GOAL_MS,
  },
  // An error at synth (RATE-003), whose prediction is made all the same.
  'floors that do not fit': {
    attachment: (n) => ({ demand: network(50 + n, 400 - n), overrides: { minTxRateMbps: 400 + n } }),
    goalMs: null,
  },
};

interface Slots {
  readonly ports: number;
  /** Of each slot. */
  readonly lanes: number;
  readonly portsPerSlot: number;
}

/**
 * Slots that carry what the ports do, and one that carries less: transmit and receive of all VFs meet there, so that each VM
 * that is not answered for with the others takes a sharing of all flows.
 */
const NARROW: Slots = { ports: 2, lanes: 2, portsPerSlot: 2 };
const SLOTS: Readonly<Record<string, Slots>> = {
  '2 ports': { ports: 2, lanes: 8, portsPerSlot: 2 },
  '2 ports in a narrow slot': NARROW,
  '8 ports': { ports: 8, lanes: 8, portsPerSlot: 2 },
};

function hostOf({ ports, lanes, portsPerSlot }: Slots, attachmentOf: (n: number) => Attached): ResolvedHost {
  const each = VFS / ports;
  const pfs = Array.from({ length: ports }, (_, port) => {
    const slot = `0000:${(0x3b + Math.floor(port / portsPerSlot)).toString(16)}:00`;
    return nic(
      Array.from({ length: each }, (__, vf) => attachmentOf(port * each + vf)),
      {
        address: `${slot}.${port % portsPerSlot}`,
        link: { address: `${slot}.0`, speedGTs: 16, width: lanes },
      },
    );
  });
  return resolvedHost({ pfs });
}

/** Two NICs with 18 VMs each and a drive with 4: those of the other benches, no two of a host alike. */
function fleetHost(host: number): ResolvedHost {
  const ports = Array.from({ length: 2 }, (_, port) =>
    nic(
      Array.from({ length: 18 }, (__, vm) => ({ demand: network(500 + vm + host, 700 - vm) })),
      { address: `0000:3b:00.${port}` },
    ),
  );
  const controllers = drive(
    Array.from({ length: 4 }, (_, vm) => ({ demand: block(50_000 + 1000 * vm + host) })),
    { randReadIops: 1e6, randWriteIops: 2e5, seqReadMBps: 7000, seqWriteMBps: 3000 },
  );
  return resolvedHost({ name: `kvm${host}`, pfs: [...ports, controllers] });
}

function millisecondsOf(host: ResolvedHost): number {
  for (let n = 0; n < WARM_UP; n += 1) predict(host);
  const samples = Array.from({ length: SAMPLES }, () =>
    measuredOnProcessor(() => {
      for (let n = 0; n < ROUNDS; n += 1) predict(host);
    }),
  );
  return median(samples) / ROUNDS;
}

const hosts = Object.entries(KINDS).flatMap(([kind, { attachment, goalMs }]) =>
  Object.entries(SLOTS).map(([name, slots]) => ({
    what: `${VFS} VFs, ${kind}, ${name}`,
    attachments: VFS,
    ms: millisecondsOf(hostOf(slots, attachment)),
    goalMs: slots === NARROW && kind !== 'all alike' && kind !== 'each with a demand of its own' ? null : goalMs,
  })),
);

const fleet = Array.from({ length: FLEET_HOSTS }, (_, n) => fleetHost(n));
const attachments = fleet.reduce((sum, host) => sum + host.attachments.length, 0);
const fleetMs = measuredOnProcessor(() => fleet.forEach(predict));

report({
  bench: 'predict',
  rows: [
    ...hosts.map(({ what, attachments: vfs, ms }) => ({ what, attachments: vfs, ms })),
    { what: `${FLEET_HOSTS} hosts`, attachments, ms: fleetMs },
  ],
  goals: [
    ...hosts.flatMap(({ what, ms, goalMs }) =>
      goalMs === null ? [] : [{ name: what, value: ms, unit: 'ms', goal: goalMs }],
    ),
    { name: `${FLEET_HOSTS} hosts, ${attachments} attachments`, value: fleetMs / 1000, unit: 's', goal: 5 },
  ],
});
