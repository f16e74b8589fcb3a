/** Waits for something, for a while. @throws Error with `otherwise` when the time is up */
export async function withLimit<T>(work: Promise<T>, limitMs: number, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`${otherwise} (waited ${limitMs / 1000} s)`)), limitMs);
  });
  try {
    return await Promise.race([work, timeIsUp]);
  } finally {
    clearTimeout(timer);
  }
}
