import type { Command } from 'commander';
import { DEFAULT_CATALOG, searchDevices } from '../../catalog/catalog';
import { withOverrides } from '../../catalog/overrides';
import { parseDeviceOverrides } from '../../catalog/parse-overrides';
import { readTextFile } from '../../host/files';
import { InputError } from '../../model/errors';
import { renderDevices } from '../../report/devices';
import { renderDrivers } from '../../report/drivers';
import { type CommandContext, withExample } from '../command';
import { EXIT } from '../exit-codes';

interface DevicesOptions {
  readonly json?: boolean;
  readonly file?: string;
  readonly drivers?: boolean;
}

/** `sriov devices [QUERY]` */
export function devicesCommand(command: Command, { terminal, exit }: CommandContext): void {
  command
    .argument('[query]', 'part of a name, a catalog id, or vendor:device in hexadecimal')
    .option('--json', 'print JSON')
    .option('--file <file>', 'add the devices of a JSON file of your own')
    .option('--drivers', 'what is known of each driver, and whether it was run or only read')
    .action((query: string | undefined, options: DevicesOptions) => {
      const catalog =
        options.file === undefined
          ? DEFAULT_CATALOG
          : withOverrides(DEFAULT_CATALOG, parseDeviceOverrides(readTextFile(options.file), options.file));
      if (options.drivers === true) {
        if (query !== undefined)
          throw new InputError('command line', '--drivers takes no query', 'Leave one of them out');
        terminal.result(renderDrivers(catalog, { json: options.json ?? false }));
        return;
      }
      const devices = query === undefined ? catalog.devices : searchDevices(catalog, query);
      terminal.result(renderDevices(devices, { json: options.json ?? false, catalog }));
      if (devices.length === 0) exit(EXIT.FOUND);
    });
  withExample(command, 'sriov devices e810', 'sriov devices 8086:159b --json', 'sriov devices --drivers');
}
