import type { ComponentChildren } from 'preact';
import type { HostReport } from '../facts/facts';
import { summaryText } from '../findings';
import { counted } from '../line';
import { Alternatives, alternativesNote } from './alternatives';
import { Failures, failuresNote } from './failures';
import { Findings } from './findings';
import { IoCost, ioCostNote } from './io-cost';
import { type CommonNotes, Notes } from './notes';
import { Plan } from './plan';
import { Resources } from './resources';
import type { TenantLooks } from './tenant-mark';
import { Topology } from './topology';
import { Vms } from './vms';
import { shown, Text } from './words';

interface HostProps {
  readonly host: HostReport;
  /** Fragment of the page that it is found under. */
  readonly id: string;
  readonly looks: TenantLooks;
  /** What stands elsewhere on the page. */
  readonly common: CommonNotes;
  /** Its parts are open from the start. */
  readonly open: boolean;
}

export function Host({ host, id, looks, common, open }: HostProps) {
  const { name, path, summary, plan, resources, assumptions, outlook, failures, findings } = host;
  return (
    <section class="host" aria-labelledby={id}>
      <h3 id={id}>
        <Text of={name} most={120} />
        {path !== name && (
          <small>
            <Text of={path} most={200} />
          </small>
        )}
      </h3>
      <p class="dim">{shown(machineText(host))}</p>
      <Part
        title="Topology"
        note={`${counted(summary.virtualFunctions, 'VF')}, ${counted(summary.vms, 'VM')}`}
        open={open}
      >
        <Topology host={host} looks={looks} />
      </Part>
      <Part title="What each VM gets" note={vmsNote(host)} open={open}>
        <Vms host={host} looks={looks} />
        <Notes title="of the prediction taken for granted" texts={assumptions ?? []} common={common} />
      </Part>
      <Part title="Links, ports and drives" note={counted(resources.length, 'shared resource')} open={open}>
        <Resources resources={resources} />
      </Part>
      {outlook !== null && (
        <Part title="Cores, latency and headroom" note={ioCostNote(outlook)} open={open}>
          <IoCost outlook={outlook} common={common} />
        </Part>
      )}
      {outlook !== null && (
        <Part title="Other ways to the same I/O" note={alternativesNote(outlook)} open={open}>
          <Alternatives outlook={outlook} />
        </Part>
      )}
      <Part title="When something fails" note={failuresNote(failures)} open={open}>
        <Failures failures={failures} host={path} common={common} />
      </Part>
      <Part title="Findings" note={summaryText(summary.findings)} open={open}>
        <Findings findings={findings} path={path} />
      </Part>
      <Part title="Plan and blast radius" note={planNote(host)} open={open && plan.steps < 200}>
        <Plan host={host} />
      </Part>
    </section>
  );
}

function Part(props: {
  readonly title: string;
  readonly note: string;
  readonly open: boolean;
  readonly children: ComponentChildren;
}) {
  const { title, note, open, children } = props;
  return (
    <details class="part" open={open}>
      <summary>
        <b>{title}</b> <span class="dim">{note}</span>
      </summary>
      {children}
    </details>
  );
}

function machineText({ machine, presumed }: HostReport): string {
  if (presumed) return 'No inventory was read: all of this is presumed of a fresh host.';
  const { kernelRelease, cpuModel, sockets, cores, threads, iommuEnabled } = machine;
  return [
    ...(cpuModel === null ? [] : [cpuModel]),
    ...(sockets === null ? [] : [counted(sockets, 'socket')]),
    ...(cores === null ? [] : [counted(cores, 'core')]),
    ...(threads === null ? [] : [counted(threads, 'thread')]),
    ...(kernelRelease === null ? [] : [`Linux ${kernelRelease}`]),
    ...(iommuEnabled === null ? [] : [iommuEnabled ? 'IOMMU on' : 'IOMMU off']),
  ].join(' · ');
}

function vmsNote({ summary: { vmsWithDemand, vmsBelowDemand, vmsBelowGuarantee }, assumptions }: HostReport): string {
  if (assumptions === null) return 'no prediction';
  const parts = [
    ...(vmsBelowDemand > 0 ? [`${counted(vmsBelowDemand, 'VM')} below demand`] : []),
    ...(vmsBelowGuarantee > 0 ? [`${counted(vmsBelowGuarantee, 'VM')} below guarantee`] : []),
  ];
  if (parts.length > 0) return parts.join(', ');
  return vmsWithDemand === 0 ? 'no demand is stated' : 'all demands are met';
}

function planNote({ plan, summary }: HostReport): string {
  if (plan.refusals.length > 0) return 'must not run';
  if (plan.steps === 0) return 'no changes';
  return `${counted(plan.steps, 'step')}, ${summary.vmsDisrupted === 0 ? 'hits no VM' : `hits ${counted(summary.vmsDisrupted, 'VM')}`}`;
}
