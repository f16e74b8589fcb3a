import type { TargetState } from '../../../plan/host-plan';
import { LINK_WAIT_BYTES } from '../link-wait';
import { MACHINE } from '../../../shell/identity';
import { LOCK } from '../../../shell/lock.sh.generated';
import { PRELUDE, PROGRAM } from '../../../shell/core';
import { type HostFolders, quoted } from '../../../shell/run-script';
import { BLOCK_NUMBER_AWK, LIBVIRT_AWK, OPEN_AWK, UDEV_AWK } from '../../../shell/use';
import { fill } from '../../../shell/template';
import { VFIO_MODULES } from '../../../shell/vfio-modules.awk.generated';
import { FILES_OF_CLASSES, FUNCTION_FILES, PF_FILES, SRIOV_FILES } from './attributes';
import * as sh from './survey.sh.generated';
import { STATED, statedWords } from './stated-script';

/**
 * The script that looks at a host in one go, for `sh -s`. It prints what the capture script would put into an archive:
 * under software emulation, and on hosts with thousands of functions, making and copying files is what takes the time.
 * Here one `ls` tells all links and one `head` all files.
 *
 * Each part begins with a line of the mark and its name. Attributes that the kernel guards with the lock of a device come
 * last, after `late`: who changes the number of VFs may hold that for minutes, and the client need not wait for them.
 *
 * @param only look at what is stated there, at who uses it, and at nothing else of the host
 */
export function surveyScript(mark: string, folders: HostFolders, only?: TargetState): string {
  return [
    PRELUDE,
    PROGRAM,
    LOCK,
    MACHINE,
    `S=${quoted(folders.sys)} P=${quoted(folders.proc)} D=${quoted(folders.dev)} CONF=${quoted(folders.etc)} LIBVIRT=${quoted(folders.libvirt)} UDEV=${quoted(folders.udev)} MODULES=${quoted(folders.modules)}`,
    `STATE=${quoted(folders.state)} R=${quoted(folders.locks)} M=${mark}`,
    SURVEY,
    ...(only === undefined ? [WHOLE_HOST] : [statedWords(only), STATED]),
    'main "$@"',
    '',
  ].join('\n');
}

const SURVEY = fill(sh.SURVEY, {
  LINK_WAIT_BYTES,
  BLOCK_NUMBER_AWK,
  LIBVIRT_AWK,
  OPEN_AWK,
  UDEV_AWK,
});

const WHOLE_HOST = fill(sh.WHOLE_HOST, {
  VFIO_MODULES,
  PER_FUNCTION: FUNCTION_FILES.map((name) => `"$S"/bus/pci/devices/*/${name}`).join(' '),
  PER_PF: PF_FILES.map((name) => `$f/${name}`).join(' '),
  PER_SRIOV: SRIOV_FILES.map((name) => `$f/${name}`).join(' '),
  ...FILES_OF_CLASSES,
});
