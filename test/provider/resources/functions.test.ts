import { BOOL, NUMBER, STRING, type Type } from '../../../lib/provider/cty/type';
import type { Value } from '../../../lib/provider/cty/value';
import { listening, unwire, wire } from '../support/asking';
import { pureCalls } from './pure-calls';

const calls = pureCalls();

const typeOf = (value: Value): Type =>
  typeof value === 'string' ? STRING : typeof value === 'boolean' ? BOOL : NUMBER;

async function answer(name: string, ...args: readonly Value[]) {
  const request = { name, arguments: args.map((value) => wire(typeOf(value), value)) };
  const { result, error } = await calls.callFunction(request, listening());
  return error === undefined ? unwire(STRING, result) : { argument: error.functionArgument, text: error.text };
}

describe('vf_address', () => {
  it.each([
    ['igb', ['0000:01:00.0', 384, 2, 0], '0000:02:10.0'],
    ['igb, a later VF', ['0000:01:00.0', 384, 2, 6], '0000:02:11.4'],
    ['a single VF, which needs no stride', ['0000:3B:00.0', 1, 0, 0], '0000:3b:00.1'],
    ['a domain of VMD', ['10000:01:00.0', 8, 1, 8], '10000:01:02.0'],
  ])('of %s', async (_words, args, address) => {
    expect(await answer('vf_address', ...args)).toBe(address);
  });

  it.each<[string, readonly Value[], number, RegExp]>([
    ['an address without a domain', ['3b:00.0', 8, 1, 0], 0, /"3b:00\.0" is no PCI address.*0000:3b:00\.0/],
    ['an offset of 0, which is the PF itself', ['0000:3b:00.0', 0, 1, 0], 1, /offset is 0, and may be 1 to 65535/],
    ['no stride to a second VF', ['0000:3b:00.0', 8, 0, 1], 2, /stride is 0, and may be 1 to 65535/],
    ['an index below 0', ['0000:3b:00.0', 8, 1, -1], 3, /index is -1, and may be 0 to 65534/],
    ['a VF above bus ff', ['0000:ff:00.0', 8, 8, 31], 3, /VF 31 of 0000:ff:00\.0 would lie above bus ff.*sriov_offset/],
  ])('refuses %s, at the argument', async (_words, args, argument, text) => {
    expect(await answer('vf_address', ...args)).toEqual({
      argument: argument,
      text: expect.stringMatching(text),
    });
  });
});

describe('derived_mac', () => {
  it('is the same for the same name, another for another name or seed, unicast and locally administered', async () => {
    const mac = await answer('derived_mac', 'kvm01/web', '');
    expect(mac).toMatch(/^02(:[0-9a-f]{2}){5}$/);
    expect(await answer('derived_mac', 'kvm01/web', '')).toBe(mac);
    expect(await answer('derived_mac', 'kvm01/db', '')).not.toBe(mac);
    expect(await answer('derived_mac', 'kvm01/web', 'lab')).not.toBe(mac);
  });

  it.each<[string, readonly Value[], number, RegExp]>([
    ['an empty name', ['', ''], 0, /name is empty/],
    ['a seed of two words', ['kvm01/web', 'a b'], 1, /"a b" is no seed/],
  ])('refuses %s', async (_words, args, argument, text) => {
    expect(await answer('derived_mac', ...args)).toEqual({
      argument: argument,
      text: expect.stringMatching(text),
    });
  });
});

describe('hostdev_xml', () => {
  it("is libvirt's element with the parts of the address", async () => {
    expect(await answer('hostdev_xml', '0000:3b:01.2', false)).toBe(
      [
        "<hostdev mode='subsystem' type='pci' managed='no'>",
        '  <source>',
        "    <address domain='0x0000' bus='0x3b' slot='0x01' function='0x2'/>",
        '  </source>',
        '</hostdev>',
        '',
      ].join('\n'),
    );
    expect(await answer('hostdev_xml', '0000:3b:01.2', true)).toContain("managed='yes'");
  });

  it('refuses what is no address', async () => {
    expect(await answer('hostdev_xml', "'/><x", true)).toMatchObject({ argument: 0 });
  });
});
