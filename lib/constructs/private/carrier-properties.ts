import type { SSHProvisionerConnection } from 'cdktf';
import type { Finding } from '../../model/finding';
import type { ConstructPath } from '../../model/units';
import type { SriovConnection, SriovSshConnection, SriovVirtualHost } from '../../bindings/sriov';
import type { Carrier, NullResourceCarrierProps, ProviderCarrierProps, ProvisionerCarrierProps } from '../carrier';
import { OWN, Properties, type Uses } from './properties';

const PROVISIONER = {
  connection: OWN,
  remoteFolder: OWN,
  sudo: OWN,
  onDestroy: OWN,
} as const satisfies Uses<ProvisionerCarrierProps>;

const CARRIER: Readonly<Record<Carrier['_kind'], Properties>> = {
  'plan-only': new Properties({}),
  provider: new Properties({
    connection: OWN,
    provider: OWN,
    onDestroy: OWN,
  } as const satisfies Uses<ProviderCarrierProps>),
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

const WAYS = new Properties({ ssh: OWN, local: OWN, virtual: OWN } as const satisfies Uses<SriovConnection>);
const SSH = new Properties({
  host: OWN,
  user: OWN,
  port: OWN,
  identityFile: OWN,
  configFile: OWN,
  sudo: OWN,
  connectTimeoutSeconds: OWN,
} as const satisfies Uses<SriovSshConnection>);
const VIRTUAL = new Properties({ file: OWN, from: OWN } as const satisfies Uses<SriovVirtualHost>);

function misspeltProvider(host: ConstructPath, props: ProviderCarrierProps): Finding[] {
  const { connection } = props;
  return [
    ...CARRIER.provider.misspelt(props, host, 'carrier'),
    ...(connection == null ? [] : WAYS.misspelt(connection, host, 'carrier.connection')),
    ...(connection?.ssh == null ? [] : SSH.misspelt(connection.ssh, host, 'carrier.connection.ssh')),
    ...(connection?.virtual == null ? [] : VIRTUAL.misspelt(connection.virtual, host, 'carrier.connection.virtual')),
  ];
}

/** What of a host's carrier is no property of it, nor of its connection. */
export function misspeltCarrier(host: ConstructPath, { _kind, _props, _provider }: Carrier): Finding[] {
  if (_provider !== undefined) return misspeltProvider(host, _provider);
  if (_props === undefined) return [];
  return [
    ...CARRIER[_kind].misspelt(_props, host, 'carrier'),
    ...CONNECTION.misspelt(_props.connection, host, 'carrier.connection'),
  ];
}
