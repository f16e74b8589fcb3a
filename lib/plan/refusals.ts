import type { RuleText } from '../model/rule-text';
import type { PfDraft } from './draft';

/** What keeps a plan from running and is found out by planning alone; other refusals carry the id of their rule. */
export const PLAN_REFUSAL_TEXTS: readonly RuleText[] = [
  {
    id: 'PLAN-001',
    title: 'the PF of a target is on the host',
    severity: 'error',
    protects: 'A plan made for one host would run on another, or after a card was moved',
    source: 'the inventory that the plan is made for',
    fix: 'Read the inventory of the host again and synthesise',
  },
  {
    id: 'PLAN-002',
    title: 'the address of every VF that gets a driver is known',
    severity: 'error',
    protects: 'Binding a driver to a guessed address could take another device from the host',
    source: 'sriov_offset and sriov_stride of the PF, or the virtfn links of VFs that exist',
    fix: 'Give the host an inventory; some devices show offset and stride only once VFs exist',
  },
  {
    id: 'PLAN-003',
    title: 'a PF whose number of VFs changes has a driver that can change it',
    severity: 'error',
    protects: 'sriov_numvfs gives ENOENT without a driver and with vfio-pci unless enable_sriov is set',
    source: 'measured on Linux 6.1 and 6.12',
    fix: "Bind the PF to the vendor's driver or to pci-pf-stub",
  },
  {
    id: 'PLAN-004',
    title: 'a PF with settings made by ip link has a network interface',
    severity: 'error',
    protects: 'MAC, VLAN, rates and the like are set through the netdev of the PF',
    source: 'rtnetlink; a PF on pci-pf-stub or vfio-pci has no netdev (measured)',
    fix: "Bind the PF to the vendor's driver, or leave these settings out",
  },
  {
    id: 'PLAN-005',
    title: 'the PF that is found on a live host is the one that the plan was made for',
    severity: 'error',
    protects: 'Another card may have taken the address since; order of steps and limits depend on the driver',
    source:
      'PCI ids, permanent MAC, serial number, class and driver of the PF in the plan, against the host when it runs',
    fix: 'Take the inventory of the host again and synthesise: addresses in outputs and domains follow then, and a card that was replaced on purpose is accepted; or give the PF back to its driver',
  },
  {
    id: 'PLAN-006',
    title: 'the live host is the machine that the plan was made for',
    severity: 'error',
    protects: 'A name or an address that leads to another machine now would let the plan run there',
    source:
      'hashes of machine id, board and product serial number in the inventory, against the host when the plan is to run; every part that both know must be equal',
    fix: 'Check where the name of the host leads; if the plan is meant for this machine, take its inventory and synthesise',
  },
  {
    id: 'PLAN-007',
    title: 'the journal of a live host is of the host that the plan is for',
    severity: 'error',
    protects: 'What another host was before its last run would be brought back, or finished, on this one',
    source: 'host and machine in the journal (/var/lib/cdktf-sriov), against plan and machine',
    fix: 'Check where the name of the host leads; if the host was renamed in the app, take its inventory and synthesise, so that the plan knows its machine; a journal that came with a copied disk is to be removed (/var/lib/cdktf-sriov/journal.*)',
  },
  {
    id: 'PLAN-008',
    title: 'a network PF whose driver makes a network interface has it, in the namespace of the host',
    severity: 'error',
    protects: 'VFs of a card that has failed never answer, and writing sriov_numvfs waits minutes for each of them',
    source: 'sriov_numvfs with mlx5 in error state waits 120 s a VF; net of the function in sysfs',
    fix: 'Look into the log of the kernel for its driver, bring the device back (devlink dev reload, or a cold reset), and read the inventory again',
  },
  {
    id: 'PLAN-009',
    title: 'no node of the devlink rate tree is in the way of an eswitch mode',
    severity: 'error',
    protects: 'The kernel sets no eswitch mode while a rate node exists (EBUSY), and the plan stops half-way',
    source: 'devlink_rate_nodes_check of net/devlink/rate.c; measured on Linux 6.1 and 6.12 with netdevsim',
    fix: 'Take the VFs out of the nodes (devlink port function rate set PORT noparent) and the nodes away (devlink port function rate del), or leave eswitchMode out',
  },
];

const FIXES: ReadonlyMap<string, string> = new Map(PLAN_REFUSAL_TEXTS.map((text) => [text.id, text.fix]));

/** Adds a reason why the plan must not run; the fix defaults to that of the rule. */
export function refuse(pf: PfDraft, ruleId: string, message: string, fix = FIXES.get(ruleId) ?? ''): void {
  const { address, path } = pf.target;
  pf.host.refusals.push({ ruleId, pf: address, constructPath: path, message, fix });
}
