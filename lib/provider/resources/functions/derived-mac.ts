import { MAC_SEED } from '../../../model/lock';
import { deriveMac } from '../../../model/mac';
import { ArgumentError, parameter, providerFunction, types } from '../../schema';

export const DERIVED_MAC = providerFunction({
  summary: 'MAC address that follows from a name.',
  description:
    'A locally administered unicast MAC address, `02:…`, that depends on `name` and `seed` alone: octets of a SHA-256 hash. The same name gives ' +
    'the same address in every run and on every machine. Two names may give one address, if rarely: with 10 000 names once in 22 000 fleets.',
  parameters: [
    parameter('name', types.string, { description: 'What the address is for, such as `kvm01/web`.' }),
    parameter('seed', types.string, {
      description:
        'Tells deployments of one source apart: 1 to 64 letters, digits, dots, dashes and underscores, or the empty string.',
    }),
  ],
  returns: types.string,
  call([name, seed]) {
    if (name === '') throw new ArgumentError(0, 'The name is empty. Give what tells the VF from all others.');
    if (seed !== '' && !MAC_SEED.test(seed)) {
      throw new ArgumentError(
        1,
        `${JSON.stringify(seed)} is no seed. Give 1 to 64 letters, digits, dots, dashes and underscores, or "".`,
      );
    }
    return deriveMac(name, 0, seed);
  },
});
