// Makes modules of the files in lib that run elsewhere (shell, awk, a thread of Node's, the style of a page): of `pf.sh` a `pf.sh.generated.ts` beside
// it, which git ignores. Everything that reads lib as TypeScript calls this first; what has not changed is not written. It needs
// no package: npm runs it at install.
//
// A line `## part NAME` begins a text, exported under that name; what stands before the first is for shellcheck. A file without
// such lines is one text, named after it. Lines that begin with `##` are notes for readers and stay out, as does the shell that
// shellcheck is told. A word `@NAME@` is put in by `fill` (lib/shell/template.ts).
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SUFFIX = '.generated.ts';

/** The files of shell, for shellcheck. */
export const shellFiles = () => filesOfLib().filter((name) => name.endsWith('.sh'));

const filesOfLib = () => readdirSync(join(ROOT, 'lib'), { recursive: true }).map((name) => join(ROOT, 'lib', name));

export function embedShell() {
  const names = filesOfLib();
  const wanted = new Map(names.filter((name) => /\.(sh|awk|cjs|css)$/.test(name)).map((name) => [name + SUFFIX, name]));
  for (const name of names) if (name.endsWith(SUFFIX) && !wanted.has(name)) rmSync(name);
  for (const [module, source] of wanted) writeIfChanged(module, moduleOf(source));
}

/** Two may do this at once: nobody sees half a file. */
function writeIfChanged(file, text) {
  if (read(file) === text) return;
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function moduleOf(source) {
  const parts = partsOf(source);
  const exports = parts.map(([name, text]) => exportOf(name, text));
  const template = relative(dirname(source), join(ROOT, 'lib/shell/template'));
  const path = template.startsWith('.') ? template : `./${template}`;
  const imports = exports.some((line) => line.includes(': Template<'))
    ? `import type { Template } from '${path}';\n\n`
    : '';
  return `// Made by scripts/embed-shell.mjs of ${basename(source)}: change that.\n${imports}${exports.join('\n')}\n`;
}

/** Names and texts. */
function partsOf(source) {
  const [head, ...rest] = readFileSync(source, 'utf8').split(/^## part (?=[A-Z0-9_]+$)/m);
  const notNotes = (text) => text.replaceAll(/^(##|# shellcheck shell=).*\n/gm, '');
  if (rest.length === 0) {
    const name = basename(source).replace(/\.\w+$/, '');
    return [[name.replaceAll('-', '_').toUpperCase(), notNotes(head)]];
  }
  return rest.map((part) => {
    const end = part.indexOf('\n');
    return [part.slice(0, end), notNotes(part.slice(end + 1)).trimEnd()];
  });
}

function exportOf(name, text) {
  const words = [...new Set([...text.matchAll(/@([A-Z][A-Z0-9_]*)@/g)].map(([, word]) => word))];
  const lines = text.split(/(?<=\n)/).map((line) => JSON.stringify(line));
  const literal = `\n  ${lines.join(' +\n  ')}`;
  if (words.length === 0) return `export const ${name} =${literal};`;
  return `export const ${name}: Template<${words.map((word) => `'${word}'`).join(' | ')}> = {\n  text:${literal.replaceAll('\n', '\n  ')},\n};`;
}

if (process.argv[1] === import.meta.filename) embedShell();
