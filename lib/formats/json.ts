import { InputError } from '../model/errors';
import { quoted } from '../model/text';
import { repeatedKeys } from './json-keys';
import { jsonFault } from './json-syntax';

/** Why a text is no JSON. */
export interface NoJson {
  /** `:3:14`, line and column; empty where the whole text is meant. */
  readonly at: string;
  readonly problem: string;
  readonly fix: string;
  /** It holds the marks that git leaves where two branches changed the same. */
  readonly isConflict: boolean;
}

const CONFLICT = /^(<<<<<<<|=======|>>>>>>>)/m;

/**
 * A parsed JSON document; whether its content makes sense is for others to judge.
 *
 * @param where file, for messages
 * @throws InputError with line and column for text that is no JSON, and for a key that one object has twice
 */
export function readJson(text: string, where: string): unknown {
  const parsed = parseJson(text);
  if ('problem' in parsed) throw new InputError(`${where}${parsed.at}`, parsed.problem, parsed.fix);
  const [repeated] = repeatedKeys(text, parsed.value);
  if (repeated === undefined) return parsed.value;
  throw new InputError(
    `${where}#${repeated.pointer}`,
    `${quoted(repeated.key)} stands twice in one object, and only one of the two would count`,
    'Keep one of the two',
  );
}

/** The same for who says in another way what is wrong. Of a key that stands twice the last one counts. */
export function parseJson(text: string): { readonly value: unknown } | NoJson {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return noJson(text, error);
  }
}

function noJson(text: string, error: unknown): NoJson {
  if (text.trim() === '') return fault('', 'the file is empty, expected a JSON document', 'Fill it');
  const conflict = CONFLICT.exec(text);
  if (conflict !== null) {
    const line = text.slice(0, conflict.index).split('\n').length;
    const problem = 'this is no JSON: it holds the marks of a merge conflict';
    return { ...fault(`:${line}`, problem, 'Resolve the conflict: keep the entries of both sides'), isConflict: true };
  }
  const place = jsonFault(text);
  if (place === null) return fault('', `this is no JSON: ${quoted(String(error), 200)}`);
  const { line, column, expected } = place;
  const found = text.split('\n', line)[line - 1]?.slice(column - 1, column + 19) ?? '';
  const shown = found.trim() === '' ? 'the end of the line' : quoted(found);
  return fault(`:${line}:${column}`, `this is no JSON: found ${shown}, expected ${expected}`);
}

function fault(at: string, problem: string, fix = 'Correct the file'): NoJson {
  return { at, problem, fix, isConflict: false };
}
