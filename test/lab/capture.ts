import { writeFileSync } from 'node:fs';
import { spawnSync } from '../support/child';
import { CAPTURE_SCRIPT } from '../../lib/host/capture';

const LIMIT_MS = 300_000;

/**
 * Copies what the inventory wants to know of a host into a tar archive: the product's own script, in one ssh session.
 *
 * @param sshArguments arguments of ssh up to and including the destination
 */
export function captureOver(sshArguments: readonly string[], file: string): void {
  const { status, stdout, stderr } = spawnSync('ssh', [...sshArguments, 'sh -s'], {
    input: CAPTURE_SCRIPT,
    maxBuffer: 2 ** 28,
    timeout: LIMIT_MS,
  });
  if (status !== 0) {
    const why = status === null ? `not done after ${LIMIT_MS / 1000} s` : `exit ${status}`;
    throw new Error(`the host cannot be captured: ${stderr.toString().trim() || why}`);
  }
  writeFileSync(file, stdout);
}
