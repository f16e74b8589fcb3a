import { type SSHProvisionerConnection, TerraformSelf } from 'cdktf';
import { OUT_003, OUT_004 } from '../../evaluate/app-rules';
import type { Finding } from '../../model/finding';
import type { ConstructPath } from '../../model/units';
import type { ProvisionerCarrierProps } from '../carrier';
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

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const SECRETS = ['password', 'privateKey', 'bastionPassword', 'bastionPrivateKey', 'proxyUserPassword'] as const;

/** What is wrong with the connection of a host's carrier. */
export function connectionFindings(constructPath: ConstructPath, carrier: ProvisionerCarrierProps): Finding[] {
  const { connection } = carrier;
  const findings: Finding[] = [];
  const add = ({ id: ruleId, severity, fix }: typeof OUT_003, message: string) =>
    findings.push({ ruleId, severity, constructPath, pointer: 'carrier', message, fix });
  const unchecked = [
    ...(connection.hostKey === undefined ? ['hostKey'] : []),
    ...(connection.bastionHost !== undefined && connection.bastionHostKey === undefined ? ['bastionHostKey'] : []),
  ];
  if (unchecked.length > 0) {
    add(OUT_003, `the connection has no ${unchecked.join(' and no ')}: whoever answers at that address may be anybody`);
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
