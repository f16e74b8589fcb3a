import { X509Certificate, createPrivateKey } from 'node:crypto';
import { serverCertificate } from '../../../lib/provider/wire/certificate';

describe('the certificate of a run', () => {
  const now = new Date('2026-03-04T05:06:07.890Z');

  it('is its own authority, for localhost, around now', () => {
    const { der, certificatePem, keyPem } = serverCertificate(now);
    const certificate = new X509Certificate(der);
    expect(certificate.raw.equals(new X509Certificate(certificatePem).raw)).toBe(true);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.ca).toBe(true);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(certificate.checkIssued(certificate)).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
    expect(new Date(certificate.validFrom)).toEqual(new Date('2026-03-03T05:06:07Z'));
    expect(new Date(certificate.validTo)).toEqual(new Date('2027-03-04T05:06:07Z'));
  });

  it('counts its years to beyond 2049', () =>
    expect(new Date(new X509Certificate(serverCertificate(new Date('2049-06-01T00:00:00Z')).der).validTo)).toEqual(
      new Date('2050-06-01T00:00:00Z'),
    ));

  it('is another one each time', () => {
    const [one, other] = [serverCertificate(now), serverCertificate(now)].map(({ der }) => new X509Certificate(der));
    expect(one?.serialNumber).not.toBe(other?.serialNumber);
    expect(one?.publicKey.equals(other?.publicKey ?? one.publicKey)).toBe(false);
  });
});
