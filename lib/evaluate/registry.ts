import { PLAN_REFUSAL_TEXTS } from '../plan/refusals';
import { RESOLVE_RULES } from '../resolve/rules';
import { type RuleRegistry, ruleRegistry } from '../rules/registry';
import { PREDICTION_RULE_TEXTS } from '../simulate/traffic/findings';
import { APP_RULE_TEXTS } from './app-rules';
import { INVENTORY_RULE_TEXTS } from './inventory-use';
import { SIMULATION_RULE_TEXTS } from './plan-findings';

/** Every rule id that a finding may carry, of all stages. */
export const REGISTRY: RuleRegistry = ruleRegistry([
  { stage: 'app', texts: APP_RULE_TEXTS },
  { stage: 'inventories', texts: INVENTORY_RULE_TEXTS },
  { stage: 'resolving', texts: RESOLVE_RULES },
  { stage: 'planning', texts: PLAN_REFUSAL_TEXTS },
  { stage: 'simulation', texts: SIMULATION_RULE_TEXTS },
  { stage: 'prediction', texts: PREDICTION_RULE_TEXTS },
]);
