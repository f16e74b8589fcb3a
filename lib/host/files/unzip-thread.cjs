// Runs in a thread of unzip.ts: pieces of some 64 KiB pass through it, and none is kept.
const { createReadStream, writeSync } = require('node:fs');
const { workerData } = require('node:worker_threads');
const { createGunzip } = require('node:zlib');

const { file, to, limit, shared, overLimit, numbersBytes, codeBytes } = workerData;

async function write(pieces) {
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    if (bytes > limit) throw Object.assign(new Error(overLimit), { code: overLimit });
    for (let at = 0; at < piece.length;) at += writeSync(to, piece, at);
  }
  return '';
}

// No pipeline: zlib ends before its input where that is padded, which a pipeline takes for a failure.
const packed = createReadStream(file);
const unpacked = createGunzip();
packed.on('error', (error) => unpacked.destroy(error));
unpacked.on('error', () => packed.destroy());
packed.pipe(unpacked);

write(unpacked)
  .catch((error) => String(error.code))
  .then((text) => {
    const code = Buffer.from(text).subarray(0, codeBytes);
    new Uint8Array(shared, numbersBytes).set(code);
    const numbers = new Int32Array(shared, 0, 2);
    numbers[1] = code.length;
    Atomics.store(numbers, 0, 1);
    Atomics.notify(numbers, 0);
    packed.destroy();
  });
