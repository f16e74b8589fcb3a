import { readSurvey } from '../../lib/host/linux/survey/reading';
import { surveyScript } from '../../lib/host/linux/survey/script';
import type { Inventory } from '../../lib/inventory/inventory';
import { planHost } from '../../lib/plan/plan';
import { HOST_FOLDERS } from '../../lib/shell/run-script';
import { IGB, igbVf } from '../conformance/emulated-host';
import { type Answer, answerOf, ofInventory } from '../evidence/executors';
import { GUARDED, guardOfRun, guardOfScript, MARK } from '../evidence/guards';
import { MANAGED } from '../evidence/managed';
import { USES } from '../evidence/uses';
import { describeWithLab } from '../lab/available';
import { HOST } from './support/targets';

/** Software emulation, on a machine that does other work as well. */
const LIMIT_MS = 120_000;
const MARK_OF_LOOK = 'sriov-evidence';

/** How a kernel comes to be as a row of `test/evidence` has it; `session`: where the connection is said to come in. */
interface RealRow {
  readonly what: string;
  readonly does: string;
  readonly session?: string;
}

const ADDRESS = 'ip addr add 192.0.2.9/24 dev';
const upon = (lower: string, name: string, kind: string): string =>
  `ip link add link ${lower} name '${name}' type ${kind}${kind === 'vlan' ? ' id 477' : ''} && ip link set '${name}' up`;
const master = (kind: string, name = 'm0'): string =>
  `ip link add ${name} type ${kind}${kind === 'vrf' ? ' table 77' : ''} && ip link set ${name} up`;

/** The PF is called pf0, its VF 0 has the netdev vf0; both are up. */
const REAL_USES: readonly RealRow[] = [
  { what: 'a netdev that is up without an address', does: ':' },
  { what: 'an address of the link alone', does: 'ip addr add 169.254.0.9/16 dev vf0 scope link' },
  { what: 'an address on a netdev that is down', does: `${ADDRESS} vf0 && ip link set vf0 down` },
  { what: 'an address', does: `${ADDRESS} vf0` },
  { what: 'an IPv6 address', does: 'ip addr add 2001:db8::9/64 dev vf0 nodad' },
  ...['vlan', 'macvlan', 'ipvlan'].map((kind) => ({
    what: `an address on a ${kind} upon it`,
    does: `${upon('vf0', 'up0', kind)} && ${ADDRESS} up0`,
  })),
  { what: 'a VLAN upon it without an address', does: upon('vf0', 'up0', 'vlan') },
  {
    what: 'an address on a macvlan on a VLAN upon it',
    does: `${upon('vf0', 'up0', 'vlan')} && ${upon('up0', 'up1', 'macvlan')} && ${ADDRESS} up1`,
  },
  {
    what: 'an address on its VRF',
    does: `${master('vrf', 'vrf0')} && ip link set vf0 master vrf0 && ${ADDRESS} vrf0`,
  },
  { what: 'a VRF without an address', does: `${master('vrf', 'vrf0')} && ip link set vf0 master vrf0` },
  { what: 'a port of a bridge', does: `${master('bridge')} && ip link set vf0 master m0` },
  { what: 'a port of a bond', does: `${master('bond')} && ip link set vf0 down && ip link set vf0 master m0` },
  {
    what: 'a VLAN upon it that is a port of a bridge',
    does: `${upon('vf0', 'up0', 'vlan')} && ${master('bridge')} && ip link set up0 master m0`,
  },
  { what: 'a macvtap upon it', does: upon('vf0', 'tap0', 'macvtap') },
  {
    what: 'an address on a netdev with a name that a shell reads as more',
    does: `${upon('vf0', 'w*(1)$', 'vlan')} && ${ADDRESS} 'w*(1)$'`,
  },
  { what: 'its netdev in another network namespace', does: 'ip netns add other && ip link set vf0 netns other' },
  {
    what: 'its netdev in another network namespace, and a VLAN upon it',
    does: `ip netns add other && ip link set vf0 netns other && ip -n other link add link vf0 name up0 type vlan id 5 && ip -n other addr add 192.0.2.9/24 dev up0`,
  },
  ...['vlan', 'macvlan', 'ipvlan'].map((kind) => ({
    what: `a ${kind} upon it in another network namespace`,
    does: `ip netns add other && ${upon('vf0', 'up0', kind)} && ip link set up0 netns other && ip -n other link set up0 up`,
  })),
  {
    what: 'a macvlan in another network namespace on a VLAN upon it, beside a VRF',
    does: `${master('vrf', 'vrf0')} && ip link set vf0 master vrf0 && ip netns add other && ${upon('vf0', 'up0', 'vlan')} && ${upon('up0', 'up1', 'macvlan')} && ip link set up1 netns other && ip -n other link set up1 up`,
  },
];

const ROUTE = 'ip route add default';
const REAL_MANAGED: readonly RealRow[] = [
  { what: 'the default route and the session pass another NIC', does: `${ROUTE} dev mgmt0` },
  { what: 'a default route', does: `${ROUTE} dev pf0` },
  { what: 'a default route of another table', does: `${ROUTE} dev pf0 table 100` },
  ...['vlan', 'macvlan', 'ipvlan'].map((kind) => ({
    what: `a default route over a ${kind}`,
    does: `${upon('pf0', 'up0', kind)} && ${ROUTE} dev up0`,
  })),
  {
    what: 'a default route over its bridge',
    does: `${master('bridge')} && ip link set pf0 master m0 && ${ROUTE} dev m0`,
  },
  {
    what: 'a default route over its bond',
    does: `${master('bond')} && ip link set pf0 down && ip link set pf0 master m0 && ${ROUTE} dev m0`,
  },
  {
    what: 'a default route over its vrf',
    does: `${master('vrf')} && ip link set pf0 master m0 && ${ROUTE} dev m0 table 100`,
  },
  { what: 'a default route over a VF', does: `${ROUTE} dev vf0` },
  { what: 'a default route over a VLAN on a VF', does: `${upon('vf0', 'vf0.477', 'vlan')} && ${ROUTE} dev vf0.477` },
  { what: 'an ssh session', does: ':', session: '203.0.113.7' },
];

const NAMES = ['up1', 'up0', 'm0', 'vrf0', 'tap0', "'w*(1)$'", 'vf0.477'];
const PF = `/sys/bus/pci/devices/${IGB}`;
const VF = `/sys/bus/pci/devices/${igbVf(0)}`;
const START = `
  fresh() {
    ip netns del other 2>/dev/null
    for n in ${NAMES.join(' ')}; do ip link del "$n" 2>/dev/null; done
    ip route flush table 100
    ip route del default 2>/dev/null
    cd ${PF}
    [ "$(cat sriov_numvfs)" = 2 ] || echo 2 >sriov_numvfs
    [ -e ${VF}/driver ] || echo ${igbVf(0)} >/sys/bus/pci/drivers/igbvf/bind
    # out of a namespace that goes it comes after a moment
    soon '[ "$(ls ${VF}/net)" ]'
    n=$(ls ${VF}/net)
    [ "$n" = vf0 ] || ip link set "$n" down name vf0
    for n in vf0 pf0; do
      ip link set "$n" nomaster
      ip addr flush dev "$n" scope global
      ip addr flush dev "$n" scope link
      ip link set "$n" up
    done
    ip addr add 203.0.113.7/24 dev pf0
    # igbvf takes no VLAN before, and a bridge has one
    soon '[ "$(cat /sys/class/net/vf0/carrier)" = 1 ]'
  }
  soon() {
    tries=100
    until eval "$1" 2>/dev/null; do
      [ $((tries -= 1)) -gt 0 ] || { echo "not in time: $1" >&2; exit 9; }
      sleep 0.1
    done
  }
  no_runs() { rm -rf /var/lib/cdktf-sriov/[!l]*; }`;

describeWithLab('evidence on a real kernel', 'flat', (host) => {
  const sh = (script: string): string => {
    // A bare sh after this timeout would be that of busybox, with an ip of its own.
    const { status, stdout, stderr } = host().ssh('timeout 60 /bin/sh -s', script);
    if (status !== 0) throw new Error(`${script}\n${stdout}${stderr}`);
    return stdout;
  };

  beforeAll(() => {
    const put = (file: string, text: string) => host().ssh(`mkdir -p /tmp/e && cat >/tmp/e/${file}`, text);
    put('start', START);
    put('look', surveyScript(MARK_OF_LOOK, HOST_FOLDERS));
    for (const of of ['use', 'management'] as const) {
      const [step, allowed] = [GUARDED[of](IGB), of === 'management'];
      put(`run-${of}`, guardOfRun(IGB, step, { folders: HOST_FOLDERS, allowed }));
      put(`script-${of}`, guardOfScript(IGB, step, { deviceClass: 'net', allowed }));
    }
    sh(`mkfifo /tmp/e/in
      n=$(ls ${PF}/net) && ip link set "$n" down name pf0 && ip link set pf0 up`);
  }, LIMIT_MS);

  /** Makes the host so, asks all executors, and brings it back. */
  function ask(of: 'use' | 'management', { does, session }: RealRow): readonly (Answer & { readonly by: string })[] {
    const said = sh(`. /tmp/e/start
      fresh
      { ${does}; } || exit 9
      ${session === undefined ? '' : `export SSH_CONNECTION="203.0.113.1 5000 ${session} 22"`}
      sh /tmp/e/look | base64
      exec 9<>/tmp/e/in
      no_runs
      echo '# run'
      sh /tmp/e/run-${of} <&9 2>&1
      if [ "$?" = 0 ]; then
        fresh
        { ${does}; } || exit 9
      fi
      no_runs
      echo '# script'
      sh /tmp/e/script-${of} 2>&1
      echo "exit $?"
      no_runs`);
    const [look = '', run = '', script = ''] = said.split(/^# .*\n/m);
    const reading = readSurvey(Buffer.from(look, 'base64'), MARK_OF_LOOK, HOST_FOLDERS);
    if (reading === null) throw new Error(`the look was cut off: ${said}`);
    const { inventory } = reading;
    return [
      { by: 'the look', ...ofInventory(inventory, IGB)[of] },
      { by: 'the plan', ...planned(of, inventory) },
      { by: 'the run', ...guarded(run, new RegExp(`^${MARK} refused 0 (.*)$`, 'm'), /^M changed 0$/m) },
      { by: 'the script', ...guarded(script, /^sriov \S+ refused: (.*)$/m, /^exit 0$/m) },
    ];
  }

  function guarded(said: string, refuses: RegExp, passes: RegExp): Answer {
    const refusal = refuses.exec(said)?.[1];
    if (refusal === undefined && !passes.test(said)) throw new Error(`neither refused nor done: ${said}`);
    return answerOf(refusal);
  }

  /** A plan that takes the VFs away; for the management, users are allowed. */
  function planned(of: 'use' | 'management', inventory: Inventory): Answer {
    const target = { path: 'p', address: IGB, deviceClass: 'net', driver: 'igb', vfDriver: 'igbvf' } as const;
    const allowDisrupt = of === 'management' ? [0, 1].map(igbVf) : [];
    const { refusals } = planHost(
      HOST,
      { physicalFunctions: [{ ...target, numVfs: 0, virtualFunctions: [] }] },
      inventory,
      { allowDisrupt, refuseUnknown: true },
    );
    return answerOf(refusals.length === 0 ? undefined : refusals.map(({ message }) => message).join('; '));
  }

  test.each(REAL_USES.map((row) => [row.what, row] as const))(
    'a VF is judged by %s',
    (what, row) => {
      const { verdict, says } = expected(USES, what);
      for (const answer of ask('use', row)) {
        expect(answer).toMatchObject({ verdict });
        if (says !== undefined) expect(answer.said).toMatch(says);
      }
    },
    LIMIT_MS,
  );

  test.each(REAL_MANAGED.map((row) => [row.what, row] as const))(
    'the management is found by %s',
    (what, row) => {
      const { verdict, says } = expected(MANAGED, what);
      for (const answer of ask('management', row)) {
        expect(answer).toMatchObject({ verdict });
        if (says !== undefined) expect(answer.said).toMatch(says);
      }
    },
    LIMIT_MS,
  );
});

/** What the row of the same name in `test/evidence` says. */
function expected<T extends { readonly what: string }>(rows: readonly T[], what: string): T {
  const row = rows.find((candidate) => candidate.what === what);
  if (row === undefined) throw new Error(`test/evidence has no row ${JSON.stringify(what)}`);
  return row;
}
