// The last part of the demo: a stack of the example app, carried out by a real OpenTofu through the provider onto a virtual host, put
// right after somebody changed the host by hand, and taken down.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT, runToEnd } from './lib.mjs';
import { npmTool } from './npm-tools.mjs';

/** What of the output of an engine is shown: what becomes of the host, warnings, and the sums. */
function* highlights(text) {
  let place = 'between';
  let indent = '';
  for (const line of text.split('\n')) {
    if (place === 'changes') {
      if (/^ *EOT$/.test(line)) place = 'between';
      // Of an update, beside what was there.
      else if (!line.startsWith(`${indent}- `)) yield `      ${line.slice(indent.length + 2)}`;
    } else if (place === 'warning') {
      // First stands where it is about, with a line of the stack.
      if (/^ +\d+:/.test(line)) place = 'before its text';
    } else if (place === 'before its text') {
      if (line !== '') place = 'its text';
      if (line !== '') yield `  ${line}`;
    } else if (place === 'its text') {
      if (line === '') place = 'between';
      else yield `  ${line}`;
    } else if (/^ +[+~] changes +=/.test(line)) {
      place = 'changes';
      indent = `${/^ */.exec(line)[0]}    `;
    }
    // A mirror on this machine has no checksums for others.
    else if (line.startsWith('Warning: ') && !line.startsWith('Warning: Incomplete lock file')) {
      place = 'warning';
      yield line;
    } else if (/^( *# sriov_|Plan: |No changes|Apply complete|Destroy complete)/.test(line)) yield line;
  }
}

export class Deployment {
  /**
   * @param folder of the stack
   * @param work folder for the provider and the engine's own files
   * @param sriov runs the command line
   */
  constructor(folder, work, sriov) {
    this.folder = folder;
    this.work = work;
    this.tofu = npmTool('tofu');
    const mirror = join(work, 'providers');
    mkdirSync(mirror, { recursive: true });
    sriov(['provider', 'install', '--dir', mirror], { stdio: ['ignore', 'ignore', 'inherit'] });
    this.settings = join(work, 'tofu.tfrc');
    // No `direct`: nothing is asked of a registry.
    writeFileSync(
      this.settings,
      `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
    );
  }

  /** Runs a command of the engine, shows what matters of it, and keeps the rest in a file. */
  run(name, args, expected) {
    console.log(`\n$ tofu ${args.join(' ')}`);
    const { status, stdout, stderr } = runToEnd(this.tofu, [...args, '-no-color'], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
      env: { TF_CLI_CONFIG_FILE: this.settings, TF_IN_AUTOMATION: '1', TF_DATA_DIR: join(this.work, 'tofu-data') },
    });
    const text = `${stdout}${stderr}`;
    const file = join(this.work, `${name}.txt`);
    writeFileSync(file, text);
    for (const line of highlights(text)) console.log(line);
    if (status !== expected) {
      console.error(`the demo expected exit code ${expected} and got ${status}:\n${text}`);
      process.exit(2);
    }
    console.log(`  (all of it: ${relative(ROOT, file)})`);
    return text;
  }

  get hostFile() {
    return join(this.folder, 'kvm01.host.json');
  }

  /** VFs of a PF as the host has them. */
  vfsOf(address) {
    const { inventory } = JSON.parse(readFileSync(this.hostFile, 'utf8'));
    return inventory.physicalFunctions.find((pf) => pf.address === address).virtualFunctions;
  }

  /** Somebody works on the host by hand. */
  byHand(words, address, change) {
    console.log(`\n${words}`);
    const host = JSON.parse(readFileSync(this.hostFile, 'utf8'));
    change(host.inventory.physicalFunctions.find((pf) => pf.address === address).virtualFunctions);
    writeFileSync(this.hostFile, JSON.stringify(host));
  }

  /** What an earlier demo left. */
  static clear(folder, work) {
    for (const each of [folder, work]) rmSync(each, { recursive: true, force: true });
  }
}
