import { formatShare } from '../../model/numbers';
import type { ResourceUse } from '../../simulate/traffic/prediction';
import { nameOf } from '../prediction';
import { UseBar } from './bars';
import { Text } from './words';

/** Share of a resource that is in use; null for one without capacity. */
export function shareOf({ used, capacity }: ResourceUse): number | null {
  return capacity > 0 ? used / capacity : null;
}

/** The most used first. */
export function byUse(resources: readonly ResourceUse[]): ResourceUse[] {
  return [...resources].sort((a, b) => (shareOf(b) ?? 0) - (shareOf(a) ?? 0));
}

/** Ports, PCIe links and drives, and how much of each is used under the declared demands. */
export function Resources({ resources }: { readonly resources: readonly ResourceUse[] }) {
  if (resources.length === 0) return <p>Nothing that VMs share could be modelled.</p>;
  return (
    <table class="uses">
      <thead>
        <tr>
          <th scope="col">Shared</th>
          <th scope="col">Used under the declared demands</th>
          <th scope="col">VFs</th>
        </tr>
      </thead>
      <tbody>
        {byUse(resources).map((resource) => (
          <tr>
            <th scope="row">
              <Text of={nameOf(resource)} />
              <small>
                <Text of={resource.description.slice(nameOf(resource).length + 2)} />
              </small>
            </th>
            <td>
              <Use of={resource} />
            </td>
            <td>{resource.attachments}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Use({ of }: { readonly of: ResourceUse }) {
  const share = shareOf(of);
  return share === null ? (
    <>not known</>
  ) : (
    <>
      <UseBar share={share} /> <b>{formatShare(share)}</b>
    </>
  );
}
