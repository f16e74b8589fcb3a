import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** What a server shows, and the key that goes with it. */
export interface ServerCertificate {
  readonly der: Buffer;
  readonly certificatePem: string;
  readonly keyPem: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Clocks of one machine may be set while it runs. */
const BEFORE_MS = DAY_MS;
const VALID_MS = 365 * DAY_MS;

/**
 * A certificate for one run of the provider: key on P-256, signed by itself, for `localhost`, which the host then trusts and nobody else.
 *
 * Written here because it is paid at each start, up to five times a command, and takes 4 ms of which 3 are the key: over asn1js it takes
 * 20, over @peculiar/asn1-x509 34, over selfsigned 111 (Node 20, bundled, importing included).
 */
export function serverCertificate(now: Date): ServerCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(oid(2, 5, 4, 3), utf8('localhost'))));
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))), // version 3
    integer(serialNumber()),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(new Date(now.getTime() - BEFORE_MS)), time(new Date(now.getTime() + VALID_MS))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...EXTENSIONS)),
  );
  const der = sequence(body, ECDSA_WITH_SHA256, bitString(sign('sha256', body, privateKey)));
  return {
    der,
    certificatePem: pem('CERTIFICATE', der),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

/** Positive, and without a zero in front, as DER has it. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes.writeUInt8(((bytes.at(0) ?? 0) & 0x7f) | 0x40);
  return bytes;
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

// ---- DER (ITU-T X.690), of which a certificate (RFC 5280) takes these

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts);
const set = (...parts: readonly Buffer[]) => der(0x31, ...parts);
const explicit = (number: number, part: Buffer) => der(0xa0 | number, part);
const integer = (bytes: Buffer) => der(0x02, bytes);
const octets = (bytes: Buffer) => der(0x04, bytes);
const utf8 = (text: string) => der(0x0c, Buffer.from(text));
const TRUE = der(0x01, Buffer.from([0xff]));
const bitString = (bytes: Buffer, unusedBits = 0) => der(0x03, Buffer.from([unusedBits]), bytes);

/** UTCTime, with two digits of the year, which RFC 5280 asks for until 2049; GeneralizedTime from then on. */
function time(at: Date): Buffer {
  const text = `${at.toISOString().replace(/[-:T]|\..*$/g, '')}Z`;
  return at.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}

/** Numbers below 2 to the power of 21 behind the first two. */
function oid(first: number, second: number, ...rest: readonly number[]): Buffer {
  const bytes = rest.flatMap((part) => {
    if (part < 0x80) return [part];
    return part < 0x4000
      ? [0x80 | (part >> 7), part & 0x7f]
      : [0x80 | (part >> 14), 0x80 | ((part >> 7) & 0x7f), part & 0x7f];
  });
  return der(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

const ECDSA_WITH_SHA256 = sequence(oid(1, 2, 840, 10045, 4, 3, 2));

const extension = (id: Buffer, value: Buffer, critical = false) =>
  sequence(id, ...(critical ? [TRUE] : []), octets(value));

const EXTENSIONS = [
  // basicConstraints: it is its own authority, which the host asks for of what it trusts.
  extension(oid(2, 5, 29, 19), sequence(TRUE), true),
  // keyUsage: digitalSignature, keyCertSign.
  extension(oid(2, 5, 29, 15), bitString(Buffer.from([0x84]), 2), true),
  // extKeyUsage: serverAuth, clientAuth.
  extension(oid(2, 5, 29, 37), sequence(oid(1, 3, 6, 1, 5, 5, 7, 3, 1), oid(1, 3, 6, 1, 5, 5, 7, 3, 2))),
  // subjectAltName: dNSName.
  extension(oid(2, 5, 29, 17), sequence(der(0x82, Buffer.from('localhost')))),
];
