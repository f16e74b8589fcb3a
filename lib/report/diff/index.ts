export { diffFacts, type SynthResultInput } from './diff-facts';
export { diffMarkdown } from './diff-markdown';
export { renderDiff } from './diff-text';
export type * from './facts';
