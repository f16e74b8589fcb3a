import { parseQatServices, qatServicesOf } from '../../lib/model/qat-services';

test.each([
  ['asym;sym', 'sym;asym'],
  ['dc', 'dc'],
  ['decomp;dc;sym\n', 'sym;dc;decomp'],
  ['', null],
  ['sym;', null],
  ['cy', null],
])('%j says %j, whatever its order', (text, services) => {
  expect(parseQatServices(text)).toBe(services);
});

test('services that are named twice, or in another order, are the same', () => {
  expect(qatServicesOf(['dc', 'sym', 'dc'])).toBe(qatServicesOf(['sym', 'dc']));
});
