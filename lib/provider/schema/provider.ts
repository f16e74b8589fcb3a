import type { Context } from './context';
import type { DataSource } from './data-source';
import type { EphemeralResource } from './ephemeral';
import type { ProviderFunction } from './function';
import type { Resource, ValidateRequest } from './resource';
import type { ConfigOf, Schema } from './schema';

/** The answer of `configure` for a configuration that is not known well enough yet. */
export class NotConfiguredYet {
  /** @param missing what is not known, as a sentence for people */
  public constructor(public readonly missing: string) {}
}

export interface ConfigureRequest<S> extends Context {
  /** During a plan unknown where it depends on what the run makes. */
  readonly config: ConfigOf<S>;
  /** `1.12.6`; for messages, never for decisions: those are for capabilities. */
  readonly hostVersion: string;
}

/** A provider. S: the schema of its configuration, C: what `configure` makes for resources, data sources and ephemeral resources. */
export interface Provider<S extends Schema = Schema, C = unknown> {
  /** What type names begin with: `sriov` for `sriov_pool`. */
  readonly name: string;
  readonly schema: S;
  validate?(request: ValidateRequest<S>): void | Promise<void>;
  configure(request: ConfigureRequest<S>): C | NotConfiguredYet | Promise<C | NotConfiguredYet>;
  /** By type name, without the provider's name: `pool`. */
  readonly resources: Readonly<Record<string, Resource<Schema, C>>>;
  readonly dataSources: Readonly<Record<string, DataSource<Schema, C>>>;
  readonly ephemeralResources: Readonly<Record<string, EphemeralResource<Schema, C>>>;
  readonly functions: Readonly<Record<string, ProviderFunction>>;
}

/** A provider whose types come from its schema. */
export const provider = <S extends Schema, C>(it: Provider<S, C>): Provider<S, C> => it;
