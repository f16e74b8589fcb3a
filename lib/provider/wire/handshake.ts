/*
 * How go-plugin starts a plugin: it says in the environment what it is and what it speaks, and the plugin answers with one line on stdout
 * that says where it listens.
 */

/** The one protocol that this provider speaks; Terraform and OpenTofu have had it since 1.0. */
export const PROTOCOL_VERSION = 6;

const COOKIE = 'TF_PLUGIN_MAGIC_COOKIE';
/** The same for all providers. It is no secret: it tells a host from a person who ran the file. */
const COOKIE_VALUE = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the host that started this process asks for. */
export interface HostOffer {
  /** The certificate that it will show, PEM; null when it does without TLS (reattached, or told so by its user). */
  readonly clientCertificate: string | null;
  /** Whether it expects to be told if one connection is shared. */
  readonly asksForMultiplexing: boolean;
}

/** Why a process that was started like that serves nobody; for people. */
export interface NoHost {
  readonly refusal: string;
}

export function readOffer(env: Environment, name: string): HostOffer | NoHost {
  if (env[COOKIE] !== COOKIE_VALUE)
    return {
      refusal: `${name} is a provider: Terraform and OpenTofu start it, and nobody else can. To look at it with a debugger, start it with --debug.`,
    };
  const versions = (env.PLUGIN_PROTOCOL_VERSIONS ?? `${PROTOCOL_VERSION}`).split(',').map((text) => text.trim());
  if (!versions.includes(`${PROTOCOL_VERSION}`))
    return {
      refusal: `${name} speaks plugin protocol ${PROTOCOL_VERSION}, this host speaks ${versions.join(', ')}: use Terraform or OpenTofu 1.0 or later.`,
    };
  const certificate = env.PLUGIN_CLIENT_CERT ?? '';
  return {
    clientCertificate: certificate === '' ? null : certificate,
    asksForMultiplexing: (env.PLUGIN_MULTIPLEX_GRPC ?? '') !== '',
  };
}

/** Where the server listens. */
export interface Endpoint {
  readonly network: 'unix' | 'tcp';
  /** Path of the socket, or `127.0.0.1:PORT`. */
  readonly address: string;
}

/** @param certificate that the server shows, DER; null without TLS */
export function handshakeLine(offer: HostOffer, endpoint: Endpoint, certificate: Buffer | null): string {
  // The host decodes it as base64 without padding.
  const shown = certificate === null ? '' : certificate.toString('base64').replace(/=+$/, '');
  const fields = ['1', PROTOCOL_VERSION, endpoint.network, endpoint.address, 'grpc', shown];
  // Hosts that do not ask read six fields.
  return `${[...fields, ...(offer.asksForMultiplexing ? ['false'] : [])].join('|')}\n`;
}

/**
 * What TF_REATTACH_PROVIDERS is to hold for a host that shall use a provider which runs already.
 *
 * @param provider source address: `registry.terraform.io/NAMESPACE/NAME`
 */
export function reattachment(provider: string, pid: number, { network, address }: Endpoint): string {
  return JSON.stringify({
    [provider]: {
      Protocol: 'grpc',
      ProtocolVersion: PROTOCOL_VERSION,
      Pid: pid,
      Test: true,
      Addr: { Network: network, String: address },
    },
  });
}
