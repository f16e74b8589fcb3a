/** What is read under the lock of a device is waited for so long; reading it takes no time unless somebody holds that. */
const LATE_SECONDS = 10;

/** Follows the output of the survey script to its end. */
export class SurveyFollower {
  private tail = '';
  private isLate = false;

  public constructor(private readonly mark: string) {}

  public take(chunk: Buffer): { readonly complete: boolean; readonly silenceSeconds?: number } {
    const text = this.tail + chunk.toString('latin1');
    const line = (name: string): string => `\n${this.mark} ${name}\n`;
    this.isLate ||= text.includes(line('late'));
    this.tail = text.slice(-line('late').length);
    return { complete: text.includes(line('end')), ...(this.isLate && { silenceSeconds: LATE_SECONDS }) };
  }
}
