// Which suites run scripts in shells: those that take one from test/support/shells.ts.
const { readFileSync } = require('node:fs');

const runsShells = (path) => /from '[./]+support\/shells'/.test(readFileSync(path, 'utf8'));

/** A filter for jest: suites that run shells, or those that do not. */
module.exports.suites = (withShells) => (paths) =>
  Promise.resolve({ filtered: paths.filter((path) => runsShells(path) === withShells).map((test) => ({ test })) });
