import type { Finding } from '../../model/finding';
import { quoted } from '../../model/text';
import type { ProfileSetting, SettingsMaker } from '../../model/wanted';
import { finding } from '../../resolve/rules';
import { refusedToken } from '../../resolve/token-findings';
import type { NicVfSettings } from '../vf-settings';
import { plainValue } from './plain-value';
import type { Properties } from './properties';
import { holdsToken, isToken, type Resolver } from './tokens';

/** What `VfSettings` and `VfProfile` were given. */
export interface GivenSettings {
  readonly maker: SettingsMaker;
  readonly stated: object;
  readonly properties: Properties;
  readonly profile?: Profile;
}

interface Profile {
  readonly settings: Required<Pick<NicVfSettings, 'spoofCheck'>> & Pick<NicVfSettings, ProfileSetting>;
  readonly trustedTenant: boolean;
}

/** Settings and use as a construct states them: by properties of their own, by `settings`, or by both. */
export interface StatedSettings<S, U> {
  readonly settings: S;
  readonly use: U;
  readonly whereTaken?: readonly ProfileSetting[];
  readonly settingsBy?: SettingsMaker;
}

interface Place {
  readonly path: string;
  readonly resolver: Resolver;
  readonly findings: Finding[];
}

/** Lays what `settings` holds beside what the construct states by itself, which may not say something else. */
export function withGiven<S extends object, U extends object>(
  props: { readonly settings?: { readonly _given: GivenSettings } },
  own: { readonly settings: S; readonly use: U },
  place: Place,
): StatedSettings<S, U> {
  // Other languages give what is left out as null.
  if (props.settings == null) return own;
  const given = (props.settings as Partial<typeof props.settings>)._given;
  if (given === undefined) {
    place.findings.push(
      isToken(props.settings) ? refusedToken(place.path, 'settings') : notMade(place.path, props.settings),
    );
    return own;
  }
  const { maker, stated, properties, profile } = given;
  place.findings.push(...properties.misspelt(stated, place.path, 'settings'));
  const known = Object.entries(stated).filter(([name, value]) => value != null && properties.useOf(name) !== undefined);
  const byName: Readonly<Record<string, unknown>> = { ...profile?.settings, ...Object.fromEntries(known) };
  const trust = profile && { trustedTenant: profile.trustedTenant };
  for (const [name, value] of Object.entries({ ...byName, ...trust })) {
    const [beside, here] = [(props as Readonly<Record<string, unknown>>)[name], value].map(plainValue);
    if (beside != null && !mayBeSame(beside, here))
      place.findings.push(contradiction(place.path, name, beside, here, maker));
  }
  return {
    settings: { ...own.settings, ...place.resolver.sort(byName, properties)['settings'] },
    use: { ...own.use, ...trust },
    settingsBy: maker,
    ...(profile && { whereTaken: profileSettings(profile).filter((name) => !known.some(([other]) => other === name)) }),
  };
}

/** What is stated of a property, by the construct itself or by `settings`; what is a reference is one. */
export function statedBy(props: object, name: string): unknown {
  const own = props as Readonly<Record<string, unknown>>;
  const { settings } = props as { readonly settings?: { readonly _given?: GivenSettings } };
  const given = settings?._given?.stated as Readonly<Record<string, unknown>> | undefined;
  return plainValue(own[name] ?? given?.[name]);
}

function profileSettings({ settings }: Profile): ProfileSetting[] {
  return Object.keys(settings) as ProfileSetting[];
}

/** What two tokens say is known only at deploy: neither is written, which INP-008 says. */
function mayBeSame(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || (holdsToken(a) && holdsToken(b));
}

function contradiction(path: string, name: string, beside: unknown, value: unknown, { by }: SettingsMaker): Finding {
  const [besideWords, valueWords] = [beside, value].map((one) => (holdsToken(one) ? 'a token' : quoted(one)));
  return finding('INP-009', {
    path,
    pointer: name,
    message: `${name} is ${besideWords} as a property of its own and ${valueWords} in settings, which ${by} made`,
    found: besideWords,
    limit: valueWords,
    limitSource: `settings, by ${by}`,
    fix: howToResolve(name, by),
  });
}

function howToResolve(name: string, by: string): string {
  if (name === 'trustedTenant') return 'Leave trustedTenant out, or take the other profile of VfProfile';
  return `Leave ${name} out, or state it there only: ${by}({ ${name} })`;
}

function notMade(path: string, value: unknown): Finding {
  return finding('INP-005', {
    path,
    pointer: 'settings',
    message: `settings is ${quoted(value)}, not made by VfSettings or VfProfile`,
    found: quoted(value),
    fix: 'Set settings to what VfSettings.nic, .nvme, .gpu or .crypto makes, or VfProfile.tenant or .trusted',
  });
}
