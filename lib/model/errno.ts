/** Errno names the kernel, iproute2 and nvme-cli give for the steps. */
export type Errno =
  | 'EAGAIN'
  | 'EBUSY'
  | 'EEXIST'
  | 'ERANGE'
  | 'EINVAL'
  | 'ENOENT'
  | 'ENODEV'
  | 'EOPNOTSUPP'
  | 'EPROTONOSUPPORT'
  | 'EACCES'
  | 'ENOMEM'
  | 'ENOSPC'
  | 'EPERM'
  | 'ETIMEDOUT'
  | 'ENETDOWN'
  | 'EADDRNOTAVAIL'
  | 'EIO';

/** Texts of `strerror` of the GNU C library under `LC_ALL=C`, as shells and tools print them. */
export const ERRNO_TEXTS: Readonly<Record<Errno, string>> = {
  EAGAIN: 'Resource temporarily unavailable',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  ERANGE: 'Numerical result out of range',
  EINVAL: 'Invalid argument',
  ENOENT: 'No such file or directory',
  ENODEV: 'No such device',
  EOPNOTSUPP: 'Operation not supported',
  EPROTONOSUPPORT: 'Protocol not supported',
  EACCES: 'Permission denied',
  ENOMEM: 'Cannot allocate memory',
  ENOSPC: 'No space left on device',
  EPERM: 'Operation not permitted',
  ETIMEDOUT: 'Connection timed out',
  ENETDOWN: 'Network is down',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EIO: 'Input/output error',
};

/** `strerror` of musl, where it differs from the GNU C library's. */
export const MUSL_TEXTS: readonly (readonly [text: string, errno: Errno])[] = [
  ['Resource busy', 'EBUSY'],
  ['Result not representable', 'ERANGE'],
  ['Not supported', 'EOPNOTSUPP'],
  ['Out of memory', 'ENOMEM'],
  ['Operation timed out', 'ETIMEDOUT'],
  ['Address not available', 'EADDRNOTAVAIL'],
  ['I/O error', 'EIO'],
];

/** What tools print of an errno, whichever C library they are built with. */
export function textsOf(errno: Errno): readonly string[] {
  return [ERRNO_TEXTS[errno], ...MUSL_TEXTS.filter(([, of]) => of === errno).map(([text]) => text)];
}
