module.exports = require('./shell-suites').suites(false);
