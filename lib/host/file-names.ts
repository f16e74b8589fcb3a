import { createHash } from 'node:crypto';

/** SHA-256 in hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A file name for a construct path, unique and safe everywhere. */
export function fileNameOf(path: string): string {
  return `${path.replace(/[^A-Za-z0-9]+/g, '-').slice(-80)}-${sha256(path).slice(0, 8)}`;
}
