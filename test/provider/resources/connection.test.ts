import { combine, contradiction } from '../../../lib/provider/resources/connection/combine';
import type { StatedConnection } from '../../../lib/provider/resources/connection/connection';
import { statedConnection } from '../../../lib/provider/resources/connection/stated';
import { UNKNOWN } from '../../../lib/provider/schema';

describe('the connection of a resource', () => {
  it.each<[words: string, own: StatedConnection, provider: StatedConnection, leadsTo: object]>([
    ['is that of the provider where it says none', {}, { local: true }, { kind: 'local' }],
    [
      'takes from ssh of the provider what it leaves out itself',
      { ssh: { host: 'kvm02' } },
      { ssh: { user: 'root', configFile: 'ssh.conf', host: 'kvm01' } },
      { kind: 'ssh', ssh: { host: 'kvm02', user: 'root', configFile: 'ssh.conf' } },
    ],
    [
      'is of its own kind whatever the provider has',
      { virtual: { file: 'lab.json' } },
      { ssh: { host: 'kvm01' } },
      { kind: 'virtual', virtual: { file: 'lab.json' } },
    ],
  ])('%s', (_, own, provider, leadsTo) => {
    expect(combine(own, provider)).toEqual({ connection: leadsTo });
  });

  it.each<[words: string, own: StatedConnection, provider: StatedConnection, problem: RegExp]>([
    ['nobody says one', {}, {}, /Neither the resource nor the provider/],
    ['ssh says no host', {}, { ssh: { user: 'root' } }, /says no host/],
    ['two kinds are given', { local: true, ssh: { host: 'kvm01' } }, {}, /ssh, local/],
  ])('is refused where %s', (_, own, provider, problem) => {
    expect(combine(own, provider)).toMatchObject({ problem: expect.stringMatching(problem) as string });
  });

  it('of a provider is one', () => {
    expect(contradiction({ ssh: { user: 'root' } })).toBeNull();
    expect(contradiction({ ssh: { user: 'root' }, local: true })).toMatch(/ssh, local/);
  });

  it('is not known while a part of it is not', () => {
    const NO_SSH = { user: null, port: null, identity_file: null, config_file: null, sudo: null };
    const ssh = { ...NO_SSH, host: UNKNOWN, connect_timeout_seconds: null };
    expect(statedConnection({ ssh, local: null, virtual: null })).toBeNull();
  });
});
