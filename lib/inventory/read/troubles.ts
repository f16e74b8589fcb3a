import { quoted } from '../../model/text';
import type { Trouble } from './tree';

/**
 * One sentence for all files that have one name and one reason: of hundreds of VFs each has the same one. Outputs of
 * commands go by the reason alone, as when a tool is not installed.
 */
export function troubleWarnings(troubles: readonly Trouble[]): string[] {
  const groups = new Map<string, Trouble[]>();
  for (const trouble of troubles) {
    const { path, reason } = trouble;
    const key = path.startsWith('cmd/') ? `\n${reason}` : `${path.slice(path.lastIndexOf('/') + 1)}\n${reason}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [trouble]);
    else group.push(trouble);
  }
  return [...groups.values()].map((group) => {
    const [{ path, reason } = { path: '', reason: '' }] = group;
    const more = group.length === 1 ? '' : ` (and ${group.length - 1} more files like it)`;
    return `${plain(path)}: ${reason}; what it would tell stays unknown${more}`;
  });
}

/** The text without its quotes where it needs none. */
function plain(text: string): string {
  const shown = quoted(text, 500);
  return shown === `"${text}"` ? text : shown;
}
