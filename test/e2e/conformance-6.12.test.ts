import { describeConformance } from './support/conformance';

describeConformance('6.12', 177_209_344);
