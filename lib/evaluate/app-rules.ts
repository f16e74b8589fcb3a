import type { RuleText } from '../model/rule-text';

/** A file or object of the user's cannot be used. */
export const FILE_001: RuleText = {
  id: 'FILE-001',
  title: 'every file and object that the app gives can be read',
  severity: 'fatal',
  protects: 'Nothing can be proved of a host whose facts cannot be read',
  source: 'the JSON schemas of this package',
  fix: 'Correct the file',
};

/** An output is used whose value nobody knows yet. */
export const OUT_001: RuleText = {
  id: 'OUT-001',
  title: 'outputs that are used are known at synth',
  severity: 'error',
  protects: 'Another resource would get an empty PCI address',
  source: 'the address of a VF follows from the offset and stride of its PF, which the inventory holds',
  fix: 'Give the host an inventory (sriov inventory), or create the VFs first and read it again',
};

/** A plan or an output holds a value that must not stand in a script or in XML. */
export const OUT_002: RuleText = {
  id: 'OUT-002',
  title: 'scripts and outputs can be written',
  severity: 'error',
  protects: 'A value that is none of its kind could end up in a shell or in the definition of a VM',
  source: 'every value is checked before it is written',
  fix: 'Correct the value',
};

/** Whoever answers may be anybody. */
export const OUT_003: RuleText = {
  id: 'OUT-003',
  title: 'the connection to a host names its host key',
  severity: 'warning',
  protects: 'Scripts run as root on whatever machine answers, and the ssh agent can be used by it',
  source:
    'Terraform and OpenTofu, provisioner connection settings: host_key, bastion_host_key; without them any key is taken. Terraform before 1.16 and OpenTofu compare the bastion with host_key',
  fix: 'Set hostKey of the connection to what ssh-keyscan -t ecdsa prints after the name of the host, and compare it with the host',
};

/** A password or private key ends up in a file. */
export const OUT_004: RuleText = {
  id: 'OUT-004',
  title: 'no secret of a connection is written to a file',
  severity: 'warning',
  protects: 'Whoever reads the synthesised stack or the state can log in to the host as its administrator',
  source: 'destroy-time provisioners may refer to nothing but their own resource, whose arguments stand in the state',
  fix: "Use an ssh agent (agent: 'true'), or set onDestroy of the carrier to OnDestroy.KEEP and give the secret as a variable",
};

/** The script would be refused by the kernel. */
export const OUT_005: RuleText = {
  id: 'OUT-005',
  title: 'the ssh user of a carrier may do what the script does',
  severity: 'error',
  protects: 'A deploy that fails on every host, after Terraform has begun',
  source: 'sysfs attributes of a PF are writable for root alone (mode 0644), netlink needs CAP_NET_ADMIN',
  fix: 'Set sudo of the carrier to true and allow the user "sudo -n", or connect as root',
};

/** The stack would be one that Terraform cannot read. */
export const OUT_006: RuleText = {
  id: 'OUT-006',
  title: 'stacks with scripts are written as JSON',
  severity: 'error',
  protects: 'A deploy that ends before it begins: Terraform cannot read the stack',
  source:
    'renderers of HCL in cdktf 0.21 and cdktn 0.24: lines of a text that holds a reference stand between quotation marks, where HCL takes one line, and connections of provisioners are written as arguments',
  fix: 'Synthesise without --hcl (SYNTH_HCL_OUTPUT, hclOutput of the app), or use Carrier.planOnly() and sriov apply',
};

/** A stack that is written already was proved without it. */
export const OUT_007: RuleText = {
  id: 'OUT-007',
  title: 'what is declared is there before the first stack is written',
  severity: 'error',
  protects:
    'Scripts with VFs that no rule has judged and no plan shows, and that have no owner in the lock file: the next synth may give them to others',
  source: 'the engine runs the Aspects of a stack when the stacks before it are validated and written',
  fix: 'Declare it where the stack is made, and not in an Aspect',
};

/** The provider would do less than is wanted. */
export const OUT_008: RuleText = {
  id: 'OUT-008',
  title: 'the provider can carry what is wanted of a host',
  severity: 'error',
  protects: 'What is stated in the app would be done by nobody',
  source: 'the arguments of sriov_physical_function (docs/provider)',
  fix: 'Name the PF by permanentMac, serial, slot or address, which may be references',
};

/** Judged once, where it could be judged twice. */
export const OUT_009: RuleText = {
  id: 'OUT-009',
  title: 'what is judged at synth is judged on the live host too',
  severity: 'info',
  protects: 'A host that has changed since its inventory was read is not held to these properties when it is planned',
  source: 'the arguments of sriov_physical_function (docs/provider)',
  fix: 'Nothing; a new inventory and a synth judge them anew',
};

/** What is wrong with the app itself. */
export const APP_RULE_TEXTS: readonly RuleText[] = [
  FILE_001,
  OUT_001,
  OUT_002,
  OUT_003,
  OUT_004,
  OUT_005,
  OUT_006,
  OUT_007,
  OUT_008,
  OUT_009,
];
