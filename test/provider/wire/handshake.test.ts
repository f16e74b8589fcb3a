import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { handshakeLine, readOffer, reattachment } from '../../../lib/provider/wire/handshake';
import { privateSocket } from '../../../lib/provider/wire/listen';

const COOKIE = { TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2' };

describe('what a host offers', () => {
  it.each([
    [{ PLUGIN_PROTOCOL_VERSIONS: '5,6' }, { clientCertificate: null, asksForMultiplexing: false }],
    [
      { PLUGIN_PROTOCOL_VERSIONS: '6', PLUGIN_CLIENT_CERT: 'PEM' },
      { clientCertificate: 'PEM', asksForMultiplexing: false },
    ],
    [
      { PLUGIN_CLIENT_CERT: '', PLUGIN_MULTIPLEX_GRPC: 'true' },
      { clientCertificate: null, asksForMultiplexing: true },
    ],
  ])('is read from %j', (env, offer) => expect(readOffer({ ...COOKIE, ...env }, 'toy')).toEqual(offer));

  it.each([
    [{}, 'toy is a provider: Terraform and OpenTofu start it'],
    [{ TF_PLUGIN_MAGIC_COOKIE: 'x' }, 'toy is a provider: Terraform and OpenTofu start it'],
    [{ ...COOKIE, PLUGIN_PROTOCOL_VERSIONS: '4,5' }, 'toy speaks plugin protocol 6, this host speaks 4, 5'],
  ])('is refused in words: %j', (env, words) =>
    expect(readOffer(env, 'toy')).toEqual({ refusal: expect.stringContaining(words) }),
  );
});

describe('the line', () => {
  const endpoint = { network: 'unix', address: '/tmp/s' } as const;
  const offer = { clientCertificate: null, asksForMultiplexing: false };

  it.each([
    ['has the certificate without padding', offer, Buffer.from('abcd'), '1|6|unix|/tmp/s|grpc|YWJjZA\n'],
    ['has no certificate without TLS', offer, null, '1|6|unix|/tmp/s|grpc|\n'],
    [
      'answers who asks for multiplexing',
      { ...offer, asksForMultiplexing: true },
      null,
      '1|6|unix|/tmp/s|grpc||false\n',
    ],
  ])('%s', (_, asked, certificate, line) => expect(handshakeLine(asked, endpoint, certificate)).toBe(line));

  it('for a host that is to take a running provider is JSON', () =>
    expect(JSON.parse(reattachment('registry.terraform.io/a/b', 7, endpoint))).toEqual({
      'registry.terraform.io/a/b': {
        Protocol: 'grpc',
        ProtocolVersion: 6,
        Pid: 7,
        Test: true,
        Addr: { Network: 'unix', String: '/tmp/s' },
      },
    }));
});

describe('a socket', () => {
  it('lies in the first folder that is short enough for its path', () => {
    const { folder, path } = privateSocket([`/tmp/${'x'.repeat(120)}`, '/tmp']);
    expect(path).toMatch(/^\/tmp\/provider-\w{6}\/socket$/);
    expect(dirname(path)).toBe(folder);
    expect(existsSync(folder)).toBe(true);
  });

  it('has no place where all are too long', () =>
    expect(() => privateSocket([`/${'x'.repeat(120)}`])).toThrow(
      'too long for its path (103 bytes); set TMPDIR to a shorter one',
    ));
});
