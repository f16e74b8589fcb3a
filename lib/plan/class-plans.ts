import type { FunctionClass } from '../device-class';
import type { ResolvedVf } from '../resolve/resolved';
import type { PfDraft } from './draft';
import { planNic, planPlainFunction } from './nic';
import { planNvme } from './nvme';
import { addNetworkSettings } from './target-nic';
import { targetController } from './target-nvme';
import { addMsixVectors, addQuotas, type VfContext, type VfTargetDraft } from './target-vf';

interface ClassPlan {
  /** What VFs are to have besides their driver, in the order in which plans list it. */
  readonly addSettings: (target: VfTargetDraft, vf: ResolvedVf, pf: VfContext) => void;
  /** The steps of a PF. */
  readonly plan: (pf: PfDraft) => void;
}

/** How the functions of each class are planned. */
export const CLASS_PLANS = {
  net: {
    addSettings: (target, vf, pf) => {
      addNetworkSettings(target, vf, pf);
      addMsixVectors(target, vf, pf);
    },
    plan: planNic,
  },
  nvme: {
    addSettings: (target, vf, pf) => {
      addMsixVectors(target, vf, pf);
      const controller = targetController(vf, pf.facts, pf.notes);
      if (controller !== null) target.nvme = controller;
    },
    plan: planNvme,
  },
  other: {
    addSettings: (target, vf, pf) => {
      addMsixVectors(target, vf, pf);
      addQuotas(target, vf, pf);
    },
    plan: planPlainFunction,
  },
} as const satisfies Record<FunctionClass, ClassPlan>;
