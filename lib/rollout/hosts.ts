import { linuxHere, linuxOverSsh, type SshOptions } from '../host/linux';
import type { HostPort } from '../host/port';
import { fileStore, type InitialState, virtualHost } from '../host/virtual';
import type { HostPlan } from '../plan/host-plan';
import { kernelOptions } from '../simulate/kernel/simulate';

/** A host to work on: its plan, and the way to it. */
export interface RolloutHost {
  readonly plan: HostPlan;
  readonly port: HostPort;
}

/** How a host is reached. */
export type HostWay =
  | { readonly kind: 'ssh'; readonly ssh: SshOptions }
  /** The host that this runs on. */
  | { readonly kind: 'here' }
  | { readonly kind: 'virtual'; readonly virtual: VirtualWay };

export interface VirtualWay {
  /** With its state. */
  readonly file: string;
  /** What it begins as. */
  readonly initial: () => InitialState;
  /** As `VirtualHostOptions.pace`. */
  readonly pace: number;
}

/** A plan, and how its host is reached. */
export interface PlannedWay {
  readonly plan: HostPlan;
  readonly way: HostWay;
}

/** Does the work with these hosts, of which none is connected yet, and closes them whatever becomes of it. */
export async function withHosts<T>(
  ways: readonly PlannedWay[],
  work: (hosts: readonly RolloutHost[]) => Promise<T>,
): Promise<T> {
  const hosts = ways.map(({ plan, way }) => ({ plan, port: portOf(plan, way) }));
  try {
    return await work(hosts);
  } finally {
    await Promise.all(hosts.map(({ port }) => port.close()));
  }
}

function portOf(plan: HostPlan, way: HostWay): HostPort {
  switch (way.kind) {
    case 'ssh':
      return linuxOverSsh(way.ssh);
    case 'here':
      return linuxHere();
    case 'virtual': {
      const { file, initial, pace } = way.virtual;
      const kernel = { ...kernelOptions(plan), presumed: false };
      return virtualHost({ name: file, store: fileStore(file), pace, kernel, initial });
    }
  }
}
