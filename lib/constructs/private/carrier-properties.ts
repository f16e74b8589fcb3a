import type { SSHProvisionerConnection } from 'cdktf';
import type { Finding } from '../../model/finding';
import type { ConstructPath } from '../../model/units';
import type { Carrier, NullResourceCarrierProps, ProvisionerCarrierProps } from '../carrier';
import { OWN, Properties, type Uses } from './properties';

const PROVISIONER = {
  connection: OWN,
  remoteFolder: OWN,
  sudo: OWN,
  onDestroy: OWN,
} as const satisfies Uses<ProvisionerCarrierProps>;

const CARRIER: Readonly<Record<Carrier['_kind'], Properties>> = {
  'plan-only': new Properties({}),
  'terraform-data': new Properties(PROVISIONER),
  'null-resource': new Properties({
    ...PROVISIONER,
    provider: OWN,
  } as const satisfies Uses<NullResourceCarrierProps>),
};

const CONNECTION = new Properties({
  type: OWN,
  user: OWN,
  password: OWN,
  host: OWN,
  port: OWN,
  timeout: OWN,
  scriptPath: OWN,
  privateKey: OWN,
  certificate: OWN,
  agent: OWN,
  agentIdentity: OWN,
  hostKey: OWN,
  targetPlatform: OWN,
  bastionHost: OWN,
  bastionHostKey: OWN,
  bastionPort: OWN,
  bastionUser: OWN,
  bastionPassword: OWN,
  bastionPrivateKey: OWN,
  bastionCertificate: OWN,
  proxyScheme: OWN,
  proxyHost: OWN,
  proxyPort: OWN,
  proxyUserName: OWN,
  proxyUserPassword: OWN,
} as const satisfies Uses<SSHProvisionerConnection>);

/** What of a host's carrier is no property of it, nor of its connection. */
export function misspeltCarrier(host: ConstructPath, { _kind, _props }: Carrier): Finding[] {
  if (_props === undefined) return [];
  return [
    ...CARRIER[_kind].misspelt(_props, host, 'carrier'),
    ...CONNECTION.misspelt(_props.connection, host, 'carrier.connection'),
  ];
}
