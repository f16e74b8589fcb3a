import fc from '../support/properties';
import { deriveMac, isMulticastMac, parseMac } from '../../lib/model/mac';

describe('MAC addresses', () => {
  test.each(['3c:fd:fe:00:00:01', '3C:FD:FE:00:00:01', '3c-fd-fe-00-00-01', '3C-Fd-fE-00-00-01'])(
    'are read from %s',
    (text) => {
      expect(parseMac(text)).toBe('3c:fd:fe:00:00:01');
    },
  );

  test.each([
    ['nothing', ''],
    ['five octets', '3c:fd:fe:00:00'],
    ['seven octets', '3c:fd:fe:00:00:01:02'],
    ['mixed separators', '3c:fd-fe:00:00:01'],
    ['other separators', '3c.fd.fe.00.00.01'],
    ['a letter that is no digit', '3c:fd:fe:00:00:0g'],
    ['a newline after it', '3c:fd:fe:00:00:01\n'],
    ['a blank for a digit', '3c:fd:fe:00:00: 1'],
  ])('are not read from text with %s', (_words, text) => {
    expect(parseMac(text)).toBeNull();
  });

  test('are multicast when the group bit of the first octet is set', () => {
    expect(isMulticastMac('01:00:5e:00:00:01')).toBe(true);
    expect(isMulticastMac('33:33:00:00:00:01')).toBe(true);
    expect(isMulticastMac('02:00:00:00:00:01')).toBe(false);
  });
});

describe('derived MACs', () => {
  test('are locally administered unicast addresses, whatever the path', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(5), (path, salt) => {
        const mac = deriveMac(path, salt);
        expect(parseMac(mac)).toBe(mac);
        expect(mac.startsWith('02:')).toBe(true);
      }),
    );
  });

  test('never change: lock files and running VMs rely on them', () => {
    expect(deriveMac('rack1/kvm01/vm1')).toBe('02:05:4c:0a:64:05');
    expect(deriveMac('rack1/kvm01/vm1', 1)).toBe('02:57:6d:42:71:2d');
  });

  test('differ with path and salt', () => {
    const macs = ['a', 'b', 'a/b'].flatMap((path) => [0, 1, 2].map((salt) => deriveMac(path, salt)));
    expect(new Set(macs).size).toBe(9);
  });
});
