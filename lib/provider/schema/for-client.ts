import type { DataSource } from './data-source';
import type { EphemeralResource } from './ephemeral';
import type { IdentityAttributes } from './identity';
import type { Resource } from './resource';
import type { Schema } from './schema';

/**
 * Resources, data sources and ephemeral resources of providers whose `configure` makes a C; all other types come from their schemas:
 * `const { resource } = forClient<Client>()`.
 */
export const forClient = <C>() => ({
  resource: <S extends Schema, I extends IdentityAttributes = Record<never, never>>(
    it: Resource<S, C, I>,
  ): Resource<S, C, I> => it,
  dataSource: <S extends Schema>(it: DataSource<S, C>): DataSource<S, C> => it,
  ephemeralResource: <S extends Schema>(it: EphemeralResource<S, C>): EphemeralResource<S, C> => it,
});
