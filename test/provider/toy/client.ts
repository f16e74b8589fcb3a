import * as grpc from '@grpc/grpc-js';
import type { ServerCertificate } from '../../../lib/provider/wire/certificate';
import type { Endpoint } from '../../../lib/provider/wire/handshake';
import { ProviderDefinition } from '../../../lib/provider/wire/tfplugin6';

type Methods = (typeof ProviderDefinition)['methods'];
type MessageOf<Codec> = Codec extends { readonly decode: (...args: never[]) => infer Message } ? Message : never;

/** The other side of the wire, over a gRPC client as it is. */
export interface Host {
  readonly client: grpc.Client;
  /** What a provider answers to one call. */
  call<Name extends keyof Methods>(
    name: Name,
    request: MessageOf<Methods[Name]['requestType']>,
    options?: grpc.CallOptions & { readonly during?: (call: grpc.ClientUnaryCall) => void },
  ): Promise<MessageOf<Methods[Name]['responseType']>>;
  /** Bytes to any method of any service. */
  send(path: string, bytes: Uint8Array): Promise<Buffer>;
  close(): void;
}

export interface Tls {
  /** Certificate of the server. */
  readonly server: string;
  /** What the client shows. */
  readonly own: ServerCertificate | null;
}

const UNLIMITED = -1;

export function hostOf({ network, address }: Endpoint, tls: Tls | null): Host {
  const credentials =
    tls === null
      ? grpc.credentials.createInsecure()
      : grpc.credentials.createSsl(
          Buffer.from(tls.server),
          tls.own && Buffer.from(tls.own.keyPem),
          tls.own && Buffer.from(tls.own.certificatePem),
        );
  const client = new grpc.Client(network === 'unix' ? `unix:${address}` : address, credentials, {
    'grpc.ssl_target_name_override': 'localhost',
    'grpc.default_authority': 'localhost',
    'grpc.max_receive_message_length': UNLIMITED,
  });
  const send = (
    path: string,
    bytes: Uint8Array,
    { during, ...options }: grpc.CallOptions & { readonly during?: (call: grpc.ClientUnaryCall) => void } = {},
  ): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const call = client.makeUnaryRequest(
        path,
        (each: Uint8Array) => Buffer.from(each),
        (each: Buffer) => each,
        bytes,
        options,
        (error, response) => (response === undefined ? reject(error) : resolve(response)),
      );
      during?.(call);
    });
  return {
    client,
    send,
    close: () => client.close(),
    call: async (name, request, options) => {
      const method = ProviderDefinition.methods[name];
      const bytes = method.requestType.encode(request as never).finish();
      const answer = await send(`/${ProviderDefinition.fullName}/${method.name}`, bytes, options);
      return method.responseType.decode(answer) as never;
    },
  };
}
