import { OUT_008, OUT_009 } from '../../evaluate/app-rules';
import type { Finding } from '../../model/finding';
import { isWithin } from '../../model/lock';
import type { RuleText } from '../../model/rule-text';
import type { ConstructPath } from '../../model/units';
import type { WantedAttachment, WantedHost } from '../../model/wanted';
import type { ProviderCarrierProps } from '../carrier';

/** What rules judge at synth and the provider has no argument for: nothing of it reaches a host. */
const JUDGED_AT_SYNTH = [
  'numaPolicy',
  'haGroup',
  'haAcrossCards',
  'teamingStandbyMac',
  'teamingStandbyAlias',
  'migrationTargets',
] as const satisfies readonly (keyof WantedAttachment)[];

/**
 * What of a host the provider does not carry.
 *
 * @param stack path of its stack
 * @param deviceOverrides how many documents of devices and drivers the app has
 */
export function providerFindings(
  host: WantedHost,
  stack: ConstructPath,
  { provider, onDestroy }: ProviderCarrierProps,
  deviceOverrides: number,
): Finding[] {
  const { path, policy, physicalFunctions, attachments } = host;
  const findings: Finding[] = [];
  const add = (
    { id: ruleId, severity, fix: usual }: RuleText,
    constructPath: ConstructPath,
    message: string,
    fix = usual,
  ) => findings.push({ ruleId, severity, constructPath, pointer: 'carrier', message, fix });
  const managed = physicalFunctions.filter(({ externallyManaged }) => !externallyManaged);
  if (policy.persistence === 'systemd' && managed.length > 0) {
    add(
      OUT_008,
      path,
      'persistence is systemd, and the provider installs no unit that brings VFs back after a boot',
      'Set persistence to Persistence.NONE, where the next apply brings them back, or to EXTERNAL; or take a carrier with scripts',
    );
  }
  for (const { path: pf, movedFrom = host.movedFrom, unresolved } of managed) {
    if (unresolved.includes('interfaceName')) {
      add(OUT_008, pf, 'interfaceName is a reference, and the provider finds no PF by the name of its interface');
    }
    if (movedFrom !== undefined && !isWithin(movedFrom, stack) && onDestroy !== 'keep') {
      add(
        OUT_008,
        pf,
        `it was ${movedFrom}, in another stack, whose next deploy destroys its resource and so restores the PF`,
        'Set onDestroy of the carrier to OnDestroy.KEEP and deploy both stacks, the former one first; then set it back',
      );
    }
  }
  if (provider !== undefined && deviceOverrides > 0 && !hasDeviceOverrides(provider)) {
    add(
      OUT_008,
      path,
      'the app has devices or drivers of its own, and the provider that it made does not know them',
      'Give them to it as deviceOverrides, JSON documents after schemas/device-catalog.schema.json; or leave provider out, for one that is made with them',
    );
  }
  const stated = JUDGED_AT_SYNTH.filter((name) => attachments.some((attachment) => attachment[name] !== undefined));
  if (stated.length > 0) {
    add(
      OUT_009,
      path,
      `${stated.join(', ')} of attachments are judged here, and not again at a plan, on the live host`,
    );
  }
  return findings;
}

function hasDeviceOverrides(provider: NonNullable<ProviderCarrierProps['provider']>): boolean {
  const { provider: written } = provider.toTerraform() as {
    readonly provider: Readonly<Record<string, readonly object[]>>;
  };
  return Object.values(written).some(([configuration = {}]) => 'device_overrides' in configuration);
}
