import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { LinkState, Persistence, SriovHost } from 'cdktf-sriov';

/** Fifty hosts from a table: one row a host, one stack a rack. */
interface Row {
  readonly rack: string;
  readonly host: string;
  readonly uplink: string;
  readonly vms: number;
}

const rows: Row[] = readFileSync(join(__dirname, 'hosts.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [rack = '', host = '', uplink = '', vms = '0'] = line.split(',');
    return { rack, host, uplink, vms: Number(vms) };
  });

const app = new App();
for (const rack of new Set(rows.map((row) => row.rack))) {
  const stack = new TerraformStack(app, rack);
  for (const row of rows.filter((candidate) => candidate.rack === rack)) addHost(stack, row);
}
app.synth();

function addHost(stack: TerraformStack, row: Row): void {
  const host = new SriovHost(stack, row.host, { persistence: Persistence.EXTERNAL, labels: { rack: row.rack } });
  const uplink = host.addPhysicalFunction('uplink', {
    address: row.uplink,
    device: 'intel-e810-xxv-sfp',
    numVfs: 32,
  });
  const pool = uplink.addPool('vms', {
    count: 32,
    vlan: 100,
    spoofCheck: true,
    trust: false,
    linkState: LinkState.AUTO,
    maxTxRateMbps: 5_000,
  });
  for (let n = 1; n <= row.vms; n++) pool.attach(`vm-${n}`);
}
