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

  /**
   * The same inventory as a model of several equal hosts: without machine, permanent MACs and serial numbers, which are
   * each host's own. Plans made from it cannot tell an equal card, or another machine, from the one that is meant;
   * OPS-022 says so. Select PFs by address or slot.
   */
  public asTemplate(): HostInventory {
    return new HostInventory({ ...this._source, isTemplate: true });
  }

  private constructor(
    /** @internal */
    public readonly _source: InventorySource,
  ) {}
}
