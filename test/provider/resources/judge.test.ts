import { DEFAULT_CATALOG } from '../../../lib/catalog/catalog';
import type { HostPort, HostReading } from '../../../lib/host/port';
import { judge } from '../../../lib/provider/resources/physical-function/judge';
import { physicalFunctionSchema } from '../../../lib/provider/resources/physical-function/schema';
import type { Config } from '../../../lib/provider/resources/physical-function/wanted';
import { objectTypeOf } from '../../../lib/provider/schema/body';
import { igbHost, PF } from '../../apply/hosts';
import { MemoryHost } from '../../apply/memory-host';

/** A configuration as it comes over the wire: an object of its own each time. */
function configOf(change: object = {}): Config {
  const none = Object.fromEntries(
    [...objectTypeOf(physicalFunctionSchema).attributes.keys()].map((name) => [name, null]),
  );
  return { ...none, address: PF, num_vfs: 2, ...change } as unknown as Config;
}

describe('what is judged of a look', () => {
  let port: HostPort;
  let reading: HostReading;
  const judged = (config = configOf(), look = reading) => judge(config, null, look, port, DEFAULT_CATALOG);

  beforeEach(async () => {
    port = new MemoryHost(igbHost()).connect();
    reading = await port.observe();
  });

  it('is not judged again for the same configuration: a host plans right before it applies', async () => {
    expect(await judged()).toBe(await judged());
  });

  it('is judged again for another configuration', async () => {
    const first = await judged();
    const other = await judged(configOf({ num_vfs: 3 }));
    expect(first.plan?.target.numVfs).toBe(2);
    expect(other.plan?.target.numVfs).toBe(3);
  });

  it('is judged again on another look', async () => {
    const first = await judged();
    const later = await port.observe();
    const second = await judged(configOf(), later);
    expect(second).not.toBe(first);
    expect(second.reading).toBe(later);
  });

  it('is judged again with another catalog', async () => {
    const first = await judged();
    expect(await judge(configOf(), null, reading, port, { ...DEFAULT_CATALOG })).not.toBe(first);
  });
});
