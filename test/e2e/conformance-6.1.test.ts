import { describeConformance } from './support/conformance';

describeConformance('6.1', 20_240_607);
