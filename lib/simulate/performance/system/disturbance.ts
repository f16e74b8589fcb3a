/**
 * Exponent of the stages of one transfer: fitted to DMA reads of all sizes, with and without page walks (pcie-bench,
 * SIGCOMM 2018), and seen again where streams meet in the switch of a NIC.
 */
const EXPONENT = 3;

/**
 * How much longer the slowest stage of a transfer takes because of the others: stages that take nearly the same time
 * disturb one another, since none of them is regular. Together they take `(sum of t^3)^(1/3)`.
 *
 * @param times of the stages, in any one unit
 */
export function disturbance(times: readonly number[]): number {
  const longest = Math.max(...times);
  return times.reduce((total, time) => total + (time / longest) ** EXPONENT, 0) ** (1 / EXPONENT);
}
