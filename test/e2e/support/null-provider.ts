import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from '../../support/child';

const ROOT = join(__dirname, '..', '..', '..');
const VERSION = '3.2.4';
const REGISTRIES = ['registry.opentofu.org', 'registry.terraform.io'];
const PLATFORM = 'linux_amd64';

/** A folder with hashicorp/null from a registry, which is taken in place of the one of the test tree. */
const GIVEN = process.env.SRIOV_TEST_PROVIDER_MIRROR;

/** A folder of providers from which both engines install hashicorp/null: no registry of providers is asked. */
export class NullProviderMirror {
  public readonly folder: string;

  public constructor() {
    this.folder = GIVEN ?? mkdtempSync(join(tmpdir(), 'sriov-providers-'));
    if (GIVEN === undefined) REGISTRIES.forEach((registry) => this.bundle(registry));
  }

  private bundle(registry: string): void {
    const file = join(
      this.folder,
      registry,
      'hashicorp/null',
      VERSION,
      PLATFORM,
      `terraform-provider-null_v${VERSION}`,
    );
    const script = join(ROOT, 'scripts/bundle-provider.mjs');
    execFileSync(process.execPath, [script, join(ROOT, 'test/provider/null/main.ts'), file], { cwd: ROOT });
  }

  public remove(): void {
    if (GIVEN === undefined) rmSync(this.folder, { recursive: true, force: true });
  }
}
