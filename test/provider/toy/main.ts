import { runProvider } from '../../../lib/provider/wire/serve';

/** The toy as a program of its own; `TOY` makes it behave badly at its start. */
const BEHAVIOURS: Record<string, () => void> = {
  prints: () => console.log('a library says hello'),
  writes: () => process.stdout.write('a library says hello\n'),
  rejects: () => void Promise.reject(new Error('nobody waits for this')),
};

void runProvider({
  name: 'terraform-provider-toy',
  address: 'registry.terraform.io/example/toy',
  load: async () => {
    BEHAVIOURS[process.env.TOY ?? '']?.();
    return (await import('./calls.js')).toyCalls;
  },
});
