import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundledProvider, EngineFolder } from './engine-folder';

const SOURCE = 'example/toy';

/** A folder with a configuration of the toy provider. */
export class Workspace extends EngineFolder {
  /** Where the boxes are. */
  readonly boxes = join(this.folder, 'boxes');

  /** @param engine name of the program */
  public constructor(engine: string, bin: string) {
    super(engine, { source: SOURCE, bin });
    mkdirSync(this.boxes);
  }

  /** Writes the configuration. */
  public write(body: string): void {
    this.put(
      'main.tf',
      `terraform {
  required_providers {
    toy = { source = "${SOURCE}" }
  }
}
provider "toy" {
  where = "${this.boxes}"
}
${body}`,
    );
  }
}

/**
 * Makes the file that hosts start, in a folder of its own.
 *
 * @param entry beside this file
 */
export const bundled = (entry = 'main.ts'): string => bundledProvider(join(__dirname, entry), SOURCE).bin;
