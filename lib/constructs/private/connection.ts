import { type SSHProvisionerConnection, TerraformSelf } from 'cdktf';
import { OUT_003, OUT_004, OUT_005, OUT_006 } from '../../evaluate/app-rules';
import type { Finding } from '../../model/finding';
import type { RuleText } from '../../model/rule-text';
import { quoted } from '../../model/text';
import type { ConstructPath } from '../../model/units';
import type { ProviderCarrierProps, ProvisionerCarrierProps } from '../carrier';
import { holdsToken } from './tokens';

/** A connection for the time of a destroy, when nothing but the resource itself may be referred to. */
export interface OwnConnection {
  readonly connection: SSHProvisionerConnection;
  /** What the resource has to keep for it, by name; absent when the connection refers to nothing. */
  readonly kept?: Readonly<Record<string, string>>;
}

/** The connection with each reference replaced by one to the resource's own argument. */
export function ownConnection(connection: SSHProvisionerConnection, argument: 'input' | 'triggers'): OwnConnection {
  const kept: Record<string, string> = {};
  const own: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(connection)) {
    if (!holdsToken(value)) {
      own[name] = value;
      continue;
    }
    const key = snakeCase(name);
    kept[key] = value;
    own[name] = TerraformSelf.getString(`${argument}.${key}`);
  }
  // Each value is of its kind again once the engine of the deploy has replaced the reference.
  const same = own as unknown as SSHProvisionerConnection;
  return Object.keys(kept).length === 0 ? { connection } : { connection: same, kept };
}

/** Where a connection leads, in words; nothing where a reference says it, which is known at deploy. */
export function reachedAt({
  host,
  port,
  bastionHost,
  proxyHost,
}: Pick<SSHProvisionerConnection, 'host' | 'port' | 'bastionHost' | 'proxyHost'>): string | undefined {
  if ([host, port, bastionHost, proxyHost].some((value) => holdsToken(value))) return undefined;
  const ways = [bastionHost, proxyHost].filter((way) => way !== undefined);
  const through = ways.length === 0 ? '' : ` behind ${ways.map(oneSpelling).join(' and ')}`;
  return `${oneSpelling(host)} port ${port ?? 22}${through}`;
}

/** The same of the provider; nothing where its own configuration says it. */
export function reachedByProvider({ connection }: ProviderCarrierProps): string | undefined {
  const { ssh, local, virtual } = connection ?? {};
  if (virtual !== undefined) return holdsToken(virtual.file) ? undefined : `virtual host ${virtual.file}`;
  if (local === true) return 'the machine that deploys';
  if (ssh?.host === undefined) return undefined;
  const { host, port } = ssh;
  return reachedAt({ host, ...(port !== undefined && { port }) });
}

/** A host name in lower case without the dot of the root; an IP address as RFC 5952 writes it. */
function oneSpelling(host: string): string {
  const name = host.toLowerCase().replace(/\.$/, '');
  const literal = name.includes(':') ? `[${name.replace(/^\[(.*)\]$/, '$1')}]` : name;
  // What is none, such as an address with a zone, is left as it is. Names stay as well: only addresses have several forms.
  if (!/^(\[.*\]|[\d.]+)$/.test(literal)) return name;
  try {
    return new URL(`http://${literal}`).hostname.replace(/^\[(.*)\]$/, '$1');
  } catch {
    return name;
  }
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const SECRETS = ['password', 'privateKey', 'bastionPassword', 'bastionPrivateKey', 'proxyUserPassword'] as const;

/**
 * Read in internal/communicator/ssh/provisioner.go of both, prepareSSHConfig; Terraform's changelog of 1.16 says that
 * bastion_host_key is applied from there on (pull request 38318 of hashicorp/terraform).
 */
const BASTION_BY_HOST_KEY =
  'hostKey and bastionHostKey differ: Terraform before 1.16 and OpenTofu compare the key of the bastion with hostKey, and end with a key mismatch';

const ONE_KEY_FOR_BOTH =
  'Deploy with Terraform 1.16 or newer, or give as hostKey and bastionHostKey the key of the authority that signed the keys of both machines; or use Carrier.planOnly() and sriov apply, which goes through ssh and its ProxyJump';

/** Root by its name; the name of another user may be a reference, which tells nothing. */
function isOtherThanRoot(user: string): boolean {
  return !holdsToken(user) && user !== 'root';
}

/** What is wrong with the connection of a host's carrier. */
export function connectionFindings(constructPath: ConstructPath, carrier: ProvisionerCarrierProps): Finding[] {
  const { connection } = carrier;
  const findings: Finding[] = [];
  const add = ({ id: ruleId, severity, fix: usual }: RuleText, message: string, fix = usual) =>
    findings.push({ ruleId, severity, constructPath, pointer: 'carrier', message, fix });
  const unchecked = [
    ...(connection.hostKey === undefined ? ['hostKey'] : []),
    ...(connection.bastionHost !== undefined && connection.bastionHostKey === undefined ? ['bastionHostKey'] : []),
  ];
  if (unchecked.length > 0) {
    add(OUT_003, `the connection has no ${unchecked.join(' and no ')}: whoever answers at that address may be anybody`);
  }
  if (
    unchecked.length === 0 &&
    connection.bastionHost !== undefined &&
    connection.bastionHostKey !== connection.hostKey
  ) {
    add(OUT_003, BASTION_BY_HOST_KEY, ONE_KEY_FOR_BOTH);
  }
  if (carrier.sudo !== true && connection.user !== undefined && isOtherThanRoot(connection.user)) {
    add(OUT_005, `the ssh user ${quoted(connection.user)} is not root, and the carrier does not use sudo`);
  }
  const stated = SECRETS.filter((name) => connection[name] !== undefined);
  const literal = stated.filter((name) => !holdsToken(connection[name]));
  const referred = stated.filter((name) => holdsToken(connection[name]));
  if (literal.length > 0) add(OUT_004, `${literal.join(', ')} of the connection stands in cdk.tf.json in the clear`);
  if (referred.length > 0 && carrier.onDestroy !== 'keep') {
    add(OUT_004, `${referred.join(', ')} of the connection is kept in the Terraform state, for the time of a destroy`);
  }
  return findings;
}

/** Said once, of the first host whose carrier has a script in its stack. */
export function asHcl(constructPath: ConstructPath): Finding {
  const { id: ruleId, severity, fix } = OUT_006;
  const message =
    'stacks are to be written as HCL, and the engine writes none that Terraform reads where a carrier has scripts';
  return { ruleId, severity, constructPath, pointer: 'carrier', message, fix };
}
