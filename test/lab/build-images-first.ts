import { MARK } from '../support/alive';
import { missingOf } from '../support/require-tool';
import { buildImage, LAB_TOOLS } from './image';

/** Before the first suite of the lab where suites are watched: none may be silent for as long as a first build takes. */
export default function buildImagesFirst(): void {
  if (MARK === undefined || missingOf(LAB_TOOLS).length > 0) return;
  buildImage('base');
  buildImage('virt');
}
