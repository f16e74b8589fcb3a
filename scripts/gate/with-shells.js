module.exports = require('./shell-suites').suites(true);
