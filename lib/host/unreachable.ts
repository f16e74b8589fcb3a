/** There is no connection to a host, or it broke: nothing is said about the commands that were to run there. */
export class HostUnreachable extends Error {
  /**
   * @param host name of the port
   * @param problem what ssh said, or what did not happen in time
   * @param fix what to do
   */
  public constructor(
    public readonly host: string,
    public readonly problem: string,
    public readonly fix: string,
  ) {
    super(`[${host}] ${problem}. ${fix}.`);
    this.name = 'HostUnreachable';
  }
}
