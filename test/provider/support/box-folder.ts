import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromJson, toJson } from '../../../lib/provider/cty/json';
import type { Value } from '../../../lib/provider/cty/value';
import { objectTypeOf } from '../../../lib/provider/schema/body';
import { boxSchema, type BoxState } from './toy';

/** Boxes that outlive a process: hosts start a provider several times for one command. */
export class BoxFolder extends Map<string, BoxState> {
  readonly #folder: string;

  public constructor(folder: string) {
    super();
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    for (const file of readdirSync(folder)) {
      const id = file.replace(/\.json$/, '');
      super.set(id, fromJson(objectTypeOf(boxSchema), readFileSync(this.#file(id), 'utf8')) as never);
    }
  }

  public override set(id: string, state: BoxState): this {
    writeFileSync(this.#file(id), toJson(objectTypeOf(boxSchema), state as unknown as Value));
    return super.set(id, state);
  }

  public override delete(id: string): boolean {
    rmSync(this.#file(id), { force: true });
    return super.delete(id);
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
