import { describeNetdevsim } from './support/netdevsim';

describeNetdevsim('6.1', 20_240_607);
