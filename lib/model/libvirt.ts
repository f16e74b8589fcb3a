/**
 * Aliases that libvirt takes from a user: with this in front, so that they never meet its own. The length is this
 * library's limit; libvirt names none.
 * Source: libvirt, domain XML, `<alias>` (user aliases begin with `ua-`, letters, digits, dashes and underscores).
 */
const USER_ALIAS = /^ua-[A-Za-z0-9_-]{1,60}$/;

export function isUserAlias(text: string): boolean {
  return USER_ALIAS.test(text);
}

/** For messages, to follow "is not". */
export const USER_ALIAS_WORDS = 'an alias that starts with ua-, of letters, digits, dashes and underscores, 60 at most';
