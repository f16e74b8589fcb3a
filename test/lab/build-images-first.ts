import { missingOf } from '../support/require-tool';
import { buildImage, LAB_TOOLS } from './image';

/** Before the first suite of the lab: a suite may not be silent for as long as a first build takes. */
export default function buildImagesFirst(): void {
  if (missingOf(LAB_TOOLS).length > 0) return;
  buildImage('base');
  buildImage('virt');
}
