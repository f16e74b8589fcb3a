import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from '../../../support/child';
import { pathOfTool } from '../../../support/require-tool';
import type { SharingInstance } from './random-instance';

/** What has to be installed to share by SimGrid. */
export const SIMGRID_TOOLS: readonly string[] = ['g++', '/usr/include/simgrid/s4u.hpp'];

const SOURCE = join(__dirname, 'share.cpp');
const PROGRAMS = join(__dirname, '../../../../.cache/simgrid');
/** Of what SimGrid says of all rates. */
const MOST_OUTPUT_BYTES = 1 << 28;

export interface SimGridShare {
  readonly rate: Float64Array;
  /** On a processor, to build hosts, links and routes. */
  readonly platformMilliseconds: number;
  /** On a processor, to start all flows and to share the links once, through S4U. */
  readonly milliseconds: number;
}

/** @throws Error where SimGrid does not answer for all flows */
export function shareBySimGrid(instances: readonly SharingInstance[]): SimGridShare[] {
  const input = `${instances.length}\n${instances.map(textOf).join('')}`;
  const output = execFileSync(compiled(), [], {
    input,
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT_BYTES,
    stdio: 'pipe',
  });
  const numbers = output.trimEnd().split(/\s+/).map(Number);
  let at = 0;
  const shares = instances.map(({ ceiling }) => {
    const [platformMilliseconds, milliseconds] = numbers.slice(at, at + 2);
    const rate = Float64Array.from(numbers.slice(at + 2, at + 2 + ceiling.length));
    at += 2 + ceiling.length;
    return { rate, platformMilliseconds, milliseconds };
  });
  if (at !== numbers.length) throw new Error(`SimGrid gave ${numbers.length} numbers, not ${at}`);
  return shares;
}

function textOf({ problem, ceiling }: SharingInstance): string {
  const { capacity, weight, start, resource, amount } = problem;
  const lines = [`${capacity.length} ${weight.length}`, capacity.join(' ')];
  for (let f = 0; f < weight.length; f += 1) {
    const flow = [weight[f], Number.isFinite(ceiling[f]) ? ceiling[f] : 0, start[f + 1] - start[f]];
    for (let u = start[f]; u < start[f + 1]; u += 1) flow.push(resource[u], amount[u]);
    lines.push(flow.join(' '));
  }
  return `${lines.join('\n')}\n`;
}

/** The program, compiled when it is first asked for. */
function compiled(): string {
  const program = join(
    PROGRAMS,
    `share-${createHash('sha256').update(readFileSync(SOURCE)).digest('hex').slice(0, 16)}`,
  );
  if (existsSync(program)) return program;
  mkdirSync(PROGRAMS, { recursive: true });
  const made = `${program}.${process.pid}`;
  execFileSync(pathOfTool('g++'), ['-std=c++17', '-O2', '-Wall', '-o', made, SOURCE, '-lsimgrid']);
  // Another process may have made it as well: the last one is as good.
  renameSync(made, program);
  return program;
}

/** Largest difference of two rates of one flow, as a part of the larger one. */
export function largestDifference(rate: Float64Array, other: Float64Array): number {
  let largest = 0;
  for (let f = 0; f < rate.length; f += 1) {
    const larger = Math.max(rate[f], other[f]);
    // Not a number where one of them is none.
    const difference = larger === 0 ? 0 : Math.abs(rate[f] - other[f]) / larger;
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
