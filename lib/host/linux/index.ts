export { linuxHere, type LinuxOptions, linuxOverSsh, type SshOptions } from './linux-host';
export { type HostShell, shellHere, shellOverSsh } from './shell';
