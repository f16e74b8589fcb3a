import { type AttachmentEnd, type DomainAttachment, type Reach } from '../host/libvirt';
import type { HostShell } from '../host/linux';
import { HostUnreachable } from '../host/unreachable';
import { InputError } from '../model/errors';
import { isVfio } from '../model/vfio-drivers';
import { nativeHandsToVms } from '../plan/driver-answers';
import type { HostPlan, TargetPf, TargetVf } from '../plan/host-plan';
import { hostdevXml, interfaceXml, userAlias } from '../render/libvirt';

/** What libvirt is given: a device alone, or one whose MAC and VLAN it sets. */
export type DomainForm = 'hostdev' | 'interface';

/** A host, and the attachments there whose domains are to be changed. */
export interface HostDomains {
  readonly plan: HostPlan;
  readonly wanted: readonly DomainAttachment[];
}

/**
 * The hosts of these attachments, in the order of the plans.
 *
 * @param names construct paths
 * @throws InputError for a name that no plan knows
 */
export function findAttachments(
  names: readonly string[],
  plans: readonly HostPlan[],
  form?: DomainForm,
): readonly HostDomains[] {
  const found = [...new Set(names)].map((name) => ({ name, ...find(name, plans) }));
  return plans.flatMap((plan) => {
    const here = found.filter((place) => place.plan === plan);
    const wanted = here.map(({ name, ...place }) => domainAttachment(name, place, form));
    return wanted.length === 0 ? [] : [{ plan, wanted }];
  });
}

/** How domains are changed: `attachToDomains`, `detachFromDomains`. */
export type DomainWork = (
  shell: HostShell,
  wanted: readonly DomainAttachment[],
  reach: Reach,
) => Promise<AttachmentEnd[]>;

/** What became of an attachment, and where. */
export type HostAttachmentEnd = AttachmentEnd & { readonly host: string };

/** Changes the domains of one host, and closes its shell. A host that is not reached is a failure of its attachments. */
export async function changeDomains(
  { plan, wanted }: HostDomains,
  shell: HostShell,
  reach: Reach,
  work: DomainWork,
): Promise<HostAttachmentEnd[]> {
  const ends = await onHost(shell, wanted, reach, work);
  return ends.map((end) => ({ host: plan.host, ...end }));
}

async function onHost(
  shell: HostShell,
  wanted: readonly DomainAttachment[],
  reach: Reach,
  work: DomainWork,
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

/** A VF in a plan. */
export interface Place {
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
  { plan, pf: { address: pf, path, driver }, vf }: Place,
  form: DomainForm = 'hostdev',
): DomainAttachment {
  // A VF that the plan binds to vfio-pci stays there; any other libvirt takes from its driver and gives back, unless that hands VFs to VMs.
  const ready = typeof vf.driver === 'string' && isVfio(vf.driver);
  const isHandedOut = vf.driver === undefined && nativeHandsToVms(plan, driver);
  const { standbyAlias } = vf;
  const device = {
    managed: !ready && !isHandedOut,
    alias: userAlias(path, vf.index),
    ...(standbyAlias !== undefined && { standbyAlias }),
  };
  return {
    attachment,
    domain: vf.vm ?? '',
    vf: { pf, index: vf.index },
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
