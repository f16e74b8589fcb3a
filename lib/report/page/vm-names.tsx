import { counted } from '../line';
import { Text } from './words';

interface VmNamesProps {
  readonly of: readonly { readonly vm: string }[];
  /** As many of them are named. */
  readonly most: number;
}

/** VMs that share a row. */
export function VmNames({ of, most }: VmNamesProps) {
  const named = of.slice(0, most).map(({ vm }) => vm);
  return (
    <>
      <Text of={named.join(', ')} />
      {of.length > most && <small>and {counted(of.length - most, 'VM')} more</small>}
    </>
  );
}
