import { askedLevel, logTo, type LogLevel } from '../../../lib/provider/wire/log';

function written(lowest: LogLevel | null, ...[level, message, fields]: [LogLevel, string, Record<string, unknown>?]) {
  const lines: string[] = [];
  logTo(
    (line) => lines.push(line),
    'toy',
    lowest,
    () => new Date('2026-03-04T05:06:07.089Z'),
  )[level](message, fields);
  return lines;
}

describe('a line for the host', () => {
  it('is one of hclog', () =>
    expect(written('trace', 'warn', 'look\nout', { port: 1, id: 2n, '@level': 'x' })).toEqual([
      '{"port":1,"id":"2","@level":"warn","@message":"look\\nout","@module":"toy","@timestamp":"2026-03-04T05:06:07.089000Z"}\n',
    ]));

  it('of a circular thing still says its message', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect(JSON.parse(written('trace', 'info', 'found', circular)[0] ?? '')).toMatchObject({ '@message': 'found' });
  });

  it.each<[LogLevel | null, LogLevel, number]>([
    ['warn', 'info', 0],
    ['warn', 'warn', 1],
    ['warn', 'error', 1],
    [null, 'error', 0],
  ])('from %s on: %s is written %d times', (lowest, level, times) =>
    expect(written(lowest, level, 'message')).toHaveLength(times),
  );
});

describe('the level that is asked for', () => {
  it.each<[Record<string, string>, LogLevel | null]>([
    [{}, null],
    [{ TF_LOG: '' }, null],
    [{ TF_LOG: 'off' }, null],
    [{ TF_LOG: 'DEBUG' }, 'debug'],
    [{ TF_LOG: 'JSON' }, 'trace'],
    [{ TF_LOG: 'yes' }, 'trace'],
    [{ TF_LOG: 'error', TF_LOG_PROVIDER: 'info' }, 'info'],
    [{ TF_LOG: 'error', TF_LOG_PROVIDER: 'off' }, null],
  ])('of %j is %s', (env, level) => expect(askedLevel(env)).toBe(level));
});
