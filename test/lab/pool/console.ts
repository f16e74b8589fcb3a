import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { type Sign, signOf } from './emulation';

const GLANCE_MS = 1000;
const BLOCK_BYTES = 2 ** 20;

/** Sees when a console first shows a kernel that has stalled. */
export class ConsoleWatch {
  private sign: Sign | null = null;
  private offset = 0;
  private readonly timer: NodeJS.Timeout;

  public constructor(private readonly file: string) {
    this.begin();
    this.timer = setInterval(() => this.glance(), GLANCE_MS);
    this.timer.unref();
  }

  /** From here on; what was said before is of another boot. */
  public begin(): void {
    this.sign = null;
    this.offset = this.read().end;
  }

  public glance(): Sign | null {
    if (this.sign === null) {
      // Lines that are not whole yet are read again.
      const { text, end } = this.read();
      const line = signOf(text);
      if (line !== null) this.sign = { at: Date.now(), line };
      this.offset = end - (text.length - (text.lastIndexOf('\n') + 1));
    }
    return this.sign;
  }

  public end(): void {
    clearInterval(this.timer);
  }

  private read(): { readonly text: string; readonly end: number } {
    if (!existsSync(this.file)) return { text: '', end: this.offset };
    const file = openSync(this.file, 'r');
    try {
      const { size } = fstatSync(file);
      const bytes = Buffer.alloc(Math.max(0, Math.min(size - this.offset, BLOCK_BYTES)));
      const read = readSync(file, bytes, 0, bytes.length, this.offset);
      return { text: bytes.toString('latin1', 0, read), end: this.offset + read };
    } finally {
      closeSync(file);
    }
  }
}
