import type { TenantFacts } from '../facts/facts';
import { counted } from '../line';
import { Text } from './words';

/** Colours and patterns of `page.css`. Their numbers have no common divisor, so that 35 tenants look different. */
const COLOURS = 7;
const PATTERNS = 5;

export interface TenantLook {
  readonly letter: string;
  readonly look: string;
}

export type TenantLooks = ReadonlyMap<string, TenantLook>;

export function tenantLooks(tenants: readonly TenantFacts[]): TenantLooks {
  return new Map(
    tenants.map(({ name, letter }, index) => [name, { letter, look: `t c${index % COLOURS} p${index % PATTERNS}` }]),
  );
}

/** The letter of a tenant on its colour and pattern; nothing for a VM without one. */
export function TenantMark({ of, looks }: { readonly of: string | null; readonly looks: TenantLooks }) {
  const found = of === null ? undefined : looks.get(of);
  return found === undefined ? null : <b class={found.look}>{found.letter}</b>;
}

export function TenantLegend({
  tenants,
  looks,
}: {
  readonly tenants: readonly TenantFacts[];
  readonly looks: TenantLooks;
}) {
  if (tenants.length === 0) return null;
  return (
    <section aria-labelledby="tenants">
      <h2 id="tenants">Tenants</h2>
      <ul class="legend">
        {tenants.map(({ name, vms, virtualFunctions }) => (
          <li>
            <TenantMark of={name} looks={looks} /> <Text of={name} />{' '}
            <small>
              {counted(vms, 'VM')}, {counted(virtualFunctions, 'VF')}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
