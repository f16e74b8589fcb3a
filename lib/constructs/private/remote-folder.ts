import type { RemoteExecProvisioner, SSHProvisionerConnection } from 'cdktf';
import { InputError } from '../../model/errors';
import type { ConstructPath } from '../../model/units';
import type { ProvisionerCarrierProps } from '../carrier';

/** In the home folder of the ssh user: no other user can put a script there. */
const DEFAULT_REMOTE_FOLDER = '.cdktf-sriov';

const SAFE_FOLDER = /^[A-Za-z0-9._/-]{1,200}$/;

/**
 * Folders in which every user may make files, and by their other names. Whoever makes the folder of the scripts there
 * first owns it, and decides what runs as root.
 *
 * https://refspecs.linuxfoundation.org/FHS_3.0/fhs-3.0.html: /tmp, /var/tmp, /run/lock; /dev/shm is tmpfs of mode 1777 in
 * the kernel's Documentation/filesystems/tmpfs.rst; /var/crash is 1777 on Debian and Ubuntu (apport, kdump-tools).
 */
const WORLD_WRITABLE = [
  '/tmp',
  '/var/tmp',
  '/usr/tmp',
  '/dev/shm',
  '/run/shm',
  '/var/run/shm',
  '/dev/mqueue',
  '/run/lock',
  '/var/run/lock',
  '/var/lock',
  '/var/crash',
];

/**
 * Folder of the scripts on the host.
 *
 * @throws InputError for one that a shell could take apart, and for one that other users may write to
 */
export function remoteFolderOf(
  path: ConstructPath,
  { remoteFolder: folder = DEFAULT_REMOTE_FOLDER }: ProvisionerCarrierProps,
): string {
  const refuse = (problem: string, fix: string): never => {
    throw new InputError(path, `remoteFolder ${JSON.stringify(folder)} of the carrier ${problem}`, fix);
  };
  if (typeof folder !== 'string' || !SAFE_FOLDER.test(folder) || folder.startsWith('-')) {
    return refuse(
      'has characters that a shell could take apart',
      'Use letters, digits, dots, dashes, underscores and slashes',
    );
  }
  const parts = folder.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..'))
    return refuse('leads through "..", to a place that is not seen here', 'Name the folder itself');
  const plain = `${folder.startsWith('/') ? '/' : ''}${parts.join('/')}`;
  const shared = WORLD_WRITABLE.find((place) => plain === place || plain.startsWith(`${place}/`));
  if (shared !== undefined) {
    return refuse(
      `lies in ${shared}, where every user of the host may make files: the scripts in it run as root`,
      `Leave it out for ${DEFAULT_REMOTE_FOLDER} in the home folder of the ssh user, or name a folder that only this user and root may write to`,
    );
  }
  return folder;
}

/** A connection whose scripts lie in the private folder, and the provisioner that makes the folder. */
export interface PrivateConnection {
  readonly connection: SSHProvisionerConnection;
  readonly folderProvisioner: RemoteExecProvisioner;
}

/**
 * Terraform and OpenTofu put the commands of a `remote-exec` into a file, which is `/tmp/terraform_%RAND%.sh` unless the
 * connection says otherwise, make it writable for all, and execute it: on hosts whose /tmp is mounted noexec that fails.
 * The one that makes the private folder lies in the home folder of the ssh user, since it cannot lie in the private one.
 */
export function privately(connection: SSHProvisionerConnection, folder: string): PrivateConnection {
  const makeFolder: RemoteExecProvisioner = { type: 'remote-exec', inline: [`mkdir -p -m 700 ${folder}`] };
  if (connection.scriptPath !== undefined) return { connection, folderProvisioner: makeFolder };
  const { host } = connection;
  return {
    connection: { ...connection, scriptPath: `${commandFolder(folder)}/terraform_%RAND%.sh` },
    // What this says goes over what the resource says; the rest is the resource's.
    folderProvisioner: { ...makeFolder, connection: { type: 'ssh', host, scriptPath: './.cdktf-sriov-%RAND%.sh' } },
  };
}

/** The file is executed by its path as it stands here: one without a slash would be looked for as a command. */
function commandFolder(folder: string): string {
  return folder.replace(/\/+$/, '');
}
