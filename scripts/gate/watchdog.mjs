// Ends a suite that has given no sign of life for five minutes, and shows the consoles of its emulated hosts. A sign of
// life is a test that begins or ends, an answer of a host (test/support/alive.ts), or a line on a host's console.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { ROOT } from '../lib.mjs';

const SILENCE_MS = Number(process.env.SRIOV_SILENCE_SECONDS ?? 300) * 1000;
const LOOK_EVERY_MS = Math.min(10_000, SILENCE_MS / 2);
const CONSOLES = ['console.log', 'qemu.log'];
const SHOWN_LINES = 60;

/** A watch: `env` is for jest, `begin` takes its process id, `end` gives the suites that were ended. */
export function watchOver() {
  // One file a worker of jest, by its process id: the suite it is at, renewed with each sign of life.
  const folder = mkdtempSync(join(tmpdir(), 'sriov-watch-'));
  const ended = [];
  let jest = 0;
  let timer;
  const look = () => {
    for (const pid of readdirSync(folder)) {
      const suite = silentSuite(join(folder, pid), Number(pid));
      if (suite === undefined) continue;
      ended.push(suite);
      endSuite(suite, Number(pid), jest);
      rmSync(join(folder, pid), { force: true });
    }
  };
  return {
    env: { SRIOV_WATCH_FOLDER: folder },
    begin: (pid) => {
      jest = pid;
      timer = setInterval(look, LOOK_EVERY_MS);
    },
    end: () => {
      clearInterval(timer);
      rmSync(folder, { recursive: true, force: true });
      return ended;
    },
  };
}

function silentSuite(mark, pid) {
  const signs = [mark, ...hostsOf(pid).flatMap((host) => CONSOLES.map((name) => join(host, name)))];
  const last = Math.max(...signs.map(changedAt));
  // 0: the suite came to its end between two looks.
  if (changedAt(mark) === 0 || Date.now() - last < SILENCE_MS) return undefined;
  return readFileSync(mark, 'utf8');
}

function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Run folders of the emulated hosts that a process has started. */
function hostsOf(pid) {
  return readdirSync(tmpdir())
    .filter((name) => name.startsWith(`sriov-lab-${pid}-`))
    .map((name) => join(tmpdir(), name));
}

/** Hosts that suites share are those of jest itself. */
function endSuite(suite, pid, jest) {
  console.log(
    `\n*** ${relative(ROOT, suite)} has been silent for ${SILENCE_MS / 1000} s and is ended (process ${pid})`,
  );
  for (const host of new Set([pid, jest].flatMap(hostsOf)))
    for (const file of CONSOLES.map((name) => join(host, name)).filter(existsSync))
      console.log(`\n--- ${file}, its end:\n${readFileSync(file, 'utf8').split('\n').slice(-SHOWN_LINES).join('\n')}`);
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
