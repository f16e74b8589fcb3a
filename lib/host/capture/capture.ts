import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../../model/errors';
import { systemReason } from '../files/system-errors';
import { CAPTURE_SCRIPT } from './script';

/** What tests of the script change. */
export interface CaptureOptions {
  /** A folder in place of `/`. */
  readonly root?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Shell that runs the script. */
  readonly shell?: readonly string[];
}

/**
 * Copies what the inventory wants to know of this machine into a tar archive. It only reads, and leaves out what the
 * caller may not read. The archive takes its name when it is complete.
 *
 * @throws InputError when the script cannot run or the archive cannot be written
 */
export function captureHost(outFile: string, options: CaptureOptions = {}): void {
  const { root = '', env = process.env, shell = ['sh'] } = options;
  const [program = 'sh', ...args] = shell;
  try {
    mkdirSync(dirname(resolve(outFile)), { recursive: true });
  } catch (error) {
    throw failure(outFile, systemReason(error));
  }
  const result = spawnSync(program, [...args, '-c', CAPTURE_SCRIPT, 'sriov-capture', resolve(outFile), root], {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (result.error !== undefined) throw failure(outFile, `${program}: ${systemReason(result.error)}`);
  if (result.status !== 0) throw failure(outFile, result.stderr.trim().split('\n').at(-1) || `exit ${result.status}`);
}

function failure(outFile: string, reason: string): InputError {
  return new InputError(outFile, `the capture cannot be written: ${reason}`, 'Give a place that can be written to');
}
