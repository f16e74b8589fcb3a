/** `min_tx_rate_mbps` as TypeScript has it: `minTxRateMbps`. @throws Error for a name that has no such form, or not one alone */
export function camelCase(name: string): string {
  const camel = name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (camel.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) !== name) {
    throw new Error(`${name} cannot be told from ${camel}: bindings give each attribute a name of its own`);
  }
  return camel;
}

/** `free_vf` as part of the name of a class: `FreeVf`. */
export function pascalCase(name: string): string {
  const camel = camelCase(name);
  return `${camel.charAt(0).toUpperCase()}${camel.slice(1)}`;
}
