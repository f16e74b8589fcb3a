import type { Connection, StatedConnection } from './connection';

/** A connection, or why there is none; complete sentences. */
export type Combined = { readonly connection: Connection } | { readonly problem: string; readonly fix: string };

/**
 * The connection of a resource: of what it says itself and what the provider says. A resource that names a kind takes that
 * kind; what it leaves out of `ssh` is as the provider has it.
 */
export function combine(own: StatedConnection, provider: StatedConnection): Combined {
  const stated = kindsOf(own);
  const kinds = stated.length > 0 ? stated : kindsOf(provider);
  const [kind, another] = kinds;
  if (another !== undefined) return tooMany(kinds);
  switch (kind) {
    case undefined:
      return {
        problem: 'Neither the resource nor the provider says how the host is reached.',
        fix: 'Set one of ssh, local and virtual, in host of the resource or in the provider.',
      };
    case 'local':
      return { connection: { kind: 'local' } };
    case 'virtual': {
      const { file = '', ...from } = own.virtual ?? provider.virtual ?? {};
      return { connection: { kind: 'virtual', virtual: { file, ...from } } };
    }
    case 'ssh': {
      const { host, ...ssh } = { ...provider.ssh, ...own.ssh };
      if (host === undefined || host === '') {
        return {
          problem: 'ssh says no host.',
          fix: 'Set host of ssh, in host of the resource or in the provider.',
        };
      }
      return { connection: { kind: 'ssh', ssh: { host, ...ssh } } };
    }
  }
}

function kindsOf({ ssh, local, virtual }: StatedConnection): Connection['kind'][] {
  return [
    ...(ssh === undefined ? [] : (['ssh'] as const)),
    ...(local === true ? (['local'] as const) : []),
    ...(virtual === undefined ? [] : (['virtual'] as const)),
  ];
}

/** Why a provider cannot mean all that it says; null: it can. */
export function contradiction(stated: StatedConnection): string | null {
  const kinds = kindsOf(stated);
  if (kinds.length < 2) return null;
  const { problem, fix } = tooMany(kinds);
  return `${problem} ${fix}`;
}

function tooMany(kinds: readonly string[]): Extract<Combined, { readonly problem: string }> {
  return {
    problem: `More than one way to the host is given: ${kinds.join(', ')}.`,
    fix: 'Set one of ssh, local and virtual.',
  };
}
