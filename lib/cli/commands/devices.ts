import type { Command } from 'commander';
import { DEFAULT_CATALOG, searchDevices } from '../../catalog/catalog';
import { withOverrides } from '../../catalog/overrides';
import { parseDeviceOverrides } from '../../catalog/parse-overrides';
import { readTextFile } from '../../host/files';
import { renderDevices } from '../../report/devices';
import { type CommandContext, withExample } from '../command';
import { EXIT } from '../exit-codes';

interface DevicesOptions {
  readonly json?: boolean;
  readonly file?: string;
}

/** `sriov devices [QUERY]` */
export function devicesCommand(command: Command, { terminal, exit }: CommandContext): void {
  command
    .argument('[query]', 'part of a name, a catalog id, or vendor:device in hexadecimal')
    .option('--json', 'print JSON')
    .option('--file <file>', 'add the devices of a JSON file of your own')
    .action((query: string | undefined, options: DevicesOptions) => {
      const catalog =
        options.file === undefined
          ? DEFAULT_CATALOG
          : withOverrides(DEFAULT_CATALOG, parseDeviceOverrides(readTextFile(options.file), options.file));
      const devices = query === undefined ? catalog.devices : searchDevices(catalog, query);
      terminal.result(renderDevices(devices, { json: options.json ?? false, catalog }));
      if (devices.length === 0) exit(EXIT.FOUND);
    });
  withExample(command, 'sriov devices e810', 'sriov devices 8086:159b --json');
}
