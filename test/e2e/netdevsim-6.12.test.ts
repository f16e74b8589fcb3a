import { describeNetdevsim } from './support/netdevsim';

describeNetdevsim('6.12', 177_209_344);
