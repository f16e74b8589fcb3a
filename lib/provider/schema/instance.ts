import type { DataSource } from './data-source';
import { ProviderError } from './diagnostics';
import type { EphemeralResource } from './ephemeral';
import { NotConfiguredYet, type Provider } from './provider';
import type { Resource } from './resource';
import { Secrets } from './secrets';

/** What `configure` came to. */
export type Configured =
  | { readonly kind: 'never' }
  | { readonly kind: 'notYet'; readonly missing: string }
  | { readonly kind: 'ready'; readonly client: unknown };

/** A provider that runs, and what it learns on the way. */
export interface Instance {
  readonly provider: Provider;
  configured: Configured;
  /** Of the configuration of the provider: errors of resources may have them in their texts. */
  readonly secrets: Secrets;
}

export const instanceOf = (provider: Provider): Instance => ({
  provider,
  configured: { kind: 'never' },
  secrets: new Secrets(),
});

export const configuredBy = (answer: unknown): Configured =>
  answer instanceof NotConfiguredYet ? { kind: 'notYet', missing: answer.missing } : { kind: 'ready', client: answer };

/** @throws ProviderError while there is none */
export function clientOf({ configured, provider }: Instance): unknown {
  switch (configured.kind) {
    case 'ready':
      return configured.client;
    case 'notYet':
      throw new ProviderError(
        `The provider ${provider.name} cannot work yet`,
        `Its configuration depends on something that is not there before this run has made it. ${configured.missing} Apply that first (-target), or write the value out.`,
      );
    case 'never':
      throw new ProviderError(
        `The provider ${provider.name} was not configured`,
        'The host asked for work before it configured the provider. Report this to whoever makes the host.',
      );
  }
}

/** Null as long as the configuration is not known. */
export const clientIfKnown = (instance: Instance): unknown =>
  instance.configured.kind === 'notYet' ? null : clientOf(instance);

export const resourceOf = (instance: Instance, typeName: string): Resource =>
  lookedUp(instance, instance.provider.resources, typeName, 'resource');
export const dataSourceOf = (instance: Instance, typeName: string): DataSource =>
  lookedUp(instance, instance.provider.dataSources, typeName, 'data source');
export const ephemeralResourceOf = (instance: Instance, typeName: string): EphemeralResource =>
  lookedUp(instance, instance.provider.ephemeralResources, typeName, 'ephemeral resource');

/** As hosts name them: `sriov_pool`. */
export const fullName = ({ name }: Provider, short: string): string => `${name}_${short}`;

function lookedUp<T>({ provider }: Instance, of: Readonly<Record<string, T>>, typeName: string, kind: string): T {
  const prefix = fullName(provider, '');
  const short = typeName.startsWith(prefix) ? typeName.slice(prefix.length) : '';
  const found = Object.hasOwn(of, short) ? of[short] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(of).map((name) => fullName(provider, name));
  throw new ProviderError(
    `There is no ${kind} ${typeName}`,
    `This version of the provider ${provider.name} has ${names.length === 0 ? `no ${kind}` : names.join(', ')}. Correct the name, or take a version that has it.`,
  );
}
