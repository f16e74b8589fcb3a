import type { Kind, Place } from './pool';

/** What a suite asks its pool for, a line of JSON each. */
export type Request =
  | { readonly do: 'lease'; readonly kind: Kind; readonly suite: string }
  | { readonly do: 'kill' | 'reboot' | 'give-back' };

/** The answer to one request, in their order. */
export type Answer = { readonly place: Place; readonly pid: number | null } | { readonly error: string };

/** Names the socket, for processes of the run. */
export const POOL_SOCKET = 'SRIOV_LAB_POOL';
