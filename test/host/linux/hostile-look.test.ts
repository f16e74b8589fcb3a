import { readSurvey } from '../../../lib/host/linux/survey/reading';
import { HOST_FOLDERS } from '../../../lib/shell/run-script';

const MARK = 'sriov-mark';

/** What a host says that knows our words and means us no good. */
function look(parts: Readonly<Record<string, string>>): Buffer {
  const said = Object.entries(parts).map(([name, text]) => `\n${MARK} ${name}\n${text}`);
  return Buffer.from(`${said.join('')}\n${MARK} late\n\n${MARK} end\n`);
}

const link = (path: string, target: string) => `lrwxrwxrwx 1 0 0 0 Jan 1 00:00 ${path} -> ${target}`;
const files = (paths: readonly string[]) => paths.map((path) => `==> ${path} <==\n1\n`).join('\n');
const read = (parts: Readonly<Record<string, string>>) => readSurvey(look(parts), MARK, HOST_FOLDERS);

describe('a look at a hostile host ends, and says why', () => {
  test('links each of which leads twice through the one before: no more are followed than Linux does', () => {
    const links = Array.from({ length: 40 }, (_, n) =>
      link(`/sys/l${n}`, n === 0 ? 'f' : `l${n - 1}/../l${n - 1}/../l${n - 1}`),
    );
    const reading = read({ links: links.join('\n'), files: files(['/sys/l39/x']) });
    expect(reading?.inventory.physicalFunctions).toEqual([]);
  });

  test('folders without end', () => {
    const names = Array.from({ length: 310_000 }, (_, n) => `/sys/${n}`).join('\n');
    expect(() => read({ names })).toThrow(
      /\[look at the host\] .* it names more than 300000 files, links and folders\. Log in and look at its \/sys/,
    );
  });

  test('files without end', () => {
    const text = files(Array.from({ length: 310_000 }, (_, n) => `/sys/${n}`));
    expect(() => read({ files: text })).toThrow(/it names more than 300000 files/);
  });

  test('a path longer than Linux takes', () => {
    expect(() => read({ names: `/sys/${'a/'.repeat(3000)}` })).toThrow(/a path of more than 4096 characters/);
  });

  test('paths through many links with long targets', () => {
    const target = `${'a/'.repeat(1000)}${'../'.repeat(1000)}`;
    const links = Array.from({ length: 39 }, (_, n) => link(`/sys/l${n}`, n === 0 ? target : `${target}l${n - 1}`));
    const names = Array.from({ length: 1000 }, (_, n) => `/sys/l38/${n}`).join('\n');
    expect(() => read({ links: links.join('\n'), names })).toThrow(
      /the links it names lead through folders without end/,
    );
  });
});
