/** Module of a driver as `/proc/modules` names it: `_` for `-`. */
export function moduleOf(driver: string): string {
  return driver.replaceAll('-', '_');
}
