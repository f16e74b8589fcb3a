export { linuxHere, type LinuxOptions, linuxOverSsh, type SshOptions } from './linux-host';
