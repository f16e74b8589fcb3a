import { normalizePciAddress } from '../../model/pci';
import { quoted, unsafeLine } from '../../model/text';
import type { LinkWait } from '../port';

/** Most bytes of what a script wrote down that are looked at. */
export const LINK_WAIT_BYTES = 4096;

/** Most characters of a reason that are shown. */
const MOST_CHARACTERS = 200;

/** As `over`, time and seconds have. */
const MOST_CHARACTERS_OF_LINE = 'over 99999999999 9999999'.length;

/**
 * What a script wrote down that waits for the link of a PF: the reason, since when, and a line for each time that its unit
 * waited in vain.
 *
 * @param name of the file: `later.` and the address of the PF
 * @returns text of a warning where it is damaged: another program may have written it
 */
export function parseLinkWait(name: string, text: string): LinkWait | string {
  const pf = name.slice(name.indexOf('.') + 1);
  if (normalizePciAddress(pf) !== pf)
    return `${quoted(name)} among what waits for a link is about no PCI address: it is left out`;
  const [reason = '', ...lines] = wholeLines(text).split('\n');
  const damaged = `what waits for a link on ${pf} cannot be read (${name} is damaged): why settings are not there is not known`;
  if (reason === '' || reason.length > MOST_CHARACTERS || unsafeLine(reason) !== null) return damaged;
  let wait: LinkWait = { pf, reason, since: null, givenUp: null };
  for (const line of lines.filter((each) => each !== '')) {
    const [, word, at, seconds] = /^(since|over) (\d{1,11})(?: (\d{1,7}))?$/.exec(line) ?? [];
    if (word === 'since' && seconds === undefined) wait = { ...wait, since: Number(at) };
    else if (word === 'over' && seconds !== undefined) {
      const tries = (wait.givenUp?.tries ?? 0) + 1;
      wait = { ...wait, givenUp: { at: Number(at), tries, seconds: Number(seconds) } };
    } else return damaged;
  }
  return wait;
}

/** The text without a last line that was cut, if it may be the begin of a line that a script writes. */
function wholeLines(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length < LINK_WAIT_BYTES) return text;
  const head = bytes.subarray(0, LINK_WAIT_BYTES).toString();
  const end = head.lastIndexOf('\n') + 1;
  return head.length - end > MOST_CHARACTERS_OF_LINE ? head : head.slice(0, end);
}
