import { expect } from '@jest/globals';
import { sriovMatchers } from './matchers';
import type { SriovMatchers } from './matchers/types';

// For `setupFilesAfterEnv`, or an import in a test.
expect.extend(sriovMatchers);

/** What `expect` of @jest/globals gives; the global one is told in `matchers/types.ts`. */
declare module 'expect' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- nothing but what is inherited is added
  interface Matchers<R extends void | Promise<void>> extends SriovMatchers<R> {}
}
