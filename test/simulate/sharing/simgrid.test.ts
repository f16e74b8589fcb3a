import { MaxMinSharing } from '../../../lib/simulate/sharing/max-min';
import { requireTool } from '../../support/require-tool';
import { randomInstance, randomShape } from './simgrid/random-instance';
import { largestDifference, shareBySimGrid, SIMGRID_TOOLS } from './simgrid/simgrid';

/** `npm run bench:maxmin` does this for as many instances of up to 10 000 flows. */
const INSTANCES = 1000;
const LEAST_FLOWS = 10;
const MOST_FLOWS = 60;

const { test: testWithSimGrid } = requireTool(...SIMGRID_TOOLS);

testWithSimGrid('SimGrid gives every flow of a thousand random instances the same rate', () => {
  const instances = Array.from({ length: INSTANCES }, (_, n) =>
    randomInstance(`instance ${n}`, randomShape(`shape ${n}`, LEAST_FLOWS, MOST_FLOWS)),
  );
  const shares = shareBySimGrid(instances);
  const different = instances.flatMap(({ problem, ceiling }, n) => {
    const { rate } = new MaxMinSharing(problem).share(new Float64Array(ceiling.length), ceiling);
    const difference = largestDifference(rate, shares[n].rate);
    return difference <= 1e-6 ? [] : [{ instance: n, difference }];
  });
  expect(different).toEqual([]);
});
