import { existsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type LeasedHost, leaseLab } from '../../pool/client';

/** Whether this file runs for the first time, as a file in the folder of the hosts tells. */
function isFirstRun(): boolean {
  const mark = join(process.env.FAKE_HOSTS ?? '', basename(expect.getState().testPath ?? ''));
  if (existsSync(mark)) return false;
  writeFileSync(mark, '');
  return true;
}

/** A suite with a host of the fake pool; `die` ends it as a failing emulation does. */
export function suite(body: (die: () => Promise<void>, isFirst: () => boolean) => void): void {
  let host: LeasedHost | undefined;
  let isFirst = true;
  beforeAll(async () => {
    isFirst = isFirstRun();
    const kind = { topology: 'flat', management: 'virtio', clock: 'real', kernel: '6.1' } as const;
    host = await leaseLab(kind, expect.getState().testPath ?? '');
  });
  afterAll(() => host?.giveBack());
  const die = async () => {
    process.kill(host?.pid() ?? 0, 'SIGABRT');
    await new Promise((done) => setTimeout(done, 300));
  };
  body(die, () => isFirst);
}
