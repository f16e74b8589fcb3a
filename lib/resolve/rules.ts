import type { Finding, Severity } from '../model/finding';
import type { RuleText } from '../model/rule-text';
import type { ConstructPath } from '../model/units';

/**
 * What is said while wanted state, inventory, catalog and lock file are brought together, before any rule judges the
 * outcome. RULES.md and `sriov explain` print these texts beside those of the rules.
 */
export const RESOLVE_RULES: readonly RuleText[] = [
  {
    id: 'INP-001',
    title: 'numbers are finite and of their kind',
    severity: 'error',
    protects:
      'A count, rate, size or share that is no such number would make every sum over it meaningless. The property is ' +
      'left out of all other checks.',
    source: 'VF indices and counts are 16-bit whole numbers (SR-IOV capability); iproute2 takes rates in whole Mbit/s',
    fix: 'Give the property a number of its kind',
  },
  {
    id: 'INP-002',
    title: 'MAC addresses are MAC addresses',
    severity: 'error',
    protects:
      'The kernel refuses anything else, after VFs have been created. The property is left out of all other checks.',
    source: 'six octets in hexadecimal with colons or dashes between them',
    fix: 'Write the address as 02:5a:00:00:00:01',
  },
  {
    id: 'INP-003',
    title: 'PCI addresses are full PCI addresses',
    severity: 'error',
    protects: 'A part of an address may name another card. The property is left out of all other checks.',
    source: 'the kernel prints domain:bus:device.function; lspci leaves the domain out unless called with -D',
    fix: 'Write the address as 0000:3b:00.0',
  },
  {
    id: 'INP-004',
    title: 'names hold nothing that a shell, a file name or a log reads as more than a name',
    severity: 'error',
    protects:
      'Names reach scripts, file names, libvirt XML and reports. One with a newline or a shell character could run a ' +
      'command on the host or forge a line of a report.',
    source: 'POSIX shell quoting; NAME_MAX of Linux is 255 bytes',
    fix: 'Use letters, digits, dots, dashes and underscores',
  },
  {
    id: 'INP-005',
    title: 'properties are known and have a value of their type',
    severity: 'error',
    protects:
      'A misspelt property or value would be ignored without a word where no compiler checks types: with ' +
      '`externalyManaged: true` a PF would be written to. Properties that are meant for others are an error as well, until ' +
      'they are left out or the finding is accepted.',
    source: 'the types of the constructs (API.md)',
    fix: 'Correct the property',
  },
  {
    id: 'INP-006',
    title: 'construct paths are unique',
    severity: 'error',
    protects:
      'The lock file knows PFs and attachments by path; with one path for two their VFs could not be told apart.',
    source: 'lock file format',
    fix: 'Give one of them another id',
  },
  {
    id: 'INP-007',
    title: 'an attachment takes its VF from a pool of its own host',
    severity: 'error',
    protects: 'A VM can only be given a VF of the machine it runs on.',
    source: 'PCI',
    fix: 'Name a pool of the same host',
  },
  {
    id: 'INP-008',
    title: 'what is wanted is known at synth',
    severity: 'warning',
    protects:
      'A plan is made and proved at synth. A setting whose value is a Terraform token is neither checked nor written: a ' +
      'VF that waits for its VLAN from such a value has none.',
    source: 'Terraform tokens have no value at synth',
    fix: 'Give a value that is known at synth, or leave the property out',
  },
  {
    id: 'INP-009',
    title: 'a setting has one value',
    severity: 'error',
    protects:
      'Of a setting that is stated beside `settings` and otherwise inside, one value would win without a word: a profile ' +
      'whose spoof check is turned off beside it would be one by name only.',
    source: 'VirtualFunctionSettings (API.md)',
    fix: 'State the setting in one place',
  },
  {
    id: 'INV-001',
    title: 'hosts have an inventory',
    severity: 'info',
    protects:
      'Without an inventory nothing is known of VFs that exist, VMs that use them, firmware, IOMMU groups or NUMA ' +
      'nodes. A fresh host is presumed, and rules that need a fact of it say that they cannot be decided.',
    source: 'sysfs of the host',
    fix: 'Run `sriov capture` on the host, then `sriov inventory` on the archive, and give the file to the host construct',
  },
  {
    id: 'LOCK-001',
    title: 'the lock file can be read and written',
    severity: 'fatal',
    protects: 'It says which VM owns which VF. Were it ignored and written anew, running VMs would change VF and MAC.',
    source: 'schemas/lock.schema.json',
    fix: 'Restore the file from version control, or delete it to give every VF out anew',
  },
  {
    id: 'LOCK-002',
    title: 'entries of the lock file are well formed',
    severity: 'error',
    protects: 'What of an entry cannot be read is lost, and its attachment would be given another VF or MAC.',
    source: 'schemas/lock.schema.json',
    fix: 'Restore the entry from version control, or delete it so that the attachment is given a free VF',
  },
  {
    id: 'LOCK-003',
    title: 'a VF has one owner in the lock file',
    severity: 'error',
    protects: 'Two VMs cannot hold one VF. It happens when two branches add an attachment and are merged.',
    source: 'lock file',
    fix: 'Delete the entry of the newer attachment from the lock file: it is given a free VF',
  },
  {
    id: 'LOCK-004',
    title: 'an attachment keeps its VF',
    severity: 'error',
    protects:
      'A VM whose VF changes finds another PCI address at its next start, and none until then. Only `pinnedVf`, a pool ' +
      'on another PF (a warning then) or this finding accepted on the attachment moves it.',
    source: 'lock file',
    fix: 'Give the attachment back a pool that covers its VF, or set its pinnedVf',
  },
  {
    id: 'LOCK-005',
    title: 'a MAC has one owner in the lock file',
    severity: 'error',
    protects: 'Two VMs with one MAC take frames from each other.',
    source: 'lock file',
    fix: 'Delete `mac` from one of the two entries: it is given another one',
  },
  {
    id: 'LOCK-006',
    title: 'a pinned VF is free and inside its pool',
    severity: 'error',
    protects: 'A pin must not take a VF away from the VM that owns it.',
    source: 'lock file and the ranges of the pools',
    fix: 'Pin another VF of the pool, or none',
  },
  {
    id: 'LOCK-007',
    title: '`movedFrom` names a construct that is gone and had VFs',
    severity: 'error',
    protects: 'With a wrong earlier path VMs silently get other VFs and MACs.',
    source: 'lock file',
    fix: 'Correct `movedFrom`, or remove it',
  },
  {
    id: 'LOCK-008',
    title: 'the VFs of a pool are known at synth',
    severity: 'info',
    protects: 'Where a Terraform token decides which VFs a pool has, its attachments own none that can be planned.',
    source: 'Terraform tokens have no value at synth',
    fix: 'Give `count` and `firstVf` of the pools and `pinnedVf` of the attachment as literal numbers',
  },
  {
    id: 'LOCK-009',
    title: 'VFs of a PF that is no longer declared are taken down',
    severity: 'warning',
    protects:
      'Nothing touches a PF that no app declares: its VFs stay as they are, with the settings and the VMs that they ' +
      'have. It is said in the run that drops the PF from the lock file.',
    source: 'lock file',
    fix: 'Take its VFs down with `sriov decommission` before it is taken out, or leave them to whatever manages the host now',
  },
  {
    id: 'LOCK-010',
    title: 'a frozen lock file is up to date',
    severity: 'error',
    protects: 'A pipeline that wrote its own lock file would give out VFs that were never reviewed.',
    source: 'lock file',
    fix: 'Run synth without --frozen-lock and commit the file',
  },
  {
    id: 'LOCK-011',
    title: 'a stack of the lock file is the one of this app',
    severity: 'error',
    protects:
      'Two apps may share a lock file as long as their stacks have different ids. With one id for two stacks each run ' +
      'would drop what the other one owns, and give its VFs to others.',
    source: 'lock file',
    fix: 'Give one of the two stacks another id, name the apps, or give each a lock file of its own',
  },
  {
    id: 'LOCK-012',
    title: 'who owned a VF before a change of names is beyond doubt',
    severity: 'error',
    protects: 'Of two explanations one takes VFs away from running VMs. Neither is chosen.',
    source: 'lock file: the PFs and VMs that it has under paths which are gone',
    fix: 'Say it with `movedFrom`, or rename the entries with `sriov lock mv OLD NEW`',
  },
  {
    id: 'LOCK-013',
    title: 'a path of the lock file names the PF that it named before',
    severity: 'error',
    protects: 'Owners are known by the path of their PF. With another card under it their VMs find other VFs.',
    source: 'lock file and inventory: permanent MAC, serial number, address',
    fix: 'Correct the selector of the PF; after a change of cards accept the finding',
  },
  {
    id: 'LOCK-014',
    title: 'a PF stands in one stack of the lock file',
    severity: 'error',
    protects:
      'Two apps that declare one PF undo each other with every run, and each gives VFs out that the other one has given ' +
      'away. Where only host name and address are the same it is a warning.',
    source: 'lock file and inventory: permanent MAC, serial number, address',
    fix: 'Declare the PF in one app; if the other stack is gone, run `sriov lock rm` on it, and if it was renamed, `sriov lock mv OLD NEW`',
  },
  {
    id: 'SEL-001',
    title: 'the selector of a PF matches one',
    severity: 'error',
    protects: 'A plan for a PF that is not there does nothing, or does it to another card.',
    source: 'inventory of the host',
    fix: 'Select the PF by an address, permanent MAC, serial number or slot of the inventory',
  },
  {
    id: 'SEL-002',
    title: 'the selector of a PF matches only one',
    severity: 'error',
    protects: 'Which of several PFs is meant cannot be guessed: the wrong choice takes VFs away from running VMs.',
    source: 'inventory of the host',
    fix: 'Select the PF by its address or permanent MAC',
  },
  {
    id: 'SEL-003',
    title: 'a PF is declared once',
    severity: 'error',
    protects: 'Two declarations of one PF would undo each other with every run.',
    source: 'inventory of the host',
    fix: 'Merge the two declarations, or correct the selector of one',
  },
  {
    id: 'SEL-004',
    title: 'without an inventory a PF is selected by its address',
    severity: 'error',
    protects: 'Only an inventory tells which PF has a MAC, serial number, slot or name. No plan is made for the PF.',
    source: 'the steps of a plan name PFs by PCI address',
    fix: 'Set `address` of the PF, or give the host an inventory',
  },
  {
    id: 'SEL-005',
    title: 'which PF is meant is known at synth',
    severity: 'info',
    protects: 'A PF that a Terraform token selects is known only at deploy: it is neither checked nor planned.',
    source: 'Terraform tokens have no value at synth',
    fix: 'Select the PF by a literal value to have it checked',
  },
  {
    id: 'SEL-006',
    title: 'the named device is the one in the host',
    severity: 'error',
    protects: 'Limits of the wrong device let a plan pass that the host refuses.',
    source: 'PCI ids in the inventory and in the catalog',
    fix: 'Correct or remove `device` of the PF',
  },
  {
    id: 'SEL-007',
    title: 'the named device is in the catalog',
    severity: 'error',
    protects: 'A misspelt device has no limits, and what it cannot do would be found on the host only.',
    source: 'device catalog',
    fix: 'Take an id from `sriov devices`, write vendor:device in hexadecimal, or add the device to a catalog of your own',
  },
];

const RULES_BY_ID: ReadonlyMap<string, RuleText> = new Map(RESOLVE_RULES.map((rule) => [rule.id, rule]));

/** What one finding says beyond its rule. */
export interface FindingText {
  readonly path: ConstructPath;
  readonly message: string;
  readonly host?: string;
  readonly pointer?: string;
  readonly found?: string;
  readonly limit?: string;
  readonly limitSource?: string;
  /** Default: the rule's. */
  readonly fix?: string;
  /** Default: the rule's. */
  readonly severity?: Severity;
}

/** A finding of one of the rules above. */
export function finding(ruleId: string, text: FindingText): Finding {
  const rule = RULES_BY_ID.get(ruleId);
  if (rule === undefined) throw new RangeError(`no rule ${ruleId}`);
  const { path, severity = rule.severity, fix = rule.fix, ...rest } = text;
  return { ruleId, severity, constructPath: path, fix, ...rest };
}
