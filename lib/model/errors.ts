/**
 * The errors that this library throws on purpose. Everything a rule can say is a finding; an error is thrown only for
 * input that leaves no usable object (a file that is no JSON, a missing argument).
 */
export class InputError extends Error {
  /** @param where file, file#pointer, construct path or command-line option */
  public constructor(
    public readonly where: string,
    public readonly problem: string,
    public readonly fix: string,
  ) {
    super(`[${where}] ${problem}. ${fix}.`);
    this.name = 'InputError';
  }
}
