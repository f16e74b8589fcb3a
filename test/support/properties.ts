import fc from 'fast-check';

/**
 * fast-check with the seed of the gate, so that a run tells of the change that was made and not of luck. `PROPERTY_SEED=random`, or
 * a number, draws others.
 */
const { PROPERTY_SEED = '20240607' } = process.env;

fc.configureGlobal(PROPERTY_SEED === 'random' ? {} : { seed: Number(PROPERTY_SEED) });

export { default } from 'fast-check';
