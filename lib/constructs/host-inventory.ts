import type { InventorySource } from './private/fleet-inputs';

/**
 * What a host has and how it is set now: the JSON that `sriov inventory` prints.
 *
 * It is read at synth. A file that is missing, malformed or of a newer version is reported as a finding of the host.
 */
export class HostInventory {
  /**
   * The inventory in a JSON file.
   *
   * @param file path of the JSON file, relative to the working directory of the app
   */
  public static fromFile(file: string): HostInventory {
    return new HostInventory({ file });
  }

  /**
   * An inventory that is at hand as an object.
   *
   * @param value the parsed JSON document
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- jsii knows no other type for "any JSON value"
  public static fromObject(value: any): HostInventory {
    return new HostInventory({ value });
  }

  private constructor(
    /** @internal */
    public readonly _source: InventorySource,
  ) {}
}
