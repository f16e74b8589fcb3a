import { bundledSriov, ENGINES, HostsFolder, REQUIRED } from './support/hosts-folder';

/** What becomes of the state of a PF, without a change of the PF. */

const { provider } = bundledSriov();

const PERSISTENCE = 'persistence = "none"';
const pf = (name: string, { more = '', persistence = PERSISTENCE } = {}): string => `
resource "sriov_physical_function" "${name}" {
  address     = "0000:3b:00.0"
  num_vfs     = 4
  ${persistence}
  pools = { tenants = { count = 4, settings = { vlan = 100, spoof_check = true } } }
  ${more}
}
`;
const UPLINK = 'sriov_physical_function.uplink';
const IMPORT = `import {\n  to = ${UPLINK}\n  id = "0000:3b:00.0"\n}\n`;

describe.each(ENGINES)('Under $name', ({ program, test, writesConfiguration }) => {
  let at: HostsFolder;
  beforeEach(() => (at = new HostsFolder(program, provider())));
  afterEach(() => at.remove());

  /** Somebody else has made the VFs. */
  const isMade = (): void => {
    at.write(pf('uplink'));
    at.apply();
    at.run('state', 'rm', UPLINK);
  };

  test('a PF with VFs is imported by a block without a change', () => {
    isMade();
    at.write(`${pf('uplink', { persistence: '' })}${IMPORT}`);
    expect(at.apply().text).toContain('1 imported, 0 added, 0 changed, 0 destroyed');
    expect(at.plan().status).toBe(0);
  });

  if (writesConfiguration) {
    test('the configuration of a PF that is imported is written by the engine, and then is no change', () => {
      isMade();
      at.write(IMPORT);
      expect(at.run('plan', '-input=false', '-generate-config-out=generated.tf').status).toBe(0);
      expect(at.apply().text).toContain('1 imported, 0 added, 0 changed, 0 destroyed');
      expect(at.plan().status).toBe(0);
    });
  }

  test('a resource that was moved has its PF as before', () => {
    at.write(pf('uplink'));
    at.apply();
    const { lastRun } = at.host();
    at.write(
      `${pf('tenants', { more: 'for_each = toset(["a"])' })}\nmoved {\n  from = ${UPLINK}\n  to = sriov_physical_function.tenants["a"]\n}\n`,
    );
    const moved = at.plan();
    expect(moved.text).toContain('has moved to sriov_physical_function.tenants["a"]');
    expect(moved.text).toContain('0 to add, 0 to change, 0 to destroy');
    at.apply();
    expect(at.addresses).toEqual(['sriov_physical_function.tenants["a"]']);

    at.put('ports/main.tf', `${REQUIRED}${pf('port')}`);
    at.write(
      `module "ports" {\n  source = "./ports"\n}\nmoved {\n  from = sriov_physical_function.tenants["a"]\n  to = module.ports.sriov_physical_function.port\n}\n`,
    );
    // It says that no registry knows the provider, and has made the module known by then.
    at.run('init');
    at.apply();
    expect(at.plan().status).toBe(0);
    expect(at.host().lastRun).toEqual(lastRun);
  });

  test('a refresh alone takes what somebody has changed into the state, and leaves the PF so', () => {
    at.write(pf('uplink'));
    at.apply();
    at.byHand(0, ({ virtualFunctions, ...rest }) => ({
      ...rest,
      virtualFunctions: virtualFunctions.map((vf) => ({ ...vf, network: vf.network && { ...vf.network, vlan: 7 } })),
    }));
    expect(at.plan('-refresh-only').status).toBe(2);
    expect(at.apply('-refresh-only').status).toBe(0);
    expect(JSON.stringify(at.attributes(UPLINK).vf_settings)).toContain('7 qos 0');
    expect(at.plan().text).toMatch(/vlan +7 qos 0 802.1Q -> 100/);
  });
});
