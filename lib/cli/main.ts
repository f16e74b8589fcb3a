import { run } from './run';
import { outliveReaders } from './terminal';

outliveReaders(process.stdout, process.stderr);
void run(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
