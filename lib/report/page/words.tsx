import { oneLine } from '../line';

/** Texts of an app that are longer are cut, and their length is said: the JSON has them whole. */
const MOST_CHARACTERS = 400;

/** Text of an app or host as it may be shown: one line, nothing invisible, and not without end. */
export function shown(text: string, most = MOST_CHARACTERS): string {
  const line = oneLine(text.slice(0, most + 1));
  return text.length <= most ? line : `${oneLine(text.slice(0, most))}… (${text.length} characters)`;
}

/** What is written from left to right alone (ASCII and Latin letters) changes the direction of nothing around it. */
const LEFT_TO_RIGHT = /^[\u0020-\u024f\u2026]*$/;

/** Text of an app or host, whatever direction it is written in. */
export function Text({ of, most }: { readonly of: string; readonly most?: number }) {
  const text = shown(of, most);
  return LEFT_TO_RIGHT.test(text) ? <>{text}</> : <bdi>{text}</bdi>;
}

/** The path below the host that a section is about; a path from elsewhere as it is. */
export function below(host: string, path: string): string {
  return path.startsWith(`${host}/`) ? path.slice(host.length + 1) : path;
}
