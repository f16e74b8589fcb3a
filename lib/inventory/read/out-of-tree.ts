import { moduleOf } from '../../model/module';
import { lineOf } from './attributes';
import type { Reading } from './tree';

const OF_PCI = 'pci:';

/** Drivers of PCI devices whose modules are built beside the kernel, looked up once a host. */
export class OutOfTree {
  private modules: ReadonlySet<string> | null = null;
  private readonly drivers = new Set<string>();

  public constructor(private readonly reading: Reading) {}

  /** A module has the name of its driver, or tells the names of its drivers: that of QAT's `4xxx` is `qat_4xxx`. */
  public has(driver: string): boolean {
    this.modules ??= this.look();
    return this.modules.has(moduleOf(driver)) || this.drivers.has(driver);
  }

  private look(): ReadonlySet<string> {
    const { tree } = this.reading;
    const modules = tree.list('sys/module').filter((module) => isBuiltBeside(this.reading, module));
    for (const module of modules) {
      for (const name of tree.list(`sys/module/${module}/drivers`)) {
        if (name.startsWith(OF_PCI)) this.drivers.add(name.slice(OF_PCI.length));
      }
    }
    return new Set(modules);
  }
}

/** `OE` for an unsigned module that is not of the kernel's tree: Documentation/ABI/testing/sysfs-module. */
function isBuiltBeside(reading: Reading, module: string): boolean {
  const flags = lineOf(reading, `sys/module/${module}/taint`);
  return flags !== null && /^[A-Z]*O[A-Z]*$/.test(flags);
}
