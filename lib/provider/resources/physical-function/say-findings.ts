import { type Finding, isAtLeast, isBlocking } from '../../../model/finding';
import { oneLine } from '../../../model/text';
import { SETTING_NAMES } from '../../../model/vf-settings';
import { attribute, type Say } from '../../schema';
import { camelCase, snakeCase } from '../snake-case';
import { CONDITIONS, POLICY } from './decisions';
import type { Judgement } from './judge';
import { USE_ATTRIBUTES } from './use-attributes';

/** Says what was found, each at its attribute; engines have no place for infos. @returns whether something must be mended first */
export function sayFindings({ findings, wanted, allowed }: Judgement, say: Say): boolean {
  let isBlocked = false;
  for (const finding of findings) {
    if (!isAtLeast(finding, 'warning')) continue;
    const path = wanted.places.attribute(finding.constructPath, finding.pointer);
    const [summary, detail] = textsOf(finding);
    if (isBlocking(finding)) {
      isBlocked = true;
      say.error(summary, detail, path);
    } else say.warning(summary, detail, path);
  }
  for (const name of allowed.unknown) {
    say.warning(
      'A name in allow_disrupt means nothing',
      `No VM of the PF is called ${JSON.stringify(name)}, and it is no PCI address. Name a VM or the address of a VF, or take it out.`,
      [attribute('allow_disrupt')],
    );
  }
  return isBlocked;
}

/** What is not known, or is no fault: for the log. */
export function infosOf({ findings }: Judgement): string[] {
  return findings.filter((finding) => !isAtLeast(finding, 'warning')).map((finding) => textsOf(finding).join(' '));
}

function textsOf({
  ruleId,
  constructPath,
  message,
  fix,
  limit,
  limitSource,
}: Finding): [summary: string, detail: string] {
  const source = limitSource === undefined ? '' : inWords(limitSource);
  const limited = limit === undefined ? (source === '' ? '' : ` Source: ${source}.`) : ` Limit: ${limit} (${source}).`;
  return [oneLine(`${ruleId}: ${inWords(message)}`), oneLine(`[${constructPath}] ${inWords(fix)}.${limited}`)];
}

/** Properties that the model and the resource call alike. */
const PROPERTIES = [
  ...SETTING_NAMES,
  ...Object.keys({ ...USE_ATTRIBUTES, ...CONDITIONS, ...POLICY }).map(camelCase),
  ...['numVfs', 'eswitchMode', 'driversAutoprobe', 'adminUp', 'qatServices', 'allowManagement', 'allowDisrupt'],
  ...[
    'firstVf',
    'pinnedVf',
    'namespaceBytes',
    'guaranteeHeadroom',
    'linkType',
    'migrationMethod',
    'vmNumaNode',
    'permanentMac',
    'txMbps',
    'rxMbps',
    'virtualQueues',
    'virtualInterrupts',
  ],
].filter((name) => snakeCase(name) !== name);
const PROPERTY = new RegExp(`\\b(${PROPERTIES.join('|')})\\b`, 'g');

/** Messages name properties as the constructs have them; here they are attributes. */
export function inAttributes(text: string): string {
  return text.replace(PROPERTY, (name) => snakeCase(name));
}

/**
 * What the constructs have and the resource has not: an attachment is a VM in `vms`, `allowDisrupt` stands at the PF, and the state keeps
 * what the lock file keeps, where nobody takes entries out. Parts of paths and of other names stay.
 */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\ballowDisrupt of the host\b/g, 'allowDisrupt'],
  [/, or delete its entry from the lock file\b/g, ''],
  [/\b([Aa])n attachment(?![\w/"]|-| of namespace)/g, '$1 VM'],
  [/(?<![\w/".-])attachment(s?)(?![\w/"]|-| of namespace)/g, 'VM$1'],
  [/\bthe lock file\b/g, 'the state'],
  [/\b([a-zA-Z]+): (true|false)\b/g, '$1 = $2'],
];

/** What is said of a PF, in words of the resource. */
export function inWords(text: string): string {
  return inAttributes(WORDS.reduce((words, [theirs, ours]) => words.replace(theirs, ours), text));
}
