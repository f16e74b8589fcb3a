import { expect } from 'vitest';
import { sriovMatchers } from './index.js';

// For `setupFiles`, or an import in a test.
expect.extend(sriovMatchers);

/** What is added to `expect`; its types come along. */
export type { SriovMatchers } from './index.js';
