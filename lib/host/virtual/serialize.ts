import type { VirtualHostState } from './state';

/**
 * A virtual host as JSON text, a line for each PF and each step.
 *
 * It is written after every step of a run, most of it unchanged: parts that were written before are kept as text.
 */
export class VirtualHostText {
  private readonly texts = new WeakMap<object, string>();

  public of({ at, inventory, memory, lock, lastRun, earlierRuns = [], unchanged, watchdog }: VirtualHostState): string {
    const pfs = inventory.physicalFunctions.map((pf) => this.part(pf)).join(',\n');
    return [
      '{',
      '"virtualHostVersion": 1,',
      `"at": ${at},`,
      `"inventory": {"inventoryVersion":1,"host":${this.part(inventory.host)},"physicalFunctions":[\n${pfs}\n]},`,
      `"memory": ${JSON.stringify(memory)},`,
      `"lock": ${JSON.stringify(lock)},`,
      `"lastRun": ${lastRun === null ? 'null' : this.record(lastRun)},`,
      ...(earlierRuns.length === 0
        ? []
        : [`"earlierRuns": [${earlierRuns.map((run) => this.part(run)).join(',\n')}],`]),
      ...(unchanged === undefined ? [] : [`"unchanged": ${JSON.stringify(unchanged)},`]),
      `"watchdog": ${watchdog === null ? 'null' : this.part(watchdog)}`,
      '}\n',
    ].join('\n');
  }

  private record({ steps, before, states, ...rest }: NonNullable<VirtualHostState['lastRun']>): string {
    const head = JSON.stringify(rest).slice(0, -1);
    const each = states.map((state) => this.part(state)).join(',\n');
    return `${head},\n"steps":${this.part(steps)},\n"before":${this.part(before)},\n"states":[\n${each}\n]}`;
  }

  private part(value: object): string {
    let text = this.texts.get(value);
    if (text === undefined) {
      text = Array.isArray(value)
        ? `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`
        : JSON.stringify(value);
      this.texts.set(value, text);
    }
    return text;
  }
}
