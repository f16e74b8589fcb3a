/** Terraform reads `${` and `%{` in any string as the start of a template; a script means them as they are. */
export function escapeTemplate(text: string): string {
  // In a replacement `$$` is one sign.
  return text.replaceAll('${', '$$$${').replaceAll('%{', '%%{');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * A text as it stands within an expression, in quotation marks.
 *
 * https://developer.hashicorp.com/terraform/language/expressions/strings
 */
export function quotedTemplate(text: string): string {
  return `"${escapeTemplate(text).replace(/[\\"\n\r\t]/g, (sign) => ESCAPES[sign] ?? sign)}"`;
}
