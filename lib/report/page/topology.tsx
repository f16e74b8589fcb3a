import { formatMbps } from '../../model/numbers';
import { type Bytes, GIB } from '../../model/units';
import type { HeldVf, HostReport, PcieBranch, PfReport, PlaceFacts } from '../facts/facts';
import { grouped } from '../../model/grouped';
import { counted, ranges } from '../line';
import { TenantMark, type TenantLooks } from './tenant-mark';
import { below, shown, Text } from './words';

interface TopologyProps {
  readonly host: HostReport;
  readonly looks: TenantLooks;
}

/** NUMA nodes, the PCIe ports on them, PFs, their VFs and whose they are. */
export function Topology({ host, looks }: TopologyProps) {
  const { physicalFunctions, places, path } = host;
  const pfs = new Map(physicalFunctions.map((pf) => [pf.address, pf]));
  const found = new Set(places.flatMap(({ pcie }) => addressesIn(pcie)));
  const missing = physicalFunctions.filter(({ address }) => address === null || !found.has(address));
  const isPlain = places.length === 1 && places[0].numaNode === null;
  return (
    <div class="places">
      {places.map((place) => (
        <div class="place">
          {!isPlain && <h4>{shown(placeTitle(place))}</h4>}
          {place.pcie.length === 0 ? (
            <p class="dim">No PF here.</p>
          ) : (
            <Branches of={place.pcie} {...{ pfs, path, looks }} />
          )}
        </div>
      ))}
      {missing.length > 0 && (
        <div class="place">
          <h4>Not found on the host</h4>
          {missing.map((pf) => (
            <Pf pf={pf} branch={null} path={path} looks={looks} />
          ))}
        </div>
      )}
    </div>
  );
}

function addressesIn(branches: readonly PcieBranch[]): string[] {
  return branches.flatMap(({ address, branches: further }) => [address, ...addressesIn(further)]);
}

function placeTitle({ numaNode, sockets, cpus, memoryBytes }: PlaceFacts): string {
  if (numaNode === null) return 'NUMA node not known';
  const parts = [
    `NUMA node ${numaNode}`,
    ...(sockets.length === 0 ? [] : [`socket ${ranges(sockets)}`]),
    ...(cpus === null || cpus === '' ? [] : [`CPUs ${cpus}`]),
    ...(memoryBytes === null ? [] : [gibibytes(memoryBytes)]),
  ];
  return parts.join(' · ');
}

function gibibytes(bytes: Bytes): string {
  return `${Math.round(bytes / GIB)} GiB`;
}

interface BranchesProps {
  readonly of: readonly PcieBranch[];
  readonly pfs: ReadonlyMap<string | null, PfReport>;
  readonly path: string;
  readonly looks: TenantLooks;
}

function Branches({ of, pfs, path, looks }: BranchesProps) {
  return (
    <ul class="tree">
      {of.map((branch) => {
        const pf = branch.kind === 'pf' ? pfs.get(branch.address) : undefined;
        return (
          <li>
            {pf === undefined ? (
              <span class="port">
                Port {branch.address} <small>{linkText(branch)}</small>
              </span>
            ) : (
              <Pf {...{ pf, branch, path, looks }} />
            )}
            {branch.branches.length > 0 && <Branches of={branch.branches} {...{ pfs, path, looks }} />}
          </li>
        );
      })}
    </ul>
  );
}

/** `8 GT/s ×8 of 16 GT/s ×16`; what is not known is left out. */
function linkText({ speedGTs, width, maxSpeedGTs, maxWidth }: PcieBranch): string {
  if (speedGTs === null || width === null) return 'PCIe link not known';
  const most =
    (maxSpeedGTs === null || maxSpeedGTs === speedGTs) && (maxWidth === null || maxWidth === width)
      ? ''
      : ` of ${maxSpeedGTs ?? speedGTs} GT/s ×${maxWidth ?? width}`;
  return `${speedGTs} GT/s ×${width}${most}`;
}

interface PfProps {
  readonly pf: PfReport;
  readonly branch: PcieBranch | null;
  readonly path: string;
  readonly looks: TenantLooks;
}

function Pf({ pf, branch, path, looks }: PfProps) {
  const { address, interfaceName, driver, device, linkMbps } = pf;
  return (
    <div class={pf.path === null ? 'pf dim' : 'pf'}>
      <p>
        <b>{interfaceName === null ? (address ?? 'PF') : <Text of={interfaceName} />}</b>{' '}
        {interfaceName !== null && address !== null && <code>{address}</code>}{' '}
        <small>
          {shown(
            [
              ...(driver === null ? [] : [driver]),
              ...(device === null ? [] : [device]),
              ...(linkMbps === null ? [] : [formatMbps(linkMbps)]),
              ...(branch === null ? [] : [linkText(branch)]),
            ].join(' · '),
          )}
        </small>
      </p>
      {pf.path === null ? (
        <p>not in the app{pf.numVfs > 0 && `, ${counted(pf.numVfs, 'VF')}`}</p>
      ) : (
        <>
          <p>
            <Text of={below(path, pf.path)} />: {vfsText(pf)}
          </p>
          <Vfs pf={pf} looks={looks} />
        </>
      )}
    </div>
  );
}

function vfsText({ wantedVfs, numVfs, totalVfs }: PfReport): string {
  const most = totalVfs === null ? '' : ` of at most ${totalVfs}`;
  if (wantedVfs === null) return `${counted(numVfs, 'VF')}${most}, not managed by the app`;
  return `${counted(wantedVfs, 'VF')}${most}${wantedVfs === numVfs ? '' : `, now ${numVfs}`}`;
}

/** More VFs than this are listed tenant by tenant. */
const MOST_CHIPS = 16;

function Vfs({ pf: { held, wantedVfs, numVfs }, looks }: { readonly pf: PfReport; readonly looks: TenantLooks }) {
  const taken = new Set(held.map(({ vf }) => vf));
  const free = Array.from({ length: wantedVfs ?? numVfs }, (_, vf) => vf).filter((vf) => !taken.has(vf));
  return (
    <>
      {held.length > MOST_CHIPS ? (
        <ByTenant held={held} looks={looks} />
      ) : (
        <ul class="vfs">
          {held.map(({ vf, vm, tenant }) => (
            <li>
              <small>{vf}</small>
              <TenantMark of={tenant} looks={looks} />
              <Text of={vm} most={80} />
            </li>
          ))}
        </ul>
      )}
      {free.length > 0 && <p class="dim">Free: VF {ranges(free)}</p>}
    </>
  );
}

function ByTenant({ held, looks }: { readonly held: readonly HeldVf[]; readonly looks: TenantLooks }) {
  return (
    <ul class="plain">
      {[...grouped(held, ({ tenant }) => tenant)].map(([tenant, vfs]) => (
        <li>
          <TenantMark of={tenant} looks={looks} />
          <Text of={tenant ?? 'no tenant'} />: VF{' '}
          {vfs.map(({ vf, vm }, index) => (
            <>
              {index > 0 && ', '}
              {vf} <Text of={vm} most={80} />
            </>
          ))}
        </li>
      ))}
    </ul>
  );
}
