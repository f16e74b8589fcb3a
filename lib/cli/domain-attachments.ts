import { type Command, Option } from 'commander';
import { type AttachmentEnd, type DomainAttachment, type Reach } from '../host/libvirt';
import type { HostShell } from '../host/linux';
import { HostUnreachable } from '../host/unreachable';
import { InputError } from '../model/errors';
import { isVfio } from '../plan/drivers';
import type { HostPlan, TargetPf, TargetVf } from '../plan/host-plan';
import { hostdevXml, interfaceXml, userAlias } from '../render/libvirt';
import { oneLine } from '../report/line';
import type { Palette } from '../report/palette';
import type { CommandContext } from './command';
import { EXIT, type ExitCode } from './exit-codes';
import type { HostOptions } from './host-options';
import { type LiveShell, liveShells } from './host-ways';

/** What `attach` and `detach` share: which VFs of which domains, and where. */
export interface DomainOptions extends HostOptions {
  readonly live?: boolean;
  readonly config?: boolean;
  readonly as?: 'hostdev' | 'interface';
}

export function addDomainOptions(command: Command): Command {
  return (
    command
      .argument('<target>', 'out folder of a synth, or a plan file')
      .argument('<attachment...>', 'construct paths of attachments')
      .option('--live', 'only the domain as it runs (default: as it runs and as it is defined, as far as it does)')
      .option('--config', 'only the definition of the domain')
      .option('--ssh <dest>', 'over ssh; {host} in it stands for the name of the host in the plan')
      .option('--local', 'the host that this runs on')
      // Of all other commands: taken so that it can be refused in words.
      .addOption(new Option('--virtual <path>').hideHelp())
      .option('--ssh-config <file>', "configuration of ssh (default: the user's)")
      .addOption(
        new Option('--ssh-option <option>', 'as -o of ssh; may be given often')
          .argParser((value: string, before: readonly string[]) => [...before, value])
          .default([]),
      )
      .option('--sudo', 'become root with sudo on the host')
      .option('--json', 'print JSON')
  );
}

type Work = (shell: HostShell, wanted: readonly DomainAttachment[], reach: Reach) => Promise<AttachmentEnd[]>;

/** Finds the attachments in the plans, works on their hosts one after the other, and reports. */
export async function runOnDomains(
  { terminal, exit }: CommandContext,
  target: string,
  names: readonly string[],
  options: DomainOptions,
  work: Work,
): Promise<void> {
  const wanted = new Map<string, DomainAttachment[]>();
  const shells = liveShells(target, options, (plans) => {
    for (const name of new Set(names)) {
      const { plan, pf, vf } = find(name, plans);
      wanted.set(plan.host, [...(wanted.get(plan.host) ?? []), domainAttachment(name, pf, vf, options.as)]);
    }
    return plans.filter((plan) => wanted.has(plan.host));
  });
  const ends: (AttachmentEnd & { readonly host: string })[] = [];
  for (const { plan, shell } of shells) {
    const found = await terminal.progress(`asking libvirt on ${shell.name}`, () =>
      onHost(shell, wanted.get(plan.host) ?? [], reachOf(options), work),
    );
    ends.push(...found.map((end) => ({ host: plan.host, ...end })));
  }
  terminal.result(
    options.json ? JSON.stringify(ends, null, 2) : ends.map((end) => endText(end, terminal.palette)).join('\n'),
  );
  exit(exitOf(ends));
}

async function onHost(
  shell: LiveShell['shell'],
  wanted: readonly DomainAttachment[],
  reach: Reach,
  work: Work,
): Promise<AttachmentEnd[]> {
  try {
    return await work(shell, wanted, reach);
  } catch (error) {
    if (!(error instanceof HostUnreachable)) throw error;
    const { message: problem } = error;
    return wanted.map(({ attachment, domain }) => ({ attachment, domain, status: 'failed', problem }));
  } finally {
    shell.close();
  }
}

/** Neither and both mean: what there is of the domain. */
function reachOf({ live, config }: DomainOptions): Reach {
  if (live === config) return 'both';
  return live ? 'live' : 'config';
}

interface Place {
  readonly plan: HostPlan;
  readonly pf: TargetPf;
  readonly vf: TargetVf;
}

function find(name: string, plans: readonly HostPlan[]): Place {
  const known: string[] = [];
  for (const plan of plans) {
    for (const pf of plan.target.physicalFunctions) {
      for (const vf of pf.virtualFunctions) {
        if (vf.attachment === name) return { plan, pf, vf };
        if (vf.attachment !== undefined) known.push(vf.attachment);
      }
    }
  }
  const alike = known.filter((path) => path.endsWith(`/${name}`) || path.includes(name)).slice(0, 5);
  const fix =
    known.length === 0
      ? 'Declare an attachment, and synthesise again'
      : `Name one of ${(alike.length > 0 ? alike : known).slice(0, 5).join(', ')}`;
  throw new InputError('attachment', `no plan has an attachment ${JSON.stringify(name)}`, fix);
}

/** What goes to the domain of an attachment, and how. */
export function domainAttachment(
  attachment: string,
  { address: pf, path }: TargetPf,
  vf: TargetVf,
  form: DomainOptions['as'] = 'hostdev',
): DomainAttachment {
  // A VF that the plan binds to vfio-pci stays there; any other libvirt takes from its driver and gives back.
  const ready = typeof vf.driver === 'string' && isVfio(vf.driver);
  const { standbyAlias } = vf;
  const device = {
    managed: !ready,
    alias: userAlias(path, vf.index),
    ...(standbyAlias !== undefined && { standbyAlias }),
  };
  return {
    attachment,
    domain: vf.vm ?? '',
    pf,
    vf: vf.index,
    address: vf.address,
    driver: ready ? (vf.driver ?? null) : null,
    xml: (address) =>
      (form === 'hostdev' ? hostdevXml({ address, ...device }) : interfaceOf(vf, address, device)) ?? '',
  };
}

function interfaceOf(
  { attachment, mac, vlan, allowedVlans }: TargetVf,
  address: string,
  device: { readonly managed: boolean; readonly alias: string; readonly standbyAlias?: string },
): string | undefined {
  if (mac === undefined || vlan === undefined) {
    const what = mac === undefined ? 'MAC' : 'VLAN';
    throw new InputError(
      attachment ?? address,
      `the plan does not manage the ${what} of the VF, and libvirt sets one for every <interface>`,
      `Use --as hostdev, or state the ${what} of the attachment`,
    );
  }
  return interfaceXml({
    address,
    mac,
    vlan: vlan.vlan,
    vlanQos: vlan.qos,
    vlanProtocol: vlan.protocol,
    ...(allowedVlans !== undefined && { allowedVlans }),
    ...device,
  });
}

function endText(end: AttachmentEnd, palette: Palette): string {
  const head = oneLine(`${end.attachment}, domain ${end.domain}`);
  switch (end.status) {
    case 'done': {
      const where = [...(end.live ? ['as it runs'] : []), ...(end.config ? ['as it is defined'] : [])].join(' and ');
      return `${head}: ${palette.ok('done')}, ${where}`;
    }
    case 'nothing':
      return `${head}: ${palette.dim('nothing to do')}, ${oneLine(end.note)}`;
    case 'refused':
      return `${head}: ${palette.error('refused')}: ${oneLine(end.problem)}. ${oneLine(end.fix)}.`;
    case 'failed':
      return `${head}: ${palette.error('failed')}: ${oneLine(end.problem)}`;
    case 'skipped':
      return `${head}: ${palette.warning('not done')}, since another one was refused or failed`;
  }
}

function exitOf(ends: readonly AttachmentEnd[]): ExitCode {
  if (ends.some(({ status }) => status === 'failed')) return EXIT.FAILED;
  return ends.some(({ status }) => status === 'refused' || status === 'skipped') ? EXIT.FOUND : EXIT.CLEAN;
}
